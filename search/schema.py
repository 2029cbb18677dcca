"""How a document lies in the index: per language a field of words and one of letters, weights put in when indexing."""

import hashlib
import inspect
from typing import Any

from whoosh.fields import STORED, Schema

from search import analysis, codec, documents, inverted
from search.analysis import PLAIN, STEMMED
from search.codec import Terms
from search.documents import CardDocument
from search.inverted import Entry

LANGUAGES = (*STEMMED, PLAIN)
FACTS, CARD, KEY = "facts", "card", "key"


def schema() -> Schema:
    weighted = [f"{kind}_{language}" for kind in ("words", "grams") for language in LANGUAGES]
    return Schema(document=STORED(), **{name: Terms() for name in (*weighted, KEY, CARD, FACTS)})


def entries_of(document: CardDocument) -> dict[str, Entry]:
    """By field, what is looked up of a document."""
    return {
        KEY: Entry({document.key: 1}),
        CARD: Entry({document.card: 1}),
        FACTS: Entry(dict.fromkeys(document.facts, 1)),
        document.words_field: Entry(*document.words()),
        document.grams_field: Entry(None, document.grams()),
    }


def fields_of(document: CardDocument) -> dict[str, Any]:
    """The document as the writer takes it."""
    stored = (document.card, document.language, document.stamp, document.title, document.questions)
    return {**entries_of(document), "document": stored}


def document_from(stored: tuple[str, str, str, str, tuple[str, ...]]) -> CardDocument:
    """The stored part of a document: without its longer texts."""
    card, language, stamp, title, questions = stored
    return CardDocument(card, language, stamp, title, questions)


def schema_stamp() -> str:
    """Changes whenever the words of a document would come out differently, so that an old index is rebuilt."""
    sources = "".join(inspect.getsource(module) for module in (analysis, codec, documents, inverted))
    return hashlib.sha256((sources + ",".join(sorted(schema().names()))).encode()).hexdigest()[:16]
