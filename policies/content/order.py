"""Three-way merge of an order: what comes before what, as far as one side, the other, or what both began from says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush


@dataclass(frozen=True, slots=True)
class Order:
    """`keys` in order. `is_sure` is False when both moved the same things differently, or put new things at the same place."""

    keys: tuple[str, ...]
    is_sure: bool


def merge_order(base: Sequence[str], first: Sequence[str], second: Sequence[str], kept: Iterable[str]) -> Order:
    """The order of all `kept` keys, each of which stands in `first` or `second`. Where nothing decides, `first` goes first.

    Keys are unique in each sequence. Of two keys the side decides that moved them against `base`; both may have moved them
    alike. Exchanging `first` and `second` exchanges only what is not sure.
    """
    places = [{key: place for place, key in enumerate(keys)} for keys in (base, first, second)]
    wanted = list(dict.fromkeys(kept))
    after: dict[str, set[str]] = {key: set() for key in wanted}
    is_sure = True
    for number, one in enumerate(wanted):
        for other in wanted[number + 1 :]:
            precedes = _precedes(places, one, other)
            if precedes is None:
                continue
            if precedes == "both":
                is_sure, precedes = False, _in(places[1], one, other)
            after[one if precedes else other].add(other if precedes else one)
    keys, was_forced = _sorted(wanted, after, _ranks(first, second))
    return Order(tuple(keys), is_sure and was_forced)


def _precedes(places: Sequence[dict[str, int]], one: str, other: str) -> bool | str | None:
    """Does `one` come before `other`? None when nobody says, "both" when both sides moved them and differ."""
    base, first, second = (_in(place, one, other) for place in places)
    if first is None or second is None or first == second:
        return second if first is None else first
    return "both" if base is None else second if first == base else first


def _in(places: dict[str, int], one: str, other: str) -> bool | None:
    return places[one] < places[other] if one in places and other in places else None


def _ranks(first: Sequence[str], second: Sequence[str]) -> dict[str, int]:
    return {key: rank for rank, key in enumerate(dict.fromkeys((*first, *second)))}


def _sorted(keys: Sequence[str], after: dict[str, set[str]], ranks: dict[str, int]) -> tuple[list[str], bool]:
    """Sorted by what comes after what, and whether that was the only possible order. A circle is cut at the first rank."""
    waits = dict.fromkeys(keys, 0)
    for followers in after.values():
        for key in followers:
            waits[key] += 1
    ready = [(ranks[key], key) for key in keys if not waits[key]]
    heapify(ready)
    result: list[str] = []
    left, was_forced = set(keys), True
    while left:
        if not ready:
            was_forced = False
            ready = [min((ranks[key], key) for key in left)]
        was_forced = was_forced and len(ready) == 1
        _, key = heappop(ready)
        if key not in left:
            continue
        left.remove(key)
        result.append(key)
        for follower in after[key] & left:
            waits[follower] -= 1
            if not waits[follower]:
                heappush(ready, (ranks[follower], follower))
    return result, was_forced
