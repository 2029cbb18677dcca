"""Links in texts: to other cards (`/cards/{card}/`, or `/faq/{language}/{card}/`) and to places outside."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

LINK = re.compile(
    r"(?<![\w./:-])/(?:cards|faq/[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2})/(?P<card>[a-z0-9]+(?:[-_][a-z0-9]+)*)(?![\w-])"
)
ADDRESS = re.compile(
    r"(?P<image>!?)\[[^\[\]\n]{0,500}\]\(\s*(?:<(?P<bracketed>[^<>\n]{0,2000})>|(?P<inline>[^\s()<>]{0,2000}))"
    r"|<(?P<auto>(?:https?|mailto):[^<>\s]{1,2000})>"
    r"|^ {0,3}\[[^\[\]\n]{1,500}\]:\s+<?(?P<reference>[^\s<>]{1,2000})",
    re.MULTILINE,
)
CODE = re.compile(r"`[^`\n]{0,2000}`")
HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,10}[^\W\d_]{2,63}\.?")
MAIL, PHONE = re.compile(r"[^@\s]{1,200}@[^@\s]{1,200}\.[^@\s.]{2,}"), re.compile(r"\+?[0-9().\- ]{3,40}")
ANCHORS = frozenset({"main"})  # Headings of texts have none, so that an answer's words never depend on where they stand.


def linked_cards(text: str) -> Iterator[str]:
    """The slugs of the cards that a Markdown text links to, as often as it does."""
    return (found["card"] for found in LINK.finditer(text))


def addresses(text: str) -> Iterator[str]:
    """Where the links of a Markdown text lead, images left out, as often as they do; what stands in `code` is none."""
    for found in ADDRESS.finditer(CODE.sub("", text)):
        if not found["image"]:
            yield found["inline"] or found["bracketed"] or found["auto"] or found["reference"] or ""


def fault_of(address: str) -> str:
    """What is wrong with an address before one knows what there is; empty when it is well-formed.

    `address`: no host, or no such mailbox or number; `scheme`: it does not say how to get there; `place`: a page of ours that
    texts do not lead to; `anchor`: a place on a page that is not there.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "address"
    if parts.scheme in ("http", "https"):
        return "" if HOST.fullmatch(host) else "address"
    if parts.scheme in ("mailto", "tel"):
        return "" if (MAIL if parts.scheme == "mailto" else PHONE).fullmatch(parts.path) else "address"
    if parts.scheme or not address.startswith(("/", "#")):
        return "scheme"
    is_known = address.startswith(("#", "/images/")) or LINK.match(address)
    if not is_known:
        return "place"
    return "anchor" if parts.fragment and parts.fragment not in ANCHORS else ""
