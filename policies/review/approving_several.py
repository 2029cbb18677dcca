"""Approving several small things at once: cards of low risk that are in review, all of them or none."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.act import act
from policies.content.problems import ContentError, Problem
from policies.errors import Conflict, Refused
from policies.events import name_of
from policies.models import Card, Subject, Version
from policies.people.verdicts import YES, Verdict, no
from policies.review.reviewing import approve

MAX_AT_ONCE = 50
NOT_LOW: Promise = gettext_lazy("Only cards of low risk can be approved together with others; look at this one by itself.")
IN_RELEASE: Promise = gettext_lazy("This belongs to a release and is approved there, together with the rest.")


def may_go_together(version: Version) -> Verdict:
    """May it be approved together with others? What one of them must not say has then been looked at less closely."""
    if version.subject.kind != Subject.Kind.CARD or version.subject.card.risk != Card.Risk.LOW:
        return no(NOT_LOW)
    return no(IN_RELEASE) if version.release_id else YES


@act
def approve_several(names: Iterable[str], *, by: Any, comment: str = "") -> list[Version]:
    """Approve these versions, `card:gift-wrap:2` and the like; a version's content is frozen, so its number says what was read.

    Raises ContentError naming each that does not go, `versions.card:gift-wrap:2`; then none is approved.
    """
    wanted = list(dict.fromkeys(names))
    if not 1 <= len(wanted) <= MAX_AT_ONCE:
        raise ContentError.one("versions", "count", _("Choose 1 to %(most)s of them.") % {"most": MAX_AT_ONCE})
    found = {name_of(version): version for version in named(wanted, by)}
    problems = []
    for name in wanted:
        try:
            _approve(found.get(name), by=by, comment=comment)
        except (Refused, Conflict) as error:
            problems.append(Problem(f"versions.{name}", type(error).__name__.lower(), f"{name}: {error}"))
    if problems:
        raise ContentError(problems)
    return [found[name] for name in wanted]


def named(names: Iterable[str], user: Any) -> list[Version]:
    """Those of the versions that this person may read and that are in review, the longest waiting first."""
    wanted = set(names)
    waiting = Version.objects.visible_to(user).filter(state=Version.State.IN_REVIEW).order_by("submitted_at", "pk")
    versions = waiting.select_related("subject__topic", "subject__card", "subject__owner", "author", "release")
    return [version for version in versions if name_of(version) in wanted]


def _approve(version: Version | None, *, by: Any, comment: str) -> None:
    if version is None:
        raise Conflict(_("This version is not waiting for review."))
    may_go_together(version).require()
    approve(version, by=by, comment=comment)
