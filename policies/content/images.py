"""Images that texts show: each has an address of its own, `/images/{name}.webp`, and its name carries its size in pixels.

A name is made of what the image holds, so the same address shows the same image for ever, and no text can change by an image.
"""

import re
from collections.abc import Iterator
from html import escape, unescape

NAME = r"[0-9a-f]{32}-[1-9][0-9]{0,4}x[1-9][0-9]{0,4}"
ADDRESS = re.compile(rf"(?<![\w./:-])/images/(?P<name>{NAME})\.webp(?![\w.-])")
IN_HTML = re.compile(r"<img\b[^>]*>")
SHOWN = re.compile(r"<img [^>]*>")
ATTRIBUTE = re.compile(r'\b(alt|src)="([^"]*)"')
IN_MARKDOWN = re.compile(r"!\[(?P<alt>[^\]]*)\]\(\s*<?(?P<address>[^)\s>]+)")


def address_of(name: str) -> str:
    return f"/images/{name}.webp"


def markdown_of(title: str, name: str) -> str:
    """As a text shows it."""
    return f"![{title.replace('[', '(').replace(']', ')')}]({address_of(name)})"


def size_of(name: str) -> tuple[int, int]:
    """Width and height in pixels."""
    width, height = name.partition("-")[2].split("x")
    return int(width), int(height)


def quoted_images(text: str) -> Iterator[str]:
    """The names of the images that a Markdown text shows, as often as it does."""
    return (found["name"] for found in ADDRESS.finditer(text))


def foreign_images(text: str) -> Iterator[str]:
    """The addresses of images that are none of ours. A page shows their description only."""
    return (found["address"] for found in IN_MARKDOWN.finditer(text) if not ADDRESS.fullmatch(found["address"]))


def undescribed_images(html: str) -> int:
    """How many images of a rendered text say nothing to whoever cannot see them."""
    return sum(not described(tag)[0].strip() for tag in SHOWN.findall(html))


def described(tag: str) -> tuple[str, str]:
    """The description and the address of an `img` in HTML."""
    attributes = {name: unescape(value) for name, value in ATTRIBUTE.findall(tag)}
    return attributes.get("alt", ""), attributes.get("src", "")


def tag_of(alt: str, address: str) -> str:
    """The element that shows one of our images, made from nothing but its name and description; else the description."""
    found = ADDRESS.fullmatch(address)
    if found is None:
        return escape(alt, quote=False)
    width, height = size_of(found["name"])
    return f'<img src="{address}" alt="{escape(alt)}" width="{width}" height="{height}" loading="lazy">'
