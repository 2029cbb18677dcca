"""The proof that every channel says the same: every card, language, rule and turning point, asked everywhere and compared."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from django.conf import settings
from django.utils import timezone

from kb.consistency.doors import Door, Unusable, every_door
from kb.consistency.heard import Divergence, Probe, differences, expected
from policies.answers import INTERNAL, answer_for, visible_cards
from policies.moment import Moment
from policies.publishing import now
from policies.rehearsal import cases_of, turning_points

TRIES = 3  # What is published between question and comparison is no divergence: both are looked at again.


@dataclass(slots=True)
class Report:
    """What was compared, by channel; every divergence; and what could not be asked."""

    started_at: datetime
    revision: int
    compared: Counter[str] = field(default_factory=Counter)
    divergences: list[Divergence] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not self.divergences and not self.failures and self.compared.total() > 0


def probes(at: Moment) -> Iterator[Probe]:
    """Every live card x turning point x language x case."""
    for card in visible_cards(INTERNAL, at).order_by("slug"):
        for instant in turning_points(card, at):
            then = Moment(instant, at.revision)
            is_there = visible_cards(INTERNAL, then).filter(pk=card.pk).exists()
            for language in settings.CONTENT_LANGUAGES:
                if not is_there:
                    yield Probe(card.slug, language, {}, "", instant)
                    continue
                for case in cases_of(card, language, then):
                    yield Probe(card.slug, language, case.context, case.rule, instant)


def check(base: str, *, most: int | None = None, progress: Callable[[int, int], None] = lambda done, total: None) -> Report:
    """Ask the installation at `base` (`http://127.0.0.1:8000`), at most about `most` comparisons, spread evenly."""
    at = now()
    report, asked = Report(timezone.now(), at.revision), list(probes(at))
    with httpx.Client(base_url=base, timeout=30) as client, every_door(client, _titles(at)) as doors:
        step = _step(len(asked) * sum(door.share for door in doors), most)
        chosen = asked[:: max(step, 1)]
        for position, probe in enumerate(chosen):
            for door in _doors_for(doors, position):
                _compare(door, probe, report)
            progress(position + 1, len(chosen))
    report.seconds = (timezone.now() - report.started_at).total_seconds()
    return report


def _compare(door: Door, probe: Probe, report: Report) -> None:
    found: list[tuple[str, str, str]] = []
    for _ in range(TRIES):
        try:
            heard = door.ask(probe)
        except (httpx.HTTPError, Unusable) as error:
            report.failures.append(f"{door.name}, {probe.card}, {probe.language}: {error}")
            return
        found = differences(expected(probe, door.audience, door.channel), heard)
        if not found:
            break
    report.compared[door.name] += 1
    report.divergences += [Divergence(probe, door.name, name, should, is_) for name, should, is_ in found]


def _doors_for(doors: Sequence[Door], position: int) -> Iterator[Door]:
    """Each door gets its share of the questions, evenly."""
    return (door for door in doors if int((position + 1) * door.share) > int(position * door.share))


def _step(total: float, most: int | None) -> int:
    return 1 if most is None else -(-int(total) // most)


def _titles(at: Moment) -> dict[tuple[str, str], str]:
    cards = list(visible_cards(INTERNAL, at))
    return {
        (card.slug, language): answer_for(card, {}, language, at, audience=INTERNAL).wording.title
        for card in cards
        for language in settings.CONTENT_LANGUAGES
    }
