"""From where an act came: a page, a channel's key, a command, a task. Set at the edges, written into every event."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MAX_LENGTH = 120
_origin: ContextVar[str] = ContextVar("origin", default="")


def origin() -> str:
    """Such as `page 192.0.2.7`, `key chatbot concord_ab12`, `session`, `command import`, `task notify`, or empty."""
    return _origin.get()


@contextmanager
def acting_from(where: str) -> Iterator[None]:
    """Everything done inside the block came from there."""
    token = _origin.set(where[:MAX_LENGTH])
    try:
        yield
    finally:
        _origin.reset(token)


def come_from(where: str) -> None:
    """Say more exactly, inside a block of `acting_from`, from where the rest of that block comes."""
    _origin.set(where[:MAX_LENGTH])
