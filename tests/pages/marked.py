"""Reads the answers a page shows: the elements marked with `data-card`, with exactly what they hold."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

MARKED = re.compile(
    r"<div (?P<attributes>[^>]*\bdata-card=[^>]*)>(?P<html>.*?)</div>", re.DOTALL
)  # Answers hold no div of their own.
ATTRIBUTE = re.compile(r'data-(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Marked:
    card: str
    version: str
    rule: str
    language: str
    digest: str
    html: str


def marked_in(response: Any) -> list[Marked]:
    """Every marked element of a page, in order."""
    found = MARKED.finditer(response.content.decode())
    return [
        Marked(**{key: unescape(value) for key, value in ATTRIBUTE.findall(one["attributes"])}, html=one["html"])
        for one in found
    ]


def text_of(response: Any) -> str:
    return unescape(response.content.decode())
