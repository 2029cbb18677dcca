"""Background work of deciding. All may run late, twice or never; the beat repeats them."""

from celery import shared_task

from policies import retention
from policies.notices import causes, hooks, mailing, reminders
from policies.people import departures
from policies.queues import telling as queues
from policies.webhooks import ageing, delivering, tidying, turns


@shared_task(name="policies.settle_departures")
def settle_departures() -> None:
    departures.settle_departures()


@shared_task(name="policies.tell")
def tell_of_events() -> None:
    causes.tell_of_events()


@shared_task(name="policies.remind")
def remind() -> None:
    reminders.remind()


@shared_task(name="policies.mail")
def send_mail_due() -> None:
    mailing.send_mail_due()


@shared_task(name="policies.notices.hooks")
def deliver_hooks() -> None:
    hooks.deliver_hooks()


@shared_task(name="policies.webhooks.send")
def send_webhooks() -> None:
    turns.tell_turns()
    delivering.deliver()


@shared_task(name="policies.webhooks.age")
def tell_ageing() -> None:
    ageing.tell_ageing()
    delivering.deliver()


@shared_task(name="policies.webhooks.tidy")
def tidy_webhooks() -> None:
    tidying.forget_old_deliveries()


@shared_task(name="policies.queues.tell")
def tell_queues() -> None:
    queues.deliver_escalations()


@shared_task(name="policies.empty_what_is_over")
def empty_what_is_over() -> None:
    retention.empty_what_is_over()
