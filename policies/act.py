"""What every act on content has in common: one transaction, in which acts come one after the other."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from policies.publishing import lock_log

P = ParamSpec("P")
R = TypeVar("R")


def act(verb: Callable[P, R]) -> Callable[P, R]:
    """One transaction that takes the log's lock before anything else.

    So acts never wait for each other in a circle, each judges what the one before it left, and the order of events and of
    publications is the order of commits. A store has a few acts a minute; what is read many times a second takes no lock.
    """

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            lock_log()
            return verb(*args, **kwargs)

    return run
