"""What the managing API begins with: for whom it acts, what it acts on, and acts in one piece with their condition."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.caller import caller_of
from kb.api.conditions import require_match
from kb.api.managing_json import subject_json, version_json
from kb.api.once import once
from kb.api.parameters import query_of
from kb.api.reading import etag_of
from policies.errors import Refused
from policies.models import Subject, Version
from policies.permissions import may_read_desk
from policies.publishing import lock_log, now

Json = dict[str, Any]


class ManagingView(APIView):
    """Reads and acts of colleagues, and of keys that act for one of them."""

    scope = "manage"

    def change(self, request: Request, seen: Callable[[], Json], act: Callable[[], Response]) -> Response:
        """Do it if what is there is what the caller has seen; `seen` gives that as it is now.

        The log's lock is taken before the comparison, so that nothing comes in between.
        """

        def compared() -> Response:
            with transaction.atomic():
                lock_log()
                require_match(request, etag_of(seen()))
                return act()

        query_of(request, known=())
        return tagged(once(request, compared))

    def create(self, request: Request, act: Callable[[], Response]) -> Response:
        query_of(request, known=())
        return tagged(once(request, act))


def tagged(response: Response) -> Response:
    """With the ETag that the next change has to name."""
    if response.status_code < 300:
        response["ETag"] = etag_of(response.data)
    return response


def person_of(request: Request) -> Any:
    """For whom the caller acts. Raises Refused for a key without an active person, or for a person without a role."""
    person = caller_of(request).person
    if person is None or not person.is_active:
        raise Refused(_("This key acts for nobody; ask an administrator for one that acts for a person."))
    may_read_desk(person).require()
    return person


def subjects_for(person: Any, kind: str) -> QuerySet[Subject]:
    """Those of which the person may read some version."""
    readable = Version.objects.visible_to(person).order_by().values("subject")
    numbered = Max("publications__number", filter=Q(publications__kind__in=["publish", "withdraw"]))
    found = Subject.objects.filter(kind=kind, pk__in=readable).annotate(changed=numbered)
    return found.select_related("topic__owner", "owner", "card").order_by("slug")


def find_subject(person: Any, kind: str, slug: str) -> Subject:
    found = subjects_for(person, kind).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def versions_for(person: Any, kind: str, slug: str) -> QuerySet[Version]:
    """Those that the person may read, the newest first."""
    versions = Version.objects.visible_to(person).filter(subject__kind=kind, subject__slug=slug)
    related = ("subject__topic", "subject__owner", "subject__card", "author", "based_on", "release")
    return versions.select_related(*related).prefetch_related("reviews__by").order_by("-number")


def find_version(person: Any, kind: str, slug: str, number: int) -> Version:
    found = versions_for(person, kind, slug).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def shown_version(person: Any, version: Version) -> Json:
    """As it is in the database now."""
    subject = version.subject
    return version_json(find_version(person, subject.kind, subject.slug, version.number), now())


def shown_subject(person: Any, subject: Subject) -> Json:
    return subject_json(find_subject(person, subject.kind, subject.slug), now())
