"""What people paste from word processors and web pages, as the Markdown that texts are written in.

The only door to beautifulsoup4 and markdownify. What comes out is text that a person reads over, never HTML: scripts, styles,
comments, pictures and tracking addresses have no way through it, and rendering cleans again whatever was written.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from policies.content.markup import untangled
from policies.content.problems import ContentError

MAX_LETTERS, MAX_SIGNS, MAX_DEPTH = 900_000, 20_000, 100  # Some 30 pages; a parser of HTML takes its time over nonsense.
FRAGMENT = re.compile(r"<!--StartFragment-->(.*)<!--EndFragment-->", re.DOTALL)
GONE = set("script style title template noscript iframe object svg math canvas button select textarea".split())
KEPT = set(
    "a b strong i em del s blockquote br code pre h1 h2 h3 h4 h5 h6 hr li ol p sub sup table thead tbody tr th td ul".split()
)
STYLED = {"span", "font", "div"}  # Read for what their styles say, and gone afterwards.
HEADINGS = {"h1": "h2", "h5": "h4", "h6": "h4"}  # As they are rendered: a page has its own h1, and a text two levels below it.
BOLD = re.compile(r"font-weight:\s*(?:bold|bolder|[6-9]00)")
LIGHT = re.compile(r"font-weight:\s*(?:normal|[1-5]00)")
SLANTED, STRUCK = re.compile(r"font-style:\s*italic"), re.compile(r"text-decoration[a-z-]*:[^;]*line-through")
BULLET = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
LISTED = re.compile(r"mso-list:\s*l\d+\s+level(\d)")
NUMBERED = re.compile(r"^\s*(?:\d{1,3}|[a-zA-Z]|[ivx]{1,6})[.)]")
LINK = re.compile(r"^(?:https?://|mailto:|tel:)\S+$")
PLACEHOLDER = re.compile(r"\{\{[^{}]{1,200}\}\}")
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")) | {0xA0: " "}


class _Converter(MarkdownConverter):  # type: ignore[misc]
    """Lists that our Markdown nests: four spaces deep. Bars in cells are no ends of cells."""

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        lines = text.strip().split("\n") or [""]
        sign = f"{el['value']}." if "value" in el.attrs else "-"
        return "\n".join([f"{sign} {lines[0]}", *(f"    {line}" if line else "" for line in lines[1:])]) + "\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f" {' '.join(text.split())} |".replace("|", r"\|", text.count("|"))

    convert_th = convert_td


def markdown_of(html: str) -> str:
    """Markdown of the HTML that a clipboard holds: headings, lists, tables, links and emphasis stay.

    Raises ContentError for what is too much. What is nested beyond sense comes as plain text.
    """
    fragment = FRAGMENT.search(html)
    html = fragment[1] if fragment else html
    if len(html) > MAX_LETTERS or html.count("<") + html.count("&") > MAX_SIGNS:
        raise ContentError.one("html", "too_long", "This is too much to paste at once. Paste it in parts.")
    soup = BeautifulSoup(untangled(html, KEPT | STYLED, GONE), "html.parser")
    if _is_too_deep(soup):
        return _plain(soup)
    _clean(soup)
    return _tidy(_Converter(heading_style="ATX", bullets="-", table_infer_header=True).convert_soup(soup))


def _is_too_deep(soup: BeautifulSoup) -> bool:
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depths[id(tag)] = depths[id(tag.parent)] + 1
        if depths[id(tag)] > MAX_DEPTH:
            return True
    return False


def _clean(soup: BeautifulSoup) -> None:
    _lists_of_word(soup)
    for tag in soup.find_all(True):
        _emphasise(soup, tag)
    for tag in soup.find_all(True):
        _simplify(tag)
    _settle_lists(soup)
    _join_emphasis(soup)
    for numbered in soup.find_all("ol"):
        for number, item in enumerate(numbered.find_all("li", recursive=False), 1):
            item["value"] = str(number)


def _settle_lists(soup: BeautifulSoup) -> None:
    """A list inside a list belongs to the item before it, and an item of one paragraph is that paragraph's words."""
    for inner in soup.find_all(["ul", "ol"]):
        before = inner.find_previous_sibling("li")
        if inner.parent is not None and inner.parent.name in ("ul", "ol") and before is not None:
            before.append(inner.extract())
    for item in soup.find_all("li"):
        paragraphs = item.find_all("p", recursive=False)
        if len(paragraphs) == 1:
            paragraphs[0].unwrap()


def _emphasise(soup: BeautifulSoup, tag: Tag) -> None:
    """What a style says, as elements; Google's documents stand in a <b> that is not bold."""
    style = str(tag.get("style", "")).lower()
    if tag.name in ("b", "strong") and LIGHT.search(style):
        tag.name = "span"
    if tag.name not in ("span", "font", "a") or not tag.get_text(strip=True):
        return
    for pattern, name in ((BOLD, "strong"), (SLANTED, "em"), (STRUCK, "del")):
        if pattern.search(style) and tag.find_parent(name) is None:
            inner = soup.new_tag(name)
            for child in list(tag.contents):
                inner.append(child.extract())
            tag.append(inner)


def _simplify(tag: Tag) -> None:
    """A few elements, and of their attributes only where a link leads."""
    address = _address(str(tag.get("href", ""))) if tag.name == "a" else ""
    tag.attrs = {"href": address} if address else {}
    tag.name = HEADINGS.get(tag.name, tag.name)
    is_layout = tag.name == "table" and len(tag.find_all(["td", "th"])) < 2
    if is_layout:
        for part in tag.find_all(["thead", "tbody", "tr", "td", "th"]):
            part.name = "div"
    if tag.name == "div":
        tag.name = "p" if not tag.find(["p", "div", "ul", "ol", "table", "h2", "h3", "h4"]) else "section"
    elif (tag.name == "a" and not address) or is_layout or tag.name not in KEPT:
        tag.unwrap()


def _address(given: str) -> str:
    """Without the detour that Google's documents put before every address; nothing for places inside the document."""
    parts = urlsplit(given.strip()) if given.isprintable() and "[" not in given else None
    if parts and parts.hostname == "www.google.com" and parts.path == "/url":
        given = next(iter(parse_qs(parts.query).get("q", [""])))
    return given.strip().replace("(", "%28").replace(")", "%29") if LINK.match(given.strip()) else ""


def _lists_of_word(soup: BeautifulSoup) -> None:
    """Word writes a list as paragraphs, each with its level in the style and its bullet as text."""
    for run in list(_runs(soup)):
        lists: list[Tag] = []
        for paragraph in run:
            level = _level(paragraph)
            sign = "".join(mark.get_text() for mark in paragraph.find_all(style=BULLET))
            for mark in paragraph.find_all(style=BULLET):
                mark.decompose()
            kind = "ol" if NUMBERED.match(sign) else "ul"
            is_other = len(lists) >= level and lists[level - 1].name != kind
            del lists[level - is_other :]
            while len(lists) < level:
                made = soup.new_tag(kind)
                if lists:
                    last = lists[-1].contents[-1] if lists[-1].contents else None
                    (last if isinstance(last, Tag) else lists[-1]).append(made)
                else:
                    paragraph.insert_before(made)
                lists.append(made)
            lists[-1].append(paragraph.extract())
            paragraph.name = "li"


def _runs(soup: BeautifulSoup) -> Iterator[list[Tag]]:
    """Paragraphs of lists that follow one another."""
    run: list[Tag] = []
    for paragraph in soup.find_all(["p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "div"]):
        if paragraph.name == "p" and _level(paragraph) and (not run or paragraph.parent is run[0].parent):
            run.append(paragraph)
        elif run:
            yield run
            run = [paragraph] if paragraph.name == "p" and _level(paragraph) else []
    if run:
        yield run


def _level(paragraph: Tag) -> int:
    found = LISTED.search(str(paragraph.get("style", "")).lower())
    return max(int(found[1]), 1) if found else 0


def _join_emphasis(soup: BeautifulSoup) -> None:
    """Of what stands in several pieces one: **fo****o** would not be bold."""
    for name in ("strong", "b", "em", "i"):
        for tag in soup.find_all(name):
            while isinstance(tag.next_sibling, Tag) and tag.next_sibling.name == name:
                for child in list(tag.next_sibling.contents):
                    tag.append(child.extract())
                tag.next_sibling.extract()


def _tidy(text: str) -> str:
    text = PLACEHOLDER.sub(lambda found: found[0].replace("\\", ""), text.translate(INVISIBLE))
    return _lines(line if line.startswith("    ") else line.strip() for line in text.split("\n"))


def _plain(soup: BeautifulSoup) -> str:
    return _lines(soup.stripped_strings)


def _lines(lines: Iterable[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()
