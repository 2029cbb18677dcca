"""What the doctor found: of each part whether it is well, and how to mend it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

OK, WARNING, WRONG = "ok", "warning", "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """`said` is what is so, `mend` what to do about it, empty when nothing is to be done."""

    part: str
    state: str
    said: str
    mend: str = ""


Check = Callable[[], Iterator[Finding]]


def ok(part: str, said: str) -> Finding:
    return Finding(part, OK, said)


def warning(part: str, said: str, mend: str) -> Finding:
    return Finding(part, WARNING, said, mend)


def wrong(part: str, said: str, mend: str) -> Finding:
    return Finding(part, WRONG, said, mend)
