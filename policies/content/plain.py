"""Clean HTML as plain text, for chats and for copying: paragraphs apart, lists with marks, links with their address."""

import re
from html.parser import HTMLParser

BLOCKS = frozenset({"p", "blockquote", "h2", "h3", "h4", "pre", "table", "hr"})
GAP, BREAK, GLUE = "\ue002", "\ue003", "\ue004"  # An empty line, a new line, and "no gap here"; resolved at the end.


def plain_text(html: str) -> str:
    """The text a person would type for this HTML (which must come from `markup.sanitize`)."""
    reader = _Reader()
    reader.feed(re.sub(f"[{GAP}{BREAK}{GLUE}]", "", html))
    reader.close()
    text = re.sub(f"{GLUE}[{GAP}{BREAK} ]*", "", "".join(reader.parts))
    text = re.sub(f"[ \\t]*[{GAP}{BREAK}][{GAP}{BREAK} ]*", _ends, text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _ends(found: re.Match[str]) -> str:
    """One or two ends of line; of the spaces only the indentation after the last of them stays."""
    indent = re.search(r" *\Z", found[0])
    return ("\n\n" if GAP in found[0] else "\n") + (indent[0] if indent else "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int | None] = []
        self.is_raw = False
        self.cells = 0
        self.href = ""
        self.link_text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("ul", "ol"):
            self.parts.append(BREAK if self.lists else GAP)
            self.lists.append(None if tag == "ul" else _start(dict(attrs).get("start")))
        elif tag == "li":
            self.parts.append(BREAK + "  " * (len(self.lists) - 1) + self._mark() + GLUE)
        elif tag in BLOCKS:
            self.parts.append(GAP + "  " * len(self.lists))
            self.is_raw = tag == "pre"
        elif tag == "br":
            self.parts.append(BREAK + "  " * len(self.lists))
        elif tag == "tr":
            self.parts.append(BREAK)
            self.cells = 0
        elif tag in ("td", "th"):
            self.parts += ["  "] if self.cells else []
            self.cells += 1
        elif tag == "a":
            self.href, self.link_text = dict(attrs).get("href") or "", []
        elif tag == "img":
            self.handle_data(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.lists = self.lists[:-1]
            self.parts.append(BREAK if self.lists else GAP)
        elif tag in BLOCKS:
            self.parts.append(BREAK if self.lists else GAP)
            self.is_raw = False
        elif tag == "a" and self.href:
            address = self.href.removeprefix("mailto:").removeprefix("tel:")
            if address not in "".join(self.link_text):
                self.parts.append(f" ({address})")
            self.href = ""

    def handle_data(self, data: str) -> None:
        if self.is_raw:
            self.parts.append(data.rstrip("\n"))
            return
        if not data.strip() and "\n" in data and self._between_blocks():
            return
        text = re.sub(r"\s+", " ", data)
        self.parts.append(text.lstrip() if self.parts and self.parts[-1].endswith((BREAK, GAP, GLUE, " ")) else text)
        self.link_text.append(text)

    def _between_blocks(self) -> bool:
        """White space that only lays out the HTML's source."""
        return not self.parts or bool(self.lists) or self.cells > 0 or self.parts[-1].endswith((BREAK, GAP))

    def _mark(self) -> str:
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "- "
        self.lists[-1] = number + 1
        return f"{number}. "


def _start(text: str | None) -> int:
    """Where an ordered list begins; HTML that people write by hand can say anything there."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1
