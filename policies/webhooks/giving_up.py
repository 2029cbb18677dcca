"""Switching a webhook off because nothing arrives there any more, and saying so."""

from django.urls import reverse
from django.utils import timezone

from policies.act import act
from policies.events import record
from policies.models import Webhook
from policies.notices.telling import Cause, tell_all
from policies.people.directory import people_with
from policies.people.roles import ADMINISTRATOR


@act
def give_up(webhook: Webhook, reason: Webhook.Reason) -> None:
    """Nothing is sent there until somebody switches it on again; what is to be told until then is kept."""
    at = timezone.now()
    if not Webhook.objects.filter(pk=webhook.pk, disabled_at=None).update(disabled_at=at, disabled_reason=reason):
        return
    was_on, is_now = {"is_on": True}, {"is_on": False}
    record("disable_webhook", f"webhook:{webhook.pk}", by=None, before=was_on, after=is_now, reason=reason.value)
    key = f"webhook:{webhook.pk}:{at:%Y%m%d%H%M%S}"
    path = reverse("webhook", kwargs={"pk": webhook.pk})
    kind = "webhook_gone" if reason == Webhook.Reason.GONE else "webhook_disabled"
    cause = Cause(kind, key, path, params={"title": webhook.channel.name})
    people = {person.pk: person for person in (*people_with([ADMINISTRATOR]), webhook.created_by) if person is not None}
    tell_all((person, cause) for person in people.values())
