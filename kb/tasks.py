"""Background work of the edge. It may run late, twice or never; the beat repeats it."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from kb.api import kept
from kb.consistency import nightly
from kb.operating import lag


@shared_task(name="kb.beat")
def beat() -> None:
    """A sign that the beat asks and a worker does."""
    lag.beat_once(lag.BEAT)


@shared_task(name="kb.compare_channels")
def compare_channels() -> None:
    nightly.compare_channels()


@shared_task(name="kb.forget_first_answers")
def forget_first_answers() -> None:
    kept.forget_first_answers()


@shared_task(name="kb.end_sessions")
def end_sessions() -> None:
    """Delete what is over; nobody can come in with it any more since it is."""
    SessionStore.clear_expired()
