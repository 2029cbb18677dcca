"""What large stores are made of: the titles, questions and sentences of the demo's public cards, rendered once."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies.content.markup import render
from policies.files.collection import read_collection

SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[\w«*“\"])")
OPENING, CLOSING = "<p>", "</p>"


@dataclass(frozen=True, slots=True)
class Sentence:
    """Markdown, and what becomes of it inside a paragraph."""

    source: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a card of the demo says in one language: ways of asking, the title first; and its sentences."""

    asked: tuple[str, ...]
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """A card of the demo by language."""

    topic: str
    owner: str
    said: Mapping[str, Said]


def read_material(folder: Path, languages: tuple[str, ...]) -> list[Material]:
    """In a fixed order, only what has all these languages and is for everyone."""
    cards = [
        item
        for item in read_collection(folder).subjects
        if item.kind == "card" and item.form.get("audience", "public") == "public"
    ]
    cards = [item for item in cards if set(languages) <= set(item.form["languages"])]
    return [
        Material(
            item.place.topic,
            item.place.owner,
            {language: _said(item.form["languages"][language]) for language in languages},
        )
        for item in sorted(cards, key=lambda item: item.slug)
    ]


def _said(texts: Mapping[str, Any]) -> Said:
    paragraphs = [texts["short"], *texts.get("body", "").split("\n\n"), *texts.get("texts", {}).values()]
    pieces = [piece for paragraph in paragraphs for piece in SENTENCE.split(paragraph.strip())]
    return Said((texts["title"], *texts.get("questions", ())), tuple(_sentences(pieces)))


def _sentences(pieces: list[str]) -> Iterator[Sentence]:
    """Those that are plain sentences wherever they stand: no lists, headings or tables, and no emphasis across them."""
    for source in pieces:
        both = render(source)  # The demo's own text needs no child process that can be killed.
        html = both["html"]
        is_plain = html.startswith(OPENING) and html.endswith(CLOSING) and html.count("<") == 2 + 2 * html.count("</strong>")
        if is_plain and "*" not in both["text"] and "\n" not in source:
            yield Sentence(source, html.removeprefix(OPENING).removesuffix(CLOSING), both["text"])
