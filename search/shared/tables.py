"""The tables of the index. No models, no migrations: they mirror what is live, are made by who writes, and are in no backup.

`search_shared` has a row for each document: `words` and `letters` are text search vectors of our own stems and letter pieces,
nothing of PostgreSQL's, so that words compare as everywhere; `weights` are those of its words, `entries` its examples.
`search_shared_term` counts in how many documents a term stands, `search_shared_mirror` says what of the database is there;
`serial` grows with every change. Should the tables ever need another form, they get other names.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from search.documents import CardDocument
from search.inverted import Entry
from search.schema import schema_stamp

TABLES = """
CREATE TABLE IF NOT EXISTS search_shared (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, audience text NOT NULL, key text NOT NULL, card text NOT NULL,
  language text NOT NULL, field text NOT NULL, stamp text NOT NULL, facts text[] NOT NULL, length int NOT NULL,
  document jsonb NOT NULL, weights jsonb NOT NULL, entries jsonb NOT NULL,
  words tsvector NOT NULL, letters tsvector NOT NULL, UNIQUE (audience, key));
CREATE INDEX IF NOT EXISTS search_shared_words ON search_shared USING gin (words);
CREATE INDEX IF NOT EXISTS search_shared_letters ON search_shared USING gin (letters);
CREATE INDEX IF NOT EXISTS search_shared_card ON search_shared (audience, card);
CREATE TABLE IF NOT EXISTS search_shared_term (
  audience text, field text, term text COLLATE "C", documents int NOT NULL, changed bigint NOT NULL,
  PRIMARY KEY (audience, field, term));
CREATE INDEX IF NOT EXISTS search_shared_term_changed ON search_shared_term (audience, field, changed);
CREATE TABLE IF NOT EXISTS search_shared_mirror (
  audience text PRIMARY KEY, revision bigint NOT NULL, instant timestamptz NOT NULL,
  serial bigint NOT NULL, sizes jsonb NOT NULL);
"""
Sizes = dict[str, list[int]]  # By field: how many documents have it, and the sum of their lengths.


@dataclass(frozen=True, slots=True)
class Mirror:
    revision: int
    instant: datetime
    serial: int
    sizes: Sizes


def own(audience: str) -> str:
    """As which rows of this release are marked: while hosts are renewed, two releases have an index each beside the other."""
    return f"{audience} {schema_stamp()}"


def make() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)


def mirror_of(audience: str) -> Mirror | None:
    """None where nothing was ever written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('search_shared_mirror')")
        if cursor.fetchone()[0] is None:
            return None
        cursor.execute("SELECT revision, instant, serial, sizes FROM search_shared_mirror WHERE audience = %s", [own(audience)])
        row = cursor.fetchone()
    if row is None:
        return None
    revision, instant, serial, sizes = row
    return Mirror(revision, instant, serial, read(sizes))


def take_turns(audience: str) -> None:
    """Writers of an audience's index come one after the other, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('search_shared'), hashtext(%s))", [own(audience)])


def put(audience: str, document: CardDocument, entries: Mapping[str, Entry]) -> None:
    words, letters = entries[document.words_field], entries[document.grams_field]
    weights = words.weights or {}
    parts = {"examples": [list(piece) for piece in words.pieces], "letters": [list(piece) for piece in letters.pieces]}
    pieces = {piece for example in letters.pieces for piece in example}
    stored = (document.card, document.language, document.stamp, document.title, document.questions)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_shared"
            " (audience, key, card, language, field, stamp, facts, length, document, weights, entries, words, letters) VALUES"
            " (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, array_to_tsvector(%s::text[]), array_to_tsvector(%s::text[]))",
            [
                own(audience), document.key, document.card, document.language, document.words_field, document.stamp,
                list(document.facts), sum(weights.values()), json.dumps(stored), json.dumps(weights), json.dumps(parts),
                list(weights), list(pieces),
            ],
        )  # fmt: skip


def query_of(terms: Iterable[str]) -> str:
    """A query for any of them."""
    return " | ".join(map(quoted, terms))


def quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def read(value: Any) -> Any:
    """What a column of JSON holds; Django's connections give it as text."""
    return json.loads(value) if isinstance(value, str) else value
