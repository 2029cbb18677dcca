"""Background work of finding. All may run late, twice or never; the beat repeats them."""

from contextlib import suppress

from celery import shared_task

from policies.retention import empty_kind
from search import sync
from search.folder import Busy
from search.gaps import close_answered, forget_gaps
from search.learning import forget_proposals, learn
from search.model.refit import refit
from search.questions import delete_before
from search.use import count_use


@shared_task(name="search.sync")
def sync_index() -> None:
    sync.sync()


@shared_task(name="search.reconcile")
def reconcile_index() -> None:
    sync.reconcile()


@shared_task(name="search.refit")
def refit_models() -> None:
    with suppress(Busy):
        refit()


@shared_task(name="search.count_use")
def count_card_use() -> None:
    count_use()


@shared_task(name="search.learn")
def learn_from_questions() -> None:
    learn()
    close_answered()


@shared_task(name="search.forget_questions")
def forget_questions() -> None:
    for forget in (delete_before, forget_proposals, forget_gaps):
        empty_kind("questions", forget)
