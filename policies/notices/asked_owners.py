"""Colleagues who ask the owner of a topic: the owner is told that they wait, and they are told when it is answered."""

from collections.abc import Iterator

from django.urls import reverse

from policies.models import Escalation, Event, Topic
from policies.notices.telling import Cause, Told
from policies.people.accountable import whom_to_ask
from policies.people.directory import called
from policies.queues.rights import visible_to


def owner_asked(event: Event, escalation: Escalation) -> Iterator[Told]:
    """Who answers for the topic, or who is asked instead; nobody of the queue besides."""
    topic = Topic.objects.select_related("owner").filter(slug=event.details["topic"]).first()
    owner = topic.owner if topic and topic.owner != event.by else None
    person = owner or whom_to_ask(topic, *[event.by] if event.by else [])
    if person is not None and event.by is not None:
        params = {"by": called(event.by), "title": str(event.details["topic"])}
        yield person, Cause("owner_asked", f"asked:{escalation.pk}", _page(escalation), params=params)


def owner_answered(event: Event, escalation: Escalation) -> Iterator[Told]:
    """The colleague who asked, unless it was closed by that very person. Without a word of what was asked or answered."""
    asked = Event.objects.filter(action="escalate", thing=event.thing, by__isnull=False).select_related("by").first()
    if asked is None or "topic" not in asked.details or asked.by_id == event.by_id:
        return
    is_seen = visible_to(asked.by).filter(pk=escalation.pk).exists()
    key, params = f"answered:{escalation.pk}:{event.number}", {"title": str(asked.details["topic"])}
    said_by = called(event.by) if event.by else ""
    path = _page(escalation) if is_seen else reverse("find")
    yield asked.by, Cause("owner_answered", key, path, params={**params, "by": said_by})


def _page(escalation: Escalation) -> str:
    return reverse("escalation", args=(escalation.pk,))
