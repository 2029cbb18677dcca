"""Background work of deciding. All may run late, twice or never; the beat repeats them."""

from celery import shared_task

from policies import departures


@shared_task(name="policies.settle_departures")
def settle_departures() -> None:
    departures.settle_departures()
