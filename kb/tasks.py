"""Background work of the edge. It may run late, twice or never; the beat repeats it."""

from celery import shared_task

from kb.api import kept
from kb.consistency import nightly


@shared_task(name="kb.compare_channels")
def compare_channels() -> None:
    nightly.compare_channels()


@shared_task(name="kb.forget_first_answers")
def forget_first_answers() -> None:
    kept.forget_first_answers()
