"""Under which id this thread works: of a request, or of the request that began a task."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-ID"
known_as: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """Empty outside of requests and tasks."""
    return known_as.get()


@contextmanager
def working_for(given: str) -> Iterator[None]:
    token = known_as.set(given)
    try:
        yield
    finally:
        known_as.reset(token)
