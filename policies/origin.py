"""From where an act came: a page, a channel's key, a command, a task. Set at the edges, written into every event."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MAX_LENGTH = 120
_origin: ContextVar[str] = ContextVar("origin", default="")


def origin() -> str:
    """Such as `page 192.0.2.7`, `key chatbot concord_ab`, `command import`, `task notify`; empty when nothing said so."""
    return _origin.get()


@contextmanager
def acting_from(where: str) -> Iterator[None]:
    """Everything done inside the block came from there."""
    token = _origin.set(where[:MAX_LENGTH])
    try:
        yield
    finally:
        _origin.reset(token)
