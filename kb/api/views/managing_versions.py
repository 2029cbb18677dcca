"""`/api/v1/cards/{card}/versions` and the same for facts and offers: read, draft, and every verb of the workflow."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from kb.api.managing import ManagingView, find_subject, find_version, person_of, shown_version, versions_for
from kb.api.managing_forms import Commenting, Deciding, Drafting, Merging, Nothing, Publishing, Saving, Withdrawing
from kb.api.managing_json import version_json, version_line
from kb.api.paging import Window, page
from kb.api.parameters import query_of
from kb.api.reading import read
from policies.content.form import Form
from policies.models import Publication, Version
from policies.moment import read_instant
from policies.publishing import now
from policies.review.commenting import comment
from policies.review.rights import may_restore
from policies.workflow import approve, publish, recall, request_changes, revert, save_draft, start_draft, submit, withdraw
from policies.writing.merging import merge


class VersionsView(ManagingView):
    def get(self, request: Request, kind: str, slug: str) -> Response:
        """The newest first."""
        query, who, at = query_of(request, ("limit", "cursor")), person_of(request), now()
        window, found = Window.of(query), versions_for(who, kind, find_subject(who, kind, slug).slug)
        body = page(request, window, list(found[window.start : window.end]), lambda version: version_line(version, at))
        return read(request, body, revision=at.revision)

    def post(self, request: Request, kind: str, slug: str) -> Response:
        """Start a draft."""
        who = person_of(request)
        found = find_subject(who, kind, slug)

        def begin() -> Response:
            form = Drafting.read(dict(request.data))
            return Response(shown_version(who, start_draft(found, form.content, by=who, note=form.note)), status=201)

        return self.create(request, begin)


class VersionView(ManagingView):
    def get(self, request: Request, kind: str, slug: str, number: int) -> Response:
        query_of(request, known=())
        at = now()
        body = version_json(find_version(person_of(request), kind, slug, number), at)
        return read(request, body, revision=at.revision)

    def put(self, request: Request, kind: str, slug: str, number: int) -> Response:
        """Save a draft."""
        who = person_of(request)
        found = find_version(who, kind, slug, number)

        def save() -> Response:
            form = Saving.read(dict(request.data))
            save_draft(found, form.content, by=who, seen=found.edits, significance=form.significance)
            return Response(shown_version(who, found))

        return self.change(request, lambda: shown_version(who, found), save)


def _merge(found: Version, who: Any, form: Merging) -> Version:
    onto = find_version(who, found.subject.kind, found.subject.slug, form.onto)
    return merge(found, onto, by=who, choices=form.choices)


def _restore(found: Version, who: Any) -> Version:
    may_restore(who, found).require()
    return revert(found.subject, found, by=who)


def _withdraw(found: Version, who: Any, form: Withdrawing) -> Publication:
    return withdraw(found.subject, by=who, version=found, start=read_instant(form.start, "start"))


# What each verb reads, and what it does; one that begins a new draft gives that.
Act = Callable[[Version, Any, Any], object]
ACTS: dict[str, tuple[type[Form], Act]] = {
    "submit": (Nothing, lambda found, who, form: submit(found, by=who)),
    "approve": (Deciding, lambda found, who, form: approve(found, by=who, comment=form.comment)),
    "request-changes": (Deciding, lambda found, who, form: request_changes(found, by=who, comment=form.comment)),
    "recall": (Deciding, lambda found, who, form: recall(found, by=who, comment=form.comment)),
    "comment": (Commenting, lambda found, who, form: comment(found, by=who, **form.model_dump())),
    "publish": (
        Publishing,
        lambda found, who, form: publish(
            found, by=who, start=read_instant(form.start, "start"), until=read_instant(form.until, "until")
        ),
    ),
    "withdraw": (Withdrawing, _withdraw),
    "restore": (Nothing, lambda found, who, form: _restore(found, who)),
    "merge": (Merging, _merge),
}


class VersionActView(ManagingView):
    def post(self, request: Request, kind: str, slug: str, number: int, verb: str) -> Response:
        """The version as it is afterwards; or, with 201, the new draft that the verb has begun."""
        if verb not in ACTS:
            raise Http404
        who, (shape, do) = person_of(request), ACTS[verb]
        found = find_version(who, kind, slug, number)

        def act() -> Response:
            done = do(found, who, shape.read(dict(request.data)))
            if isinstance(done, Version) and done.pk != found.pk:
                return Response(shown_version(who, done), status=201)
            return Response(shown_version(who, found))

        return self.change(request, lambda: shown_version(who, found), act)
