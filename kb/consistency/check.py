"""The proof that every channel says the same: every card, language, rule and turning point, asked everywhere and compared."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

import httpx
from django.conf import settings
from django.utils import timezone

from kb.consistency.doors import Door, Unusable
from kb.consistency.heard import Divergence, Probe, While, divergences, here
from kb.consistency.opening import every_door
from policies.answers import INTERNAL, answer_for, visible_cards
from policies.moment import Moment
from policies.publishing import now
from policies.rehearsal import cases_of, turning_points


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
        chosen = _chosen(asked, doors, most)
        Random(at.revision).shuffle(chosen)  # noqa: S311
        turns = Counter[str]()
        for position, probe in enumerate(chosen):
            if minutes is not None and (timezone.now() - report.started_at).total_seconds() > minutes * 60:
                break
            for door in _doors_for(doors, probe, turns):
                _compare(door, probe, report)
            progress(position + 1, len(chosen))
    report.until = now().revision
    report.seconds = (timezone.now() - report.started_at).total_seconds()
    return report


def _compare(door: Door, probe: Probe, report: Report) -> None:
    """What is published while it is asked is no divergence, and nothing else is let pass: see `heard.While`."""
    first = here()
    try:
        heard = door.ask(probe)
    except (httpx.HTTPError, Unusable) as error:
        report.failures.append(f"{door.name}, {probe.card}, {probe.language}: {error}")
        return
    found = divergences(probe, door.audience, door.channel, heard, While(first, here()))
    report.compared[door.name] += 1
    report.divergences += [Divergence(probe, door.name, name, should, is_) for name, should, is_ in found]


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
