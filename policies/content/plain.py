"""Clean HTML as plain text, for chats and for copying: paragraphs apart, lists with dashes or numbers, links with their address."""

import re
from html.parser import HTMLParser

BLOCKS = frozenset({"p", "blockquote", "h2", "h3", "h4", "ul", "ol", "pre", "table", "hr"})


def plain_text(html: str) -> str:
    """The text a person would type for this HTML (which must come from `markup.sanitize`)."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(reader.parts))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int | None] = []
        self.href = ""
        self.link_text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self.lists.append(None if tag == "ul" else int(dict(attrs).get("start") or 1))
        if tag in BLOCKS and not (tag in ("ul", "ol") and len(self.lists) > 1):
            self.parts.append("\n\n")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li" and self.lists:
            self.parts.append("\n" + self._mark())
        elif tag == "tr":
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append("  ")
        elif tag == "a":
            self.href, self.link_text = dict(attrs).get("href") or "", []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in BLOCKS and not self.lists:
            self.parts.append("\n\n")
        elif tag == "a" and self.href:
            address = self.href.removeprefix("mailto:").removeprefix("tel:")
            if address not in "".join(self.link_text):
                self.parts.append(f" ({address})")
            self.href = ""

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data)
        if self.lists and not text.strip():
            return
        self.parts.append(text)
        self.link_text.append(text)

    def _mark(self) -> str:
        number = self.lists[-1]
        if number is None:
            return "- "
        self.lists[-1] = number + 1
        return f"{number}. "
