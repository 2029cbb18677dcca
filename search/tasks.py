"""Background work of the index. Both may run late, twice or never; the beat repeats them."""

from celery import shared_task

from search import sync


@shared_task(name="search.sync")
def sync_index() -> None:
    sync.sync()


@shared_task(name="search.reconcile")
def reconcile_index() -> None:
    sync.reconcile()
