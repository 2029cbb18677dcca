"""What events vouch for: rows that are written once. Each must be as its event says, and there is none without an event."""

from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Max, Min, Model, QuerySet

from policies.audit.seals import MODELS, SEALED, is_sealed, read_rows
from policies.models import Event, FormerDimension, Publication, Review, Verification

AT_ONCE = 500
Told = tuple[int, str, str, str]  # An event's number, action and thing, and what is wrong.
# Rows older than the seals name a revision, of which an event of that time tells.
REVISION: dict[type[Model], str] = {Publication: "number", Verification: "revision", FormerDimension: "until"}


class Bits:
    """A set of whole numbers that takes one bit for each, in pages of 4,096."""

    def __init__(self) -> None:
        self._pages: dict[int, bytearray] = {}

    def add(self, number: int) -> None:
        page = self._pages.setdefault(number >> 12, bytearray(512))
        page[(number & 4095) >> 3] |= 1 << (number & 7)

    def __contains__(self, number: int) -> bool:
        page = self._pages.get(number >> 12)
        return page is not None and bool(page[(number & 4095) >> 3] & 1 << (number & 7))


class Vouching:
    """Reads events batch by batch, then looks for rows that none of them told of.

    `vouched` counts the rows found as they were written, by kind; `unsealed` those that are older than the seals.
    """

    def __init__(self) -> None:
        self.vouched: Tally[str] = Tally()
        self.unsealed: Tally[str] = Tally()
        self._told = {name: Bits() for name in MODELS}
        self._older = Bits()

    def read(self, batch: Iterable[Mapping[str, Any]]) -> Iterator[Told]:
        """What is wrong with rows that these events tell of."""
        told: dict[str, dict[int, tuple[Mapping[str, Any], Any]]] = {name: {} for name in MODELS}
        for event in batch:
            details = event.get("details")
            details = details if isinstance(details, dict) else {}
            is_part = str(event.get("thing")).startswith("release:")  # Each of its versions has an event of its own.
            if "rows" not in details and isinstance(details.get("revision"), int) and not is_part:
                self._older.add(details["revision"])
            for name, pk, sealed in _rows(details):
                if pk in self._told[name]:
                    yield *_named(event), f"the {name} {pk} was told of before"
                self._told[name].add(pk)
                told[name][pk] = event, sealed
        for name, rows in told.items():
            yield from self._compare(name, rows)

    def without_event(self) -> Iterator[tuple[str, str]]:
        """After the last batch: rows that no event told of, each with that sentence."""
        for name, model in MODELS.items():
            for rows in windows(model._default_manager.all()):
                unknown = [pk for pk in rows.values_list("pk", flat=True) if pk not in self._told[name]]
                older = self._older_of(model, unknown) if unknown else set()
                self.unsealed[name] += len(older)
                for pk in unknown:
                    if pk not in older:
                        yield f"{name} {pk}", "no event tells of it"

    def _compare(self, name: str, told: Mapping[int, tuple[Mapping[str, Any], Any]]) -> Iterator[Told]:
        columns = SEALED[MODELS[name]]
        rows = MODELS[name]._default_manager.filter(pk__in=list(told)) if told else None
        there = {row["pk"]: row for row in read_rows(rows, *columns)} if rows is not None else {}
        for pk, (event, sealed) in told.items():
            if pk not in there:
                yield *_named(event), f"the {name} {pk} that it tells of is missing"
            elif not is_sealed({column: there[pk].get(column) for column in columns}, sealed):
                yield *_named(event), f"the {name} {pk} is not as it was written"
            else:
                self.vouched[name] += 1

    def _older_of(self, model: type[Model], pks: Sequence[int]) -> set[int]:
        """Those that an event from before the seals accounts for."""
        rows = model._default_manager.filter(pk__in=pks)
        if model in REVISION:
            return {pk for pk, revision in rows.values_list("pk", REVISION[model]) if revision in self._older}
        return _older_reviews(rows) if model is Review else set()


def windows(rows: QuerySet[Any]) -> Iterator[QuerySet[Any]]:
    """All rows, a few hundred primary keys at a time."""
    ends = rows.aggregate(first=Min("pk"), last=Max("pk"))
    start = ends["first"]
    while start is not None:
        yield rows.filter(pk__gte=start, pk__lt=start + AT_ONCE).order_by("pk")
        start = rows.filter(pk__gte=start + AT_ONCE).aggregate(first=Min("pk"))["first"]


def _rows(details: Mapping[str, Any]) -> Iterator[tuple[str, int, Any]]:
    """Kind, primary key and seal of every row that an event's details name."""
    rows = details.get("rows")
    for row, sealed in rows.items() if isinstance(rows, dict) else ():
        name, _colon, pk = row.partition(":")
        if name in MODELS and pk.isdigit():
            yield name, int(pk), sealed


def _named(event: Mapping[str, Any]) -> tuple[int, str, str]:
    return event["number"], event.get("action", ""), event.get("thing", "")


def _older_reviews(rows: QuerySet[Any]) -> set[int]:
    """Reviews whose version has an event of that decision without seals."""
    named = {
        pk: (f"{kind}:{slug}:{number}", decision)
        for pk, kind, slug, number, decision in rows.values_list(
            "pk", "version__subject__kind", "version__subject__slug", "version__number", "decision"
        )
    }
    events = Event.objects.filter(thing__in=[thing for thing, _decision in named.values()])
    told = {(event["thing"], event["action"]) for event in read_rows(events, "thing", "action", "details") if _is_older(event)}
    return {pk for pk, name in named.items() if name in told}


def _is_older(event: Mapping[str, Any]) -> bool:
    return "rows" not in (event.get("details") or {})
