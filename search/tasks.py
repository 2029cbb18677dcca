"""Background work of finding. All may run late, twice or never; the beat repeats them."""

from contextlib import suppress

from celery import shared_task

from search import sync
from search.folder import Busy
from search.model.refit import refit


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
