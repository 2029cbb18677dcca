"""From where an act came: a page, a channel's key, a command, a task. Set at the edges, written into every event."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

MAX_LENGTH = 120
_origin: ContextVar[str] = ContextVar("origin", default="")
_ends_at: ContextVar[datetime | None] = ContextVar("ends_at", default=None)


def origin() -> str:
    """Such as `page 192.0.2.7`, `key chatbot concord_ab12`, `session`, `command import`, `task notify`, or empty."""
    return _origin.get()


def origin_ends_at() -> datetime | None:
    """When that from which an act came ends by itself, as a key may; None for all else."""
    return _ends_at.get()


@contextmanager
def acting_from(where: str) -> Iterator[None]:
    """Everything done inside the block came from there."""
    token, until = _origin.set(where[:MAX_LENGTH]), _ends_at.set(None)
    try:
        yield
    finally:
        _origin.reset(token)
        _ends_at.reset(until)


def come_from(where: str, ends_at: datetime | None = None) -> None:
    """Say more exactly, inside a block of `acting_from`, from where the rest of that block comes, and when that ends."""
    _origin.set(where[:MAX_LENGTH])
    _ends_at.set(ends_at)
