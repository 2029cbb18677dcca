"""Notices by e-mail: at once for what blocks somebody, the rest in a daily digest, and nothing in a person's quiet hours.

What is to be sent is read from the notices themselves. A batch is claimed by its notices; a claim that is older than a quarter
of an hour was left by a worker that died or by a mail server that was not there, and is sent again, with the same Message-ID.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from policies.models import Colleague, Notice
from policies.notices.words import KINDS, sentence

LEASE = timedelta(minutes=15)
WEEKS = timedelta(days=14)  # After that an e-mail would be about the past; the notice still stands in the desk.
MOST_IN_ONE = 100
log = logging.getLogger(__name__)


def send_mail_due(now: datetime | None = None) -> int:
    """Send every person what is due by now. Returns how many e-mails left. Two at once send nothing twice."""
    at = now or timezone.now()
    unsent = Notice.objects.filter(emailed_at=None, created_at__gt=at - WEEKS, person__is_active=True).exclude(person__email="")
    unsent = unsent.exclude(person__colleague__email=Colleague.Email.NEVER)
    waiting: dict[int, list[Notice]] = {}
    for notice in unsent.only("person", "is_urgent", "created_at", "seen_at", "email_claimed_at").order_by():
        waiting.setdefault(notice.person_id, []).append(notice)
    people = get_user_model().objects.filter(pk__in=waiting).select_related("colleague")
    sent = 0
    for person in people.order_by("pk"):
        if not _is_any_due(waiting[person.pk], wishes_of(person), at):
            continue  # So most beats take no lock at all.
        try:
            sent += sum(1 for batch in _batches(person, at) if _send(person, batch, at))
        except OSError as error:
            log.warning("The mail server is not there: %s", error)
            break  # The others would wait for it as well; the next beat tries again.
    return sent


def wishes_of(person: Any) -> Colleague:
    """What the person wants; the usual for who never said."""
    found = getattr(person, "colleague", None)
    return found or Colleague(person=person, digest_at=time(8))


def is_quiet(wishes: Colleague, at: datetime) -> bool:
    """Is it in the person's quiet hours, which may go over midnight?"""
    start, end = wishes.quiet_from, wishes.quiet_until
    if start is None or end is None:
        return False
    here = at.astimezone(zone_of(wishes)).time()
    return start <= here < end if start <= end else here >= start or here < end


def last_digest(wishes: Colleague, at: datetime) -> datetime:
    """The last instant, up to now, at which the person's digest was due.

    By the person's clock: an hour that is skipped in spring counts as the one after it, one that comes twice counts once.
    """
    zone = zone_of(wishes)
    today = at.astimezone(zone).date()
    days = (datetime.combine(today - timedelta(days=back), wishes.digest_at, tzinfo=zone) for back in range(3))
    return next(moment for moment in (day.astimezone(ZoneInfo("UTC")) for day in days) if moment <= at)


def zone_of(wishes: Colleague) -> ZoneInfo:
    return ZoneInfo(wishes.time_zone or settings.TIME_ZONE)


def _is_any_due(waiting: Iterable[Notice], wishes: Colleague, at: datetime) -> bool:
    """Is there anything to send to this person now, begun or new? `_batches` then says what."""
    if is_quiet(wishes, at):
        return False
    before = last_digest(wishes, at) if wishes.email == Colleague.Email.DIGEST else at + WEEKS
    for notice in waiting:
        if notice.email_claimed_at is not None and notice.email_claimed_at < at - LEASE:
            return True
        is_new = notice.email_claimed_at is None and notice.seen_at is None
        if is_new and (notice.is_urgent or notice.created_at < before):
            return True
    return False


def _batches(person: Any, at: datetime) -> Iterator[list[Notice]]:
    """What is to be sent now, one list for each e-mail, claimed: first what was begun and not finished, as it was."""
    wishes = wishes_of(person)
    if is_quiet(wishes, at):
        return
    unsent = Notice.objects.filter(person=person, emailed_at=None, created_at__gt=at - WEEKS)
    left = unsent.filter(email_claimed_at__lt=at - LEASE).order_by("email_claimed_at")
    for place, claimed_at in enumerate(left.values_list("email_claimed_at", flat=True).distinct(), start=1):
        # Each keeps an instant of its own: so it stays one e-mail, with one Message-ID, should it fail again.
        yield _claim(unsent.filter(email_claimed_at=claimed_at), at + timedelta(microseconds=place))
    fresh = unsent.filter(email_claimed_at=None, seen_at=None)
    if wishes.email == Colleague.Email.DIGEST:
        fresh = fresh.filter(Q(is_urgent=True) | Q(created_at__lt=last_digest(wishes, at)))
    yield _claim(fresh, at)


def _claim(wanted: QuerySet[Notice], at: datetime) -> list[Notice]:
    """Take them, unless another worker has. What one claims at one instant is one e-mail."""
    with transaction.atomic():
        batch = list(wanted.select_for_update(skip_locked=True).order_by("pk")[:MOST_IN_ONE])
        Notice.objects.filter(pk__in=[notice.pk for notice in batch]).update(email_claimed_at=at)
    return batch


def _send(person: Any, batch: Sequence[Notice], at: datetime) -> bool:
    """One e-mail. What could not be sent stays claimed and is tried again when the claim is old.

    Raises OSError when it is the mail server itself that is not there.
    """
    if not batch:
        return False
    try:
        message_for(person, batch).send()
    except (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError) as error:
        log.warning("The e-mail to person %s was not taken: %s", person.pk, error)
        return False
    Notice.objects.filter(pk__in=[notice.pk for notice in batch]).update(emailed_at=at)
    return True


def message_for(person: Any, batch: Sequence[Notice]) -> EmailMultiAlternatives:
    """In the person's language and time zone. The Message-ID is made of the notices, so a repeat can be recognised."""
    wishes = wishes_of(person)
    with translation.override(wishes.language.lower()), timezone.override(zone_of(wishes)):
        said = [(sentence(notice), notice) for notice in sorted(batch, key=lambda one: (not one.is_urgent, one.pk))]
        context = {"person": person, "said": said, "site": settings.CONCORD_URL, "language": wishes.language}
        only = KINDS[batch[0].kind].name if len(batch) == 1 else None
        subject = translation.ngettext("%(count)s notice", "%(count)s notices", len(batch)) % {"count": len(batch)}
        message = EmailMultiAlternatives(
            f"Concord: {only or subject}",
            render_to_string("email/notices.txt", context),
            to=[person.email],
            headers={
                "Message-ID": message_id(person, batch),
                "Auto-Submitted": "auto-generated",
                "Concord-Notices": ",".join(str(pk) for pk in sorted(notice.pk for notice in batch)),
            },
            connection=get_connection(),
        )
        message.attach_alternative(render_to_string("email/notices.html", context), "text/html")
    return message


def message_id(person: Any, batch: Sequence[Notice]) -> str:
    """The same for the same notices to the same person."""
    named = f"{person.pk}:{','.join(str(pk) for pk in sorted(notice.pk for notice in batch))}"
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return f"<concord-{hashlib.sha256(named.encode()).hexdigest()[:40]}@{host}>"
