"""Who answers for a card, fact or offer: always one person, chosen, confirmed, or inherited from somebody who left."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from policies.act import act
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.models import Subject, Topic
from policies.people.directory import called
from policies.people.roles import APPROVERS, roles_in
from policies.permissions import may_appoint


@act
def assign_owner(subject: Subject, person: Any, *, by: Any) -> Subject:
    """From now on this person answers for it. Raises Refused, or ContentError for somebody who could not.

    Answers do not name the owner, so nothing of this is in the log of what took effect.
    """
    may_appoint(by, subject).require()
    require_fit(person, subject.topic)
    before = {"owner": subject.owner.get_username(), **_inherited(subject)}
    _set(subject, owner=person, inherited_from=None, inherited_at=None)
    after = {"owner": person.get_username(), **({"inherited_from": None} if "inherited_from" in before else {})}
    record("assign_owner", subject, by=by, before=before, after=after)
    return subject


@act
def confirm_owner(subject: Subject, *, by: Any) -> Subject:
    """Whoever it went to when its owner left is to stay its owner. Raises Refused, Conflict when nothing is to be confirmed."""
    may_appoint(by, subject).require()
    before = _inherited(subject)
    if not Subject.objects.filter(pk=subject.pk, inherited_from__isnull=False, owner=subject.owner_id).exists():
        raise Conflict(_("Its owner is confirmed already, or changed meanwhile. Load the page again."))
    _set(subject, inherited_from=None, inherited_at=None)
    owner = subject.owner.get_username()
    record("confirm_owner", subject, by=by, before=before, after={"inherited_from": None}, owner=owner)
    return subject


def require_fit(person: Any, topic: Topic, field: str = "owner") -> None:
    """Raises ContentError when this person could not answer for anything in the topic."""
    # Asked of the database: the account may have ended since this object was read.
    is_here = get_user_model().objects.filter(pk=person.pk, is_active=True).exists()
    if is_here and roles_in(person, topic) & APPROVERS:
        return
    names = {"name": called(person), "topic": topic.slug}
    if not is_here:
        raise ContentError.one(field, "inactive", _("%(name)s has left. Choose somebody who is here.") % names)
    message = _("%(name)s is no owner or knowledge manager in %(topic)s. An administrator can give that role first.")
    raise ContentError.one(field, "role", message % names)


def inherited() -> QuerySet[Subject]:
    """What went to somebody because its owner left, and nobody has confirmed yet; the longest waiting first."""
    found = Subject.objects.filter(inherited_from__isnull=False).select_related("topic", "owner", "inherited_from")
    return found.order_by("inherited_at", "kind", "slug")


def topics_without_owner() -> QuerySet[Topic]:
    """Topics for which nobody answers, or somebody who has left."""
    return Topic.objects.exclude(owner__is_active=True)


def _inherited(subject: Subject) -> dict[str, Any]:
    return {"inherited_from": subject.inherited_from.get_username()} if subject.inherited_from else {}


def _set(subject: Subject, **fields: Any) -> None:
    Subject.objects.filter(pk=subject.pk).update(**fields)
    for name, value in fields.items():
        setattr(subject, name, value)
