"""Markdown to clean HTML and plain text: the only door to markdown, bleach and nh3.

Run as a program (`python -m policies.content.markup`) it renders one JSON list of texts per line, so that the caller can kill it: the
Markdown library takes many seconds on some short inputs (see `rendering.py`).
"""

import json
import re
import sys
from typing import TypedDict

import bleach
import markdown
import nh3

from policies.content.facts import PLACEHOLDER
from policies.content.plain import plain_text

TAGS = frozenset(
    "a blockquote br code del em h2 h3 h4 hr li ol p pre strong sub sup table tbody td th thead tr ul".split()
)
ATTRIBUTES = {"a": ["href", "title"], "ol": ["start"], "th": ["align"], "td": ["align"]}
PROTOCOLS = frozenset({"http", "https", "mailto", "tel"})
EXTENSIONS = ["sane_lists", "tables", "nl2br", "pymdownx.betterem", "pymdownx.tilde"]
HELD = re.compile(r"\ue000(\d+)\ue001")  # Private use: cannot be typed by accident, no Markdown means anything by it.


class Rendered(TypedDict):
    """Both forms of one text; placeholders of facts stand in them as they were written."""

    html: str
    text: str


def render(text: str) -> Rendered:
    """Render Markdown. The HTML is safe to put in a page as it is, once facts are filled in escaped."""
    placeholders: list[str] = []

    def hold(found: re.Match[str]) -> str:
        placeholders.append(found[0])
        return f"\ue000{len(placeholders) - 1}\ue001"

    held = PLACEHOLDER.sub(hold, text.replace("\ue000", "").replace("\ue001", ""))
    html = sanitize(markdown.markdown(held, extensions=EXTENSIONS, output_format="html"))
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


def serve() -> None:
    """Answer each line of standard input, a JSON list of Markdown texts, with a line of rendered ones."""
    for line in sys.stdin:
        print(json.dumps([render(text) for text in json.loads(line)]), flush=True)


if __name__ == "__main__":
    serve()
