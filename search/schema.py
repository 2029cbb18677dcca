"""How a document lies in the index: per language a field of words and one of letters, weights put in when indexing."""

import hashlib
import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence

from search import analysis, documents
from search.analysis import PLAIN, STEMMED
from search.documents import CardDocument

LANGUAGES = (*STEMMED, PLAIN)
FACTS = "facts"


class Weights(FieldType):  # type: ignore[misc]
    """Takes `{term: weight}`, weights being whole numbers; the field's length in a document is their sum."""

    def __init__(self) -> None:
        super().__init__(Existence(), None, scorable=True)

    def index(self, value: Mapping[str, int], **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term in sorted(value):
            yield term.encode(), value[term], float(value[term]), b""


def schema() -> Schema:
    weighted = [f"{kind}_{language}" for kind in ("words", "grams") for language in LANGUAGES]
    fields: dict[str, FieldType] = {name: Weights() for name in (*weighted, "key", FACTS)}
    return Schema(document=STORED(), **fields)


def fields_of(document: CardDocument) -> dict[str, Any]:
    """The document as the writer takes it. What is stored is enough to compare questions with its examples."""
    return {
        "key": {document.key: 1},
        FACTS: dict.fromkeys(document.facts, 1),
        document.words_field: document.word_weights(),
        document.grams_field: document.gram_weights(),
        "document": (document.card, document.language, document.stamp, document.title, document.questions),
    }


def document_from(stored: tuple[str, str, str, str, tuple[str, ...]]) -> CardDocument:
    """The stored part of a document: without its longer texts."""
    card, language, stamp, title, questions = stored
    return CardDocument(card, language, stamp, title, questions)


def schema_stamp() -> str:
    """Changes whenever the words of a document would come out differently, so that an old index is rebuilt."""
    sources = "".join(inspect.getsource(module) for module in (analysis, documents))
    return hashlib.sha256((sources + ",".join(sorted(schema().names()))).encode()).hexdigest()[:16]
