"""What a simulated year showed, in words and numbers."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from kb.simulation.year import Outcome

NAMED = 20
PROPERTIES = {
    "no notice is lost": ("notices", "Every reminder and notice that had to be there is there"),
    "nobody is told what is not theirs, or twice": ("notices", "Nobody was told twice, and nobody what is not theirs"),
    "each e-mail leaves when it is due": ("e-mails", "Every e-mail left at the first beat at which it was due"),
    "no e-mail leaves that is not due": ("e-mails", "No e-mail left that was not due"),
    "one Message-ID, one e-mail": ("e-mails", "A repeated e-mail had the same Message-ID and the same notices"),
    "each notice is in one e-mail": ("notices", "Each notice is in one e-mail at most"),
    "nothing in quiet hours": ("e-mails", "Nothing came in anybody's quiet hours"),
    "one digest a local day": ("digests", "One digest on a day by the person's calendar, where no beat was missed"),
    "every card has somebody who answers": (
        "people who answer",
        "Every card had an active person who answers for it",
    ),
    "the owner is who it went to": ("people who answer", "Every card's owner is who it was given to, or went to"),
    "who answers may verify": ("verify", "Whoever answered for a card could verify it"),
    "ladder at its minute": ("answers at their minute", "Every channel took its step at the minute, and not a minute before"),
    "what holds is said": ("answers at their minute", "What began or ended at an instant was said or not said from then on"),
    "three flags in a week make a doubt": ("flag", "Three open flags within a week made a doubt, fewer did not"),
    "what was left is listed until confirmed": ("departure", "What departures left is listed until somebody confirms it"),
    "the trail is sound": ("events", "The trail of events proves itself"),
}
FAULTS = ("beats missed", "beats doubled", "beats by a clock set back", "beats without a mail server", "workers killed",
          "e-mails tried in vain", "days with two digests")  # fmt: skip


def as_text(outcome: Outcome) -> str:
    return "\n".join(_lines(outcome))


def as_form(outcome: Outcome) -> dict[str, Any]:
    """JSON values."""
    return {
        "wanted": {**asdict(outcome.wanted), "start": outcome.wanted.start.isoformat()},
        "counts": outcome.counts,
        "remind_ms": outcome.milliseconds,
        "daylight_saving": outcome.changes,
        "failures": [str(failure) for failure in outcome.failures],
    }


def _lines(outcome: Outcome) -> Iterator[str]:
    wanted, counts = outcome.wanted, outcome.counts
    yield f"{wanted.days} days from {wanted.start:%Y-%m-%d}, {wanted.cards} cards, {wanted.people} people, seed {wanted.seed}"
    yield ""
    failed = [failure.rule for failure in outcome.failures]
    for rule, (count, words) in PROPERTIES.items():
        times = failed.count(rule)
        yield f"  {'FAILED' if times else 'holds ':6}  {words} ({times or counts.get(count, 0)}{' times' if times else ''})"
    yield ""
    yield "What went wrong on purpose: " + ", ".join(f"{name} {counts.get(name, 0)}" for name in FAULTS)
    named = {*FAULTS, *(count for count, _words in PROPERTIES.values())}
    yield "What people did: " + ", ".join(f"{name} {number}" for name, number in sorted(counts.items()) if name not in named)
    yield "Daylight saving: " + (", ".join(outcome.changes) or "no change in these days")
    yield "One `remind`, CPU ms: {:.0f} in the middle, {:.0f} at most".format(*outcome.milliseconds)
    yield from _failed(outcome)


def _failed(outcome: Outcome) -> Iterator[str]:
    if outcome.failures:
        yield ""
        yield f"{len(outcome.failures)} failures; the first:"
        yield from (f"  {failure}" for failure in outcome.failures[:NAMED])
