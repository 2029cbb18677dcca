"""The proof that every channel says the same: every card, language, rule and turning point, asked everywhere and compared."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from queue import Empty, Queue
from random import Random
from threading import Event, Thread
from typing import Any

import httpx
from django.conf import settings
from django.db import connections
from django.utils import timezone

from kb.consistency.doors import Door, Unusable
from kb.consistency.heard import Divergence, Probe, While, divergences
from kb.consistency.opening import every_door
from policies.answers import INTERNAL, answer_for, visible_cards
from policies.moment import Moment
from policies.publishing import now
from policies.rehearsal import cases_of, turning_points

SIDE_BY_SIDE = 4  # Doors that are asked at a time, each by a thread: while one waits, another's answer is compared.
TOGETHER = 6  # Questions about one instant in a row.
Found = tuple[Door, list[Divergence], str]


@dataclass(slots=True)
class Report:
    """What was compared, by channel; every divergence; and what could not be asked.

    `until` is the last revision by the end, `changes` says what was changed on purpose meanwhile.
    """

    started_at: datetime
    revision: int
    until: int = 0
    compared: Counter[str] = field(default_factory=Counter)
    divergences: list[Divergence] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    changes: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not self.divergences and not self.failures and self.compared.total() > 0


def probes(at: Moment) -> Iterator[Probe]:
    """Every live card x turning point, and now as nobody names it, x language x case."""
    for card in visible_cards(INTERNAL, at).order_by("slug"):
        for instant in (None, *turning_points(card, at)):
            then = at if instant is None else Moment(instant, at.revision)
            is_there = visible_cards(INTERNAL, then).filter(pk=card.pk).exists()
            for language in settings.CONTENT_LANGUAGES:
                if not is_there:
                    yield Probe(card.slug, language, {}, "", instant)
                    continue
                for case in cases_of(card, language, then):
                    yield Probe(card.slug, language, case.context, case.rule, instant)


def check(
    base: str,
    *,
    most: int | None = None,
    minutes: float | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Ask the installation at `base` (`http://127.0.0.1:8000`), at most about `most` comparisons, spread evenly.

    After so many `minutes` it stops where it is; the order is random, so that what was asked by then is spread, too.
    """
    at = now()
    report, asked = Report(timezone.now(), at.revision), list(probes(at))
    with httpx.Client(base_url=base, timeout=30) as client, every_door(client, _titles(at)) as doors:
        chosen = _mixed(_chosen(asked, doors, most), Random(at.revision))  # noqa: S311
        for position, results in enumerate(_asked(chosen, doors)):
            for door, found, failure in results:
                _write(report, door, found, failure)
            progress(position + 1, len(chosen))
            if minutes is not None and (timezone.now() - report.started_at).total_seconds() > minutes * 60:
                break
    report.until = now().revision
    report.seconds = (timezone.now() - report.started_at).total_seconds()
    return report


def _asked(chosen: Sequence[Probe], doors: Sequence[Door]) -> Iterator[list[Found]]:
    """What came of each question, in the order in which they are done. Raises what a thread could not go on from."""
    turns, over = Counter[str](), Event()
    work: Queue[tuple[list[Door], Probe] | None] = Queue()
    results: Queue[list[Found] | BaseException] = Queue(4 * SIDE_BY_SIDE)  # Bounded: who stops early has asked little more.
    for probe in chosen:
        work.put((list(_doors_for(doors, probe, turns)), probe))
    threads = [Thread(target=_work, args=(work, results, over), daemon=True) for _ in range(SIDE_BY_SIDE)]
    for thread in threads:
        thread.start()
    try:
        for _ in chosen:
            result = results.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    finally:
        over.set()
        while any(thread.is_alive() for thread in threads):
            with suppress(Empty):
                results.get(timeout=0.05)


def _work(work: "Queue[Any]", results: "Queue[Any]", over: Event) -> None:
    """Until nothing is left. Each thread has a connection of its own to the database, and closes it."""
    try:
        while not over.is_set():
            doors, probe = work.get_nowait()
            results.put([_compare(door, probe) for door in doors])
    except Empty:
        pass
    except BaseException as error:  # Told to who waits for it, and raised there.
        results.put(error)
    finally:
        connections.close_all()


def _compare(door: Door, probe: Probe) -> Found:
    """What is published while it is asked is no divergence, and nothing else is let pass: see `heard.While`."""
    first = now()
    try:
        heard = door.ask(probe)
    except (httpx.HTTPError, Unusable) as error:
        return door, [], f"{door.name}, {probe.card}, {probe.language}: {error}"
    found = divergences(probe, door.audience, door.channel, heard, While(first, now()))
    return door, [Divergence(probe, door.name, name, should, is_) for name, should, is_ in found], ""


def _write(report: Report, door: Door, found: Iterable[Divergence], failure: str) -> None:
    if failure:
        report.failures.append(failure)
        return
    report.compared[door.name] += 1
    report.divergences += found


def _mixed(probes: Iterable[Probe], random: Random) -> list[Probe]:
    """In a random order, but what is about one instant together, a few at a time: it is read from the database once for all.

    What is about now stands between the others as often as it comes, so that it is asked all the time.
    """
    parts: list[list[Probe]] = []
    given = list(probes)
    random.shuffle(given)
    named = sorted((probe for probe in given if probe.as_of is not None), key=_instant)
    for _at, same in groupby(named, key=_instant):
        together = list(same)
        parts += [together[start : start + TOGETHER] for start in range(0, len(together), TOGETHER)]
    parts += [[probe] for probe in given if probe.as_of is None]
    random.shuffle(parts)
    return [probe for part in parts for probe in part]


def _instant(probe: Probe) -> Any:
    return probe.as_of


def _doors_for(doors: Sequence[Door], probe: Probe, turns: Counter[str]) -> Iterator[Door]:
    """Each door gets its share of the questions, evenly; `turns` counts them, those about now by themselves."""
    kind = "now" if probe.as_of is None else "then"
    turns[kind] += 1
    for door in doors:
        share = door.share_now if probe.as_of is None else door.share
        if int(turns[kind] * share) > int((turns[kind] - 1) * share):
            yield door


def _chosen(probes: list[Probe], doors: Sequence[Door], most: int | None) -> list[Probe]:
    """About `most` comparisons, spread evenly; a third of them about now, where there are as many."""
    if most is None:
        return probes
    present = [probe for probe in probes if probe.as_of is None]
    others = [probe for probe in probes if probe.as_of is not None]
    asked_now = _spread(present, most / 3 / sum(door.share_now for door in doors))
    left = most - len(asked_now) * sum(door.share_now for door in doors)
    chosen = {id(probe) for probe in (*asked_now, *_spread(others, left / sum(door.share for door in doors)))}
    return [probe for probe in probes if id(probe) in chosen]


def _spread(probes: list[Probe], wanted: float) -> list[Probe]:
    """About so many of them, every n-th."""
    return probes[:: max(1, -(-len(probes) // max(1, int(wanted))))]


def _titles(at: Moment) -> dict[tuple[str, str], str]:
    cards = list(visible_cards(INTERNAL, at))
    return {
        (card.slug, language): answer_for(card, {}, language, at, audience=INTERNAL).wording.title
        for card in cards
        for language in settings.CONTENT_LANGUAGES
    }
