"""Flags: somebody says that a card is wrong, outdated or unclear. Three times "wrong" in a week, and it is doubted."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_choice, require_text
from policies.channels import AGENTS
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.languages import read_language
from policies.masking import masked
from policies.models import Flag, Subject, Verification, Version
from policies.moment import Moment
from policies.permissions import may_read_desk, may_verify
from policies.publishing import in_force, now
from policies.trust.acts import doubt_now
from policies.trust.basis import last_verification

Kind = Flag.Kind
How = Verification.How
WRONG_FLAGS, WITHIN = 3, timedelta(days=7)
MAX_COMMENT = 2000


@act
def flag(
    version: Version, kind: str, comment: str = "", *, by: Any = None, channel: str = AGENTS, language: str = "", **details: Any
) -> Flag:
    """Write down what somebody says about a version: a colleague, or (without `by`) a customer through a channel.

    The third open "wrong" about what was verified last makes a doubt at that instant. Raises Refused, ContentError.
    """
    require_choice("kind", kind, Kind.values)
    require_text("comment", comment, MAX_COMMENT)
    if by is not None:
        may_read_desk(by).require()
    said = Flag.objects.create(
        version=version,
        kind=kind,
        comment=masked(comment.strip()),
        language=read_language(language) if language else "",
        channel=channel,
        by=by,
        at=timezone.now(),
    )
    what: dict[str, Any] = {"kind": kind, "channel": channel, "language": said.language}
    if by is not None:  # A customer's words are not kept for ever, as events are.
        what["comment"] = said.comment
    record("flag", version, by=by, flag=said.pk, **what, **details)
    if kind == Kind.WRONG:
        _doubt_if_many(version.subject, by=by)
    return said


@act
def resolve_flag(flag: Flag, *, by: Any, resolution: str) -> Flag:
    """Say what became of it. Raises Refused, Conflict when somebody else was first, ContentError without a word."""
    may_verify(by, flag.version.subject).require()
    require_text("resolution", resolution, MAX_COMMENT)
    if not resolution.strip():
        raise ContentError.one("resolution", "missing", _("Say what became of it."))
    resolved = {"resolution": resolution.strip(), "resolved_by": by, "resolved_at": timezone.now()}
    if not Flag.objects.filter(pk=flag.pk, resolved_at=None).update(**resolved):
        raise Conflict(_("Somebody else has answered this flag meanwhile."))
    record("resolve_flag", flag.version, by=by, flag=flag.pk, resolution=resolution.strip())
    return open_or_not().get(pk=flag.pk)


def open_or_not() -> QuerySet[Flag]:
    """With all that a page shows of them, the oldest first."""
    return Flag.objects.select_related("version__subject__topic", "version__subject__owner", "by", "resolved_by")


def open_flags(subjects: Iterable[Subject] | None = None) -> QuerySet[Flag]:
    """Nobody has said yet what became of them: of these subjects, or of all."""
    found = open_or_not().filter(resolved_at=None)
    return found if subjects is None else found.filter(version__subject__in=list(subjects))


def flags_since(version: Version, at: Moment) -> QuerySet[Flag]:
    """Flags about what was verified last: this version, and those it was carried from."""
    first, since = _verified_last(version, at)
    found = open_or_not().filter(version__subject=version.subject_id, version__number__gte=first, at__lte=at.at)
    return found.filter(at__gt=since) if since else found


def _verified_last(version: Version, at: Moment) -> tuple[int, datetime | None]:
    """The number of the version on which somebody last said something, and when."""
    last = last_verification(version, at)
    while last is not None and last.how == How.CARRIED and version.based_on is not None:
        version = version.based_on
        last = last_verification(version, at)
    return version.number, last.at if last else None


def _doubt_if_many(subject: Subject, *, by: Any) -> None:
    at = now()
    live = in_force(Subject.Kind.CARD, [subject.slug], at).get(subject.slug)
    last = last_verification(live, at) if live is not None else None
    if live is None or (last is not None and last.how == How.DOUBT):
        return
    wrong = flags_since(live, at).filter(kind=Kind.WRONG, resolved_at=None, at__gt=at.at - WITHIN)
    if wrong.count() >= WRONG_FLAGS:
        reason = _("Flagged as wrong three times within a week.")
        # A line of the log needs a person: where customers flagged, the one who answers for the card.
        doubt_now(live, by=None, reason=reason, logged_for=by or subject.owner, flags=list(wrong.values_list("pk", flat=True)))
