"""Which verifications look as if nobody had read, and which of them somebody else looks at again. Pure: no database, no clock.

`patterns` names what is odd, `chosen` and `lot` draw. What is drawn follows from the row's number under the installation's key:
nobody can tell beforehand, and everybody can draw again and find the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

SALT = "concord.second_look.1"
ROW, ROW_WITHIN = 10, timedelta(minutes=15)
LETTERS_A_SECOND, LEAST_SECONDS = 25, 10
SAME_SOURCE = 5
ONE_IN_SUSPICIOUS, ONE_IN_ORDINARY, ONE_IN_BULK = 3, 20, 10
IN_A_ROW, TOO_FAST, ONE_SOURCE = "in_a_row", "too_fast", "one_source"


@dataclass(frozen=True, slots=True)
class Made:
    """How a verification was made: when, how long the person had the page before them (None: nobody knows), how many letters
    there were to read, which sources were given, and whether somebody looks at it again.
    """

    at: datetime
    seconds: int | None
    letters: int
    sources: frozenset[str]
    is_looked_at: bool = False


def patterns(made: Made, recent: Sequence[Made]) -> tuple[str, ...]:
    """What is odd about it. `recent` are the same person's before it, the oldest first."""
    found = []
    if 1 + len(_in_a_row(made, recent)) > ROW:
        found.append(IN_A_ROW)
    if made.seconds is not None and _seconds(made, recent) < seconds_to_read(made.letters):
        found.append(TOO_FAST)
    last = [*recent, made][-SAME_SOURCE:]
    if len(last) == SAME_SOURCE and len(frozenset().union(*(other.sources for other in last))) == 1:
        found.append(ONE_SOURCE)
    return tuple(found)


def _seconds(made: Made, recent: Sequence[Made]) -> float:
    """How long the person can have read it at most: nobody reads two cards at once, whenever their pages were opened."""
    before = [made.at - other.at for other in recent if other.at < made.at]
    seconds = made.seconds or 0
    return min(seconds, min(before).total_seconds()) if before else seconds


def seconds_to_read(letters: int) -> int:
    """Faster than this nobody has read it."""
    return max(LEAST_SECONDS, letters // LETTERS_A_SECOND)


def chosen(number: int, made: Made, recent: Sequence[Made]) -> bool:
    """Is the verification with this number looked at again? Of too many in a row at least one always is."""
    found = patterns(made, recent)
    if IN_A_ROW in found and not any(other.is_looked_at for other in _in_a_row(made, recent)):
        return True
    return _draw(number) % (ONE_IN_SUSPICIOUS if found else ONE_IN_ORDINARY) == 0


def lot(numbers: Iterable[int]) -> set[int]:
    """Which of those made at once are looked at again: one in ten, rounded up."""
    ordered = sorted(numbers, key=_draw)
    return set(ordered[: least_of_lot(len(ordered))])


def least_of_lot(size: int) -> int:
    """How many of a lot are looked at again at least."""
    return -(-size // ONE_IN_BULK)


def _in_a_row(made: Made, recent: Sequence[Made]) -> list[Made]:
    return [other for other in recent if made.at - other.at <= ROW_WITHIN]


def _draw(number: int) -> int:
    return int.from_bytes(salted_hmac(SALT, str(number), algorithm="sha256").digest()[:8], "big")
