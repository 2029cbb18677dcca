"""Markdown to clean HTML and plain text: the only door to markdown, bleach and nh3.

Run as a program (`python -m policies.content.markup`) it renders one text a line, as JSON, so that the caller can kill it:
the Markdown library takes many seconds on some short inputs (see `rendering.py`).
"""

import json
import re
import sys
from typing import TypedDict

import bleach
import markdown
import nh3

from policies.content.facts import PLACEHOLDER
from policies.content.images import IN_HTML, described, tag_of
from policies.content.plain import plain_text

TAGS = frozenset("a blockquote br code del em h2 h3 h4 hr li ol p pre strong sub sup table tbody td th thead tr ul".split())
ATTRIBUTES = {"a": ["href", "title"], "ol": ["start"], "th": ["align"], "td": ["align"]}
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
EXTENSIONS = ["sane_lists", "tables", "nl2br", "pymdownx.betterem", "pymdownx.tilde"]
HELD = re.compile(r"\ue000(\d+)\ue001")  # Private use: cannot be typed by accident, no Markdown means anything by it.
OPEN_ADDRESS = re.compile(r' href="(?!https?://|mailto:|tel:)[^"]*\ue000[^"]*"')
HEADING = re.compile(r"(</?)h([156])>")
SHOWN = re.compile(r"\ue005(\d+)\ue006")  # Likewise: an image of ours, put in after the cleaning.
OURS = re.compile("[\ue000\ue001\ue005\ue006]")


class Rendered(TypedDict):
    """Both forms of one text; placeholders of facts stand in them as they were written."""

    html: str
    text: str


def render(text: str) -> Rendered:
    """Render Markdown. The HTML is safe to put in a page as it is, once facts are filled in escaped.

    A page has its own h1, so headings begin at h2. Images are ours, made anew from name and description; of any other its
    description stays. An address may quote a fact only after its scheme: otherwise a fact's text could say `javascript:`, long
    after the cleaning.
    """
    placeholders: list[str] = []
    images: list[str] = []

    def hold(found: re.Match[str]) -> str:
        placeholders.append(found[0])
        return f"\ue000{len(placeholders) - 1}\ue001"

    def show(found: re.Match[str]) -> str:
        alt, address = described(found[0])
        images.append(tag_of(alt, address))
        return f"\ue005{len(images) - 1}\ue006"

    held = PLACEHOLDER.sub(hold, OURS.sub("", text))
    html = markdown.markdown(held, extensions=EXTENSIONS, output_format="html")
    html = HEADING.sub(lambda found: f"{found[1]}h{2 if found[2] == '1' else 4}>", html)
    html = OPEN_ADDRESS.sub("", sanitize(IN_HTML.sub(show, html)))
    html = SHOWN.sub(lambda found: images[int(found[1])], html)
    html = HELD.sub(lambda found: placeholders[int(found[1])], html)
    return {"html": html, "text": plain_text(html)}


def sanitize(html: str) -> str:
    """Two walls: bleach lets `javascript:123` through and is no longer maintained, so nh3 cleans again."""
    once = bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=False)
    return nh3.clean(
        once,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(PROTOCOLS),
        link_rel="nofollow noopener",
    )


def untangled(html: str, tags: set[str], gone: set[str]) -> str:
    """Whatever a clipboard holds as well-formed HTML of these elements, with styles and addresses; of `gone` nothing stays.

    In time that grows with its length: the parser that Python brings takes minutes over some hundred kilobytes of nonsense.
    """
    attributes = {"*": {"style"}, "a": {"style", "href"}}
    return nh3.clean(html, tags=tags, clean_content_tags=gone, attributes=attributes, url_schemes=set(PROTOCOLS), link_rel=None)


def serve() -> None:
    """Answer each line of standard input, a Markdown text as JSON, with a line that is `Rendered`, or null for one too deep."""
    for line in sys.stdin:
        try:
            rendered = render(json.loads(line))
        except RecursionError:
            rendered = None
        sys.stdout.write(json.dumps(rendered) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
