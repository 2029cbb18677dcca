"""The tables of the index. No models, no migrations: they mirror what is live, are made by who writes, and are in no backup.

`search_shared` has a row for each document: `words` and `letters` are text search vectors of our own stems and letter pieces,
in which the position of a word is its weight; `entries` is what it consists of. `search_shared_term` counts in how many
documents a term stands, `search_shared_mirror` says what of the database is there; `serial` grows with every change.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from search.documents import CardDocument
from search.inverted import Entry

MOST_WEIGHT = 16_383  # The highest position that a text search vector takes.
TABLES = """
CREATE TABLE IF NOT EXISTS search_shared (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, audience text NOT NULL, key text NOT NULL, card text NOT NULL,
  language text NOT NULL, field text NOT NULL, stamp text NOT NULL, facts text[] NOT NULL, length int NOT NULL,
  document jsonb NOT NULL, entries jsonb NOT NULL, words tsvector NOT NULL, letters tsvector NOT NULL, UNIQUE (audience, key));
CREATE INDEX IF NOT EXISTS search_shared_words ON search_shared USING gin (words);
CREATE INDEX IF NOT EXISTS search_shared_letters ON search_shared USING gin (letters);
CREATE INDEX IF NOT EXISTS search_shared_card ON search_shared (audience, card);
CREATE TABLE IF NOT EXISTS search_shared_term (
  audience text, field text, term text COLLATE "C", documents int NOT NULL, changed bigint NOT NULL,
  PRIMARY KEY (audience, field, term));
CREATE INDEX IF NOT EXISTS search_shared_term_changed ON search_shared_term (audience, field, changed);
CREATE TABLE IF NOT EXISTS search_shared_mirror (
  audience text PRIMARY KEY, revision bigint NOT NULL, instant timestamptz NOT NULL, schema text NOT NULL,
  serial bigint NOT NULL, sizes jsonb NOT NULL);
"""
Sizes = dict[str, list[int]]  # By field: how many documents have it, and the sum of their lengths.


@dataclass(frozen=True, slots=True)
class Mirror:
    revision: int
    instant: datetime
    schema: str
    serial: int
    sizes: Sizes


def make() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


def mirror_of(audience: str) -> Mirror | None:
    """None where nothing was ever written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('search_shared_mirror')")
        if cursor.fetchone()[0] is None:
            return None
        cursor.execute(
            "SELECT revision, instant, schema, serial, sizes FROM search_shared_mirror WHERE audience = %s", [audience]
        )
        row = cursor.fetchone()
    return Mirror(*row[:4], _read(row[4])) if row else None


def take_turns(audience: str) -> None:
    """Writers of an audience's index come one after the other, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('search_shared'), hashtext(%s))", [audience])


def put(audience: str, document: CardDocument, entries: Mapping[str, Entry]) -> None:
    words, letters = entries[document.words_field], entries[document.grams_field]
    weights = words.weights or {}
    parts = {"words": dict(weights), "examples": [list(piece) for piece in words.pieces]}
    parts["letters"] = [list(piece) for piece in letters.pieces]  # type: ignore[assignment]
    pieces = {piece: 1 for example in letters.pieces for piece in example}
    stored = (document.card, document.language, document.stamp, document.title, document.questions)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_shared"
            " (audience, key, card, language, field, stamp, facts, length, document, entries, words, letters)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::tsvector, %s::tsvector)",
            [
                audience, document.key, document.card, document.language, document.words_field, document.stamp,
                list(document.facts), sum(weights.values()), json.dumps(stored), json.dumps(parts),
                vector(weights), vector(pieces),
            ],
        )  # fmt: skip


def vector(weights: Mapping[str, int]) -> str:
    """A text search vector; nothing of PostgreSQL's own stems or stop words is in it, so that words compare as everywhere."""
    return " ".join(f"{quoted(term)}:{min(max(weight, 1), MOST_WEIGHT)}" for term, weight in weights.items())


def query_of(terms: Iterable[str]) -> str:
    """A query for any of them."""
    return " | ".join(map(quoted, terms))


def quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
