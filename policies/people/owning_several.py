"""Owners of several things at once: confirm those that they went to, or choose another; all of them or none."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from policies.act import act
from policies.content.problems import ContentError, Problem
from policies.errors import Conflict, Refused
from policies.events import name_of
from policies.models import Subject
from policies.people.owners import assign_owner, confirm_owner, inherited, require_fit

MAX_AT_ONCE = 200


@act
def confirm_owners(names: Iterable[str], *, by: Any) -> list[Subject]:
    """Whoever they went to are to stay their owners: `card:cancel-order` and the like.

    Raises ContentError naming each that does not go, `things.card:cancel-order`; then nothing is changed.
    """
    return _each(_inherited(names), lambda subject: confirm_owner(subject, by=by))


@act
def assign_owners(names: Iterable[str], person: Any, *, by: Any) -> list[Subject]:
    """From now on this person answers for all of these. Raises as `confirm_owners` does, and for `owner`."""
    subjects = _inherited(names)
    for topic in {subject.topic for subject in subjects}:
        require_fit(person, topic)
    return _each(subjects, lambda subject: assign_owner(subject, person, by=by))


def _inherited(names: Iterable[str]) -> list[Subject]:
    """Those of what went to somebody, in the order of the list. Raises ContentError for others."""
    wanted = list(dict.fromkeys(names))
    if not 1 <= len(wanted) <= MAX_AT_ONCE:
        raise ContentError.one("things", "count", _("Choose 1 to %(most)s of them.") % {"most": MAX_AT_ONCE})
    found = [subject for subject in inherited() if name_of(subject) in wanted]
    there = {name_of(subject) for subject in found}
    gone = _("Its owner is confirmed already, or changed meanwhile. Load the page again.")
    if missing := [name for name in wanted if name not in there]:
        raise ContentError(Problem(f"things.{name}", "unknown", f"{name}: {gone}") for name in missing)
    return found


def _each(subjects: Sequence[Subject], do: Any) -> list[Subject]:
    problems = []
    for subject in subjects:
        try:
            do(subject)
        except (Refused, Conflict) as error:
            problems.append(Problem(f"things.{name_of(subject)}", type(error).__name__.lower(), f"{subject.slug}: {error}"))
    if problems:
        raise ContentError(problems)
    return list(subjects)
