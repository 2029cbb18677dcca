"""Several drafts of one subject: what a version lacks of what was published since, and the verb that brings both together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from policies.act import act
from policies.content.merge import Clash, Merged, merge_contents
from policies.content.problems import ContentError, Problem
from policies.errors import Conflict
from policies.models import Publication, Subject, Version
from policies.moment import Moment
from policies.publishing import base_for
from policies.review.rights import may_merge
from policies.timeline import Stretch, stretches_of
from policies.writing.drafting import fill, insert, next_version
from policies.writing.lineage import ancestors_of, common_base, merged_from, replaces, unapproved_writers

State = Version.State
COMING = (State.DRAFT, State.IN_REVIEW, State.APPROVED)


@dataclass(frozen=True, slots=True)
class Missing:
    """A published version whose text is not in another one. `start`: when that one takes effect, None if it holds already.

    `merged` is the version that brings both together, if somebody merged them before.
    """

    version: Version
    start: datetime | None = None
    merged: Version | None = None


@dataclass(frozen=True, slots=True)
class Overwriting:
    """From `start` on `later` replaces `earlier`, without ever having taken in what that one changed."""

    earlier: Version
    later: Version
    start: datetime


def missing_in(version: Version, at: Moment) -> list[Missing]:
    """What was published, holds now or will, and is not in this draft (or what became of it, until it is published)."""
    if version.state not in COMING:
        return []
    within = ancestors_of(version) | {version.number}
    base = base_for(version.subject, _start_of(version, at))
    found = [Missing(base)] if base is not None and not replaces(version, base) else []
    later = [Missing(one.version, one.start) for one in _stretches(version.subject, at) if one.start > at.at]
    known = {missing.version.number for missing in found} | within
    found += [missing for missing in later if missing.version.number not in known]
    together = {draft.based_on_id: draft for draft in merged_from(version)} if found else {}
    return [replace(missing, merged=together.get(missing.version.pk)) for missing in found]


def _start_of(version: Version, at: Moment) -> datetime | None:
    start = version.release.start if version.release else None
    return start if start and start > at.at else None


def overwriting_in(subject: Subject, at: Moment) -> list[Overwriting]:
    """Scheduled versions that will undo what was published since they were begun."""
    found, seen = [], set()
    stretches = _stretches(subject, at)
    for before, after in pairwise(stretches):
        seen.add(before.version.pk)
        is_beginning = after.start > at.at and after.start == before.until and after.version.pk not in seen
        if is_beginning and before.version.number not in ancestors_of(after.version):
            found.append(Overwriting(before.version, after.version, after.start))
    return found


def _stretches(subject: Subject, at: Moment) -> list[Stretch]:
    log = Publication.objects.filter(subject=subject.pk, number__lte=at.revision)
    return stretches_of(list(log.select_related("version__subject__topic", "version__author").order_by("number", "id")))


def merged_with(version: Version, onto: Version, choices: Mapping[str, Any] | None = None) -> Merged:
    """The content of `onto` with the changes of `version`. Raises Conflict when there is nothing to bring together."""
    if version.subject_id != onto.subject_id or onto.state != State.PUBLISHED or version.pk == onto.pk:
        raise Conflict(_("Only versions of the same thing can be merged, and only into one that was published."))
    if version.number in ancestors_of(onto):
        numbers = {"number": version.number, "onto": onto.number}
        raise Conflict(_("Version %(onto)s contains version %(number)s already.") % numbers)
    base = common_base(version, onto)
    return merge_contents(base.content if base else None, onto.content, version.content, choices)


@act
def merge(version: Version, onto: Version, *, by: Any, choices: Mapping[str, Any] | None = None) -> Version:
    """A new draft based on the published version `onto`, with the changes of `version` brought in; both stay as they are.

    `choices` decides what both changed: `{field: "theirs" (of onto) | "mine" (of version) | (text,)}`. Raises Refused,
    ContentError naming every field that is not decided or does not read, Conflict when there is nothing to merge.
    """
    may_merge(by, version).require()
    merged = merged_with(version, onto, choices)
    if undecided := undecided_in(merged, choices or {}):
        raise ContentError(Problem(clash.field, "undecided", _("Both changed this. Choose one.")) for clash in undecided)
    note = _("Version %(number)s merged into version %(onto)s") % {"number": version.number, "onto": onto.number}
    draft = next_version(version.subject, author=by, based_on=onto, change_note=note, significance=version.significance)
    fill(draft, merged.form)
    return insert(draft, by=by, merged=version.number, **unapproved_writers(version))


def undecided_in(merged: Merged, choices: Mapping[str, Any]) -> list[Clash]:
    """What both changed differently and nobody chose yet."""
    return [clash for clash in merged.clashes if clash.field not in choices]
