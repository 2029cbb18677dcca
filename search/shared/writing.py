"""Keeping the shared index at the database's revision. Whoever publishes does it for all hosts; each run is one transaction."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from policies.answers import visible_cards
from policies.models import Subject
from policies.moment import Moment
from policies.publishing import current_revision, now
from search.documents import CardDocument, documents_for, documents_of_cards
from search.folder import AUDIENCES
from search.inverted import Entry
from search.schema import entries_of
from search.shared.tables import Mirror, Sizes, make, mirror_of, own, put, read, take_turns
from search.sync import Difference, expected_stamps, publications_since

UNUSED = timedelta(days=1)
Terms = Counter[tuple[str, str]]  # How many documents more or fewer have a term, by field.


def sync() -> int:
    """Returns how many cards were renewed, or documents if all was built anew. Cheap when there is nothing to do."""
    return sum(_sync(audience) for audience in AUDIENCES)


def rebuild() -> int:
    """Returns the number of documents. Readers find in the old ones until it is done."""
    return sum(_rebuild(audience, now()) for audience in AUDIENCES)


def check() -> list[Difference]:
    """Compare with the database, document by document. Changes nothing."""
    return [_difference(audience, now()) for audience in AUDIENCES]


def reconcile() -> int:
    """Compare and mend; forget the index of a release that nobody has used for a day. Returns how many cards were wrong."""
    count = sync()
    _forget_others()
    for audience in AUDIENCES:
        with transaction.atomic():
            take_turns(audience)
            at, mirror = now(), mirror_of(audience)
            wrong = set(_difference(audience, at).cards)
            if mirror is not None and wrong:
                _renew(audience, mirror, wrong, at)
                count += len(wrong)
    return count


def _is_current(mirror: Mirror | None) -> bool:
    if mirror is None or mirror.revision != current_revision():
        return False
    return not publications_since(mirror.revision, mirror.instant, now()).exists()


def _sync(audience: str) -> int:
    if _is_current(mirror_of(audience)):
        return 0
    with transaction.atomic():
        take_turns(audience)
        at, mirror = now(), mirror_of(audience)
        if mirror is None or mirror.revision > at.revision:
            return _rebuild(audience, at)
        cards = _changed(audience, mirror, at)
        _renew(audience, mirror, cards, at)
        return len(cards)


def _changed(audience: str, mirror: Mirror, at: Moment) -> set[str]:
    """The cards that changed, and those that quote a fact that changed."""
    changed = list(publications_since(mirror.revision, mirror.instant, at).values_list("subject__kind", "subject__slug"))
    facts = [slug for kind, slug in changed if kind == Subject.Kind.FACT]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT card FROM search_shared WHERE audience = %s AND facts && %s::text[]", [own(audience), facts]
        )
        quoting = {row[0] for row in cursor.fetchall()}
    return {slug for kind, slug in changed if kind == Subject.Kind.CARD} | quoting


def _renew(audience: str, mirror: Mirror, cards: set[str], at: Moment) -> None:
    terms, sizes = Terms(), {field: list(size) for field, size in mirror.sizes.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_shared WHERE audience = %s AND card = ANY(%s) RETURNING field, weights, entries",
            [own(audience), list(cards)],
        )
        gone = cursor.fetchall()
    for field, weights, entries in gone:
        letters = Counter(piece for example in read(entries)["letters"] for piece in example)
        _counted(field, Counter(read(weights)), -1, terms, sizes)
        _counted(field.replace("words_", "grams_", 1), letters, -1, terms, sizes)
    if cards:
        _add(audience, documents_of_cards(cards, audience=audience, at=at), terms, sizes)
    _count(audience, terms, mirror.serial + 1)
    _note(audience, at, mirror.serial + 1, sizes)


def _forget_others() -> None:
    ours = [own(audience) for audience in AUDIENCES]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM search_shared_mirror WHERE instant < %s AND NOT audience = ANY(%s) RETURNING audience",
            [timezone.now() - UNUSED, ours],
        )
        gone = [row[0] for row in cursor.fetchall()]
        for table in ("search_shared", "search_shared_term") if gone else ():
            cursor.execute(f"DELETE FROM {table} WHERE audience = ANY(%s)", [gone])  # noqa: S608 - names of our own


def _rebuild(audience: str, at: Moment) -> int:
    return fill(audience, documents_for(visible_cards(audience, at), audience=audience, at=at), at)


def fill(audience: str, documents: Iterable[CardDocument], at: Moment) -> int:
    """These documents and no others, as of that moment. Returns how many."""
    with transaction.atomic():
        make()
        take_turns(audience)
        before = mirror_of(audience)
        serial = before.serial + 1 if before else 1
        terms, sizes = Terms(), Sizes()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_shared WHERE audience = %s", [own(audience)])
            # Processes that have counted the terms before see by this that they are gone.
            cursor.execute(
                "UPDATE search_shared_term SET documents = 0, changed = %s WHERE audience = %s", [serial, own(audience)]
            )
        count = _add(audience, documents, terms, sizes)
        _count(audience, terms, serial)
        _note(audience, at, serial, sizes)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_shared")  # Until then PostgreSQL plans for an empty table.
    return count


def _add(audience: str, documents: Iterable[CardDocument], terms: Terms, sizes: Sizes) -> int:
    count = 0
    for document in documents:
        count += 1
        entries = entries_of(document)
        put(audience, document, entries)
        for field in (document.words_field, document.grams_field):
            _counted(field, _weights(entries[field]), 1, terms, sizes)
    return count


def _weights(entry: Entry) -> Counter[str]:
    return Counter(entry.weights) if entry.weights is not None else Counter(x for piece in entry.pieces for x in piece)


def _counted(field: str, weights: Counter[str], sign: int, terms: Terms, sizes: Sizes) -> None:
    size = sizes.setdefault(field, [0, 0])
    size[0] += sign if weights else 0
    size[1] += sign * weights.total()
    for term in weights:
        terms[field, term] += sign


def _count(audience: str, terms: Terms, serial: int) -> None:
    """All in one statement: a card has hundreds of letter pieces."""
    changed = [(field, term, count) for (field, term), count in sorted(terms.items()) if count]
    fields, names, counts = (list(column) for column in zip(*changed, strict=True)) if changed else ([], [], [])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_shared_term (audience, field, term, documents, changed)"
            " SELECT %s, field, term, documents, %s FROM unnest(%s::text[], %s::text[], %s::int[]) t(field, term, documents)"
            " ON CONFLICT (audience, field, term) DO UPDATE"
            " SET documents = search_shared_term.documents + EXCLUDED.documents, changed = EXCLUDED.changed",
            [own(audience), serial, fields, names, counts],
        )


def _note(audience: str, at: Moment, serial: int, sizes: Sizes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_shared_mirror (audience, revision, instant, serial, sizes)"
            " VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (audience) DO UPDATE SET revision = EXCLUDED.revision, instant = EXCLUDED.instant,"
            " serial = EXCLUDED.serial, sizes = EXCLUDED.sizes",
            [own(audience), at.revision, at.at, serial, json.dumps(sizes)],
        )


def _difference(audience: str, at: Moment) -> Difference:
    expected, found = expected_stamps(audience, at), set[tuple[str, str, str]]()
    if mirror_of(audience) is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT card, language, stamp FROM search_shared WHERE audience = %s", [own(audience)])
            found = {(card, language, stamp) for card, language, stamp in cursor.fetchall()}
    wrong = {card for card, *_ in expected.symmetric_difference(found)}
    return Difference(audience, tuple(sorted(wrong)), len(found))
