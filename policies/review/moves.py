"""How a version moves from state to state: compare and set, so that of two people at once one is told to look again."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from policies.errors import Conflict, Refused
from policies.events import record
from policies.models import Release, Review, Version

State = Version.State


def move(version: Version, old: str, new: str, **changes: Any) -> None:
    """Compare and set: the state changes only if it is still the one this act started from."""
    if not Version.objects.filter(pk=version.pk, state=old, digest=version.digest).update(state=new, **changes):
        raise Conflict(_("This version changed meanwhile. Load it again."))
    set_fields(version, {"state": new, **changes})


def set_fields(version: Version, changes: Mapping[str, Any]) -> None:
    """On the object, as it is in the database by now."""
    for name, value in changes.items():
        setattr(version, name, value)


def require_unmoved(version: Version) -> None:
    """Raises Conflict when the page that the person acts on shows a state that is no longer true."""
    if not Version.objects.filter(pk=version.pk, state=version.state).exists():
        raise Conflict(_("This version changed meanwhile. Load it again."))


def require_release(version: Version, release: Release | None) -> None:
    """What belongs to a release moves with all of it or not at all."""
    if version.release_id != (release.pk if release else None):
        raise Refused(_("This belongs to a release; it is handed in, approved and published there, together with the rest."))


def decide(version: Version, decision: str, comment: str, by: Any, *, before: str = State.IN_REVIEW, **details: Any) -> None:
    """Write down a decision on this version's content, and the event of it."""
    review = Review.objects.create(
        version=version, decision=decision, digest=version.digest, comment=comment, by=by, at=timezone.now()
    )
    after = {"state": version.state}
    if version.state == State.APPROVED and version.approved_at:
        after["approved_at"] = version.approved_at.isoformat()
    moved: dict[str, Any] = {"before": {"state": before}, "after": after}
    record(decision, version, by=by, **moved, rows=[review], digest=version.digest, comment=comment, **details)
