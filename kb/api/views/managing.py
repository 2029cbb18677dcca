"""`/api/v1/cards`, `/facts`, `/offers`: list, begin, read, withdraw."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from kb.api.managing import ManagingView, find_subject, person_of, shown_subject, shown_version, subjects_for
from kb.api.managing_forms import Beginning, Withdrawing
from kb.api.managing_json import subject_json
from kb.api.paging import Window, page
from kb.api.parameters import query_of
from kb.api.reading import read
from policies.content.problems import ContentError
from policies.models import Subject, Topic, Version
from policies.moment import read_instant
from policies.people.directory import person
from policies.publishing import now
from policies.workflow import create_card, create_fact, create_offer, withdraw


class SubjectsView(ManagingView):
    def get(self, request: Request, kind: str) -> Response:
        """Those of which the caller may read something, by slug."""
        query, at = query_of(request, ("topic", "limit", "cursor")), now()
        found, window = subjects_for(person_of(request), kind), Window.of(query)
        if "topic" in query:
            found = found.filter(topic__slug=query["topic"])
        body = page(request, window, list(found[window.start : window.end]), lambda subject: subject_json(subject, at))
        return read(request, body, revision=at.revision)

    def post(self, request: Request, kind: str) -> Response:
        """A new one with its first draft, which is the answer."""
        who = person_of(request)
        return self.create(request, lambda: self.begin(who, kind, Beginning.read(dict(request.data))))

    def begin(self, who: Any, kind: str, form: Beginning) -> Response:
        topic = Topic.objects.filter(slug=form.topic).first()
        if topic is None:
            raise ContentError.one("topic", "unknown", f"There is no topic {form.topic}.")
        owner = person(form.owner, "owner") if form.owner else who
        given: dict[str, Any] = {"topic": topic, "owner": owner, "content": form.content, "by": who}
        draft = _create(kind, form, given)
        return Response(shown_version(who, draft), status=201)


class SubjectView(ManagingView):
    def get(self, request: Request, kind: str, slug: str) -> Response:
        query_of(request, known=())
        at = now()
        body = subject_json(find_subject(person_of(request), kind, slug), at)
        return read(request, body, revision=at.revision)


class WithdrawView(ManagingView):
    def post(self, request: Request, kind: str, slug: str) -> Response:
        """End it in all its languages, now or from `start`."""
        who = person_of(request)
        found = find_subject(who, kind, slug)

        def end() -> Response:
            form = Withdrawing.read(dict(request.data))
            withdraw(found, by=who, start=read_instant(form.start, "start"))
            return Response(shown_subject(who, found))

        return self.change(request, lambda: shown_subject(who, found), end)


def _create(kind: str, form: Beginning, given: dict[str, Any]) -> Version:
    if kind == Subject.Kind.CARD:
        return create_card(form.slug, risk=form.risk, **given)
    if "risk" in form.model_fields_set:
        raise ContentError.one("risk", "extra_forbidden", "Only a card has a risk.")
    return create_fact(form.slug, **given) if kind == Subject.Kind.FACT else create_offer(form.slug, **given)
