"""Of which days a figure is: the last 7, 30 or 90, or from one day until another, as the page's address says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from policies.content.problems import ContentError

USUAL, CHOICES = 30, (7, 30, 90)
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the store's time zone, both included."""

    since: date
    until: date

    @property
    def start(self) -> datetime:
        return _start(self.since)

    @property
    def end(self) -> datetime:
        """The first instant after it."""
        return _start(self.until + timedelta(days=1))

    @property
    def days(self) -> list[date]:
        """Every day of it, in order."""
        return [self.since + timedelta(days=number) for number in range((self.until - self.since).days + 1)]

    @property
    def last(self) -> int:
        """So many days up to today; 0 for days that were chosen one by one."""
        length = len(self.days)
        return length if self.until == timezone.localdate() and length in CHOICES else 0

    @property
    def query(self) -> dict[str, str]:
        """What an address says for it."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


def last_days(days: int = USUAL) -> Period:
    """Today and the days before it."""
    today = timezone.localdate()
    return Period(today - timedelta(days=days - 1), today)


def read_period(asked: Mapping[str, str]) -> Period:
    """From `days`, or `since` and `until`; the last 30 days when nothing is said. Raises ContentError naming the field."""
    if asked.get("since") or asked.get("until"):
        until = _day(asked, "until") or timezone.localdate()
        since = _day(asked, "since") or until - timedelta(days=USUAL - 1)
        if until < since:
            raise ContentError.one("until", "range", _("The last day comes before the first."))
        if (until - since).days >= MOST_DAYS:
            raise ContentError.one("since", "range", _("Choose at most %(most)s days.") % {"most": MOST_DAYS})
        return Period(since, until)
    given = asked.get("days") or str(USUAL)
    if given not in {str(choice) for choice in CHOICES}:
        raise ContentError.one("days", "choice", _("Choose 7, 30 or 90 days, or write two days."))
    return last_days(int(given))


def _day(asked: Mapping[str, str], field: str) -> date | None:
    try:
        day = date.fromisoformat(asked[field]) if asked.get(field) else None
    except ValueError:
        day = date.min
    if day is not None and not date(2000, 1, 1) <= day < date(3000, 1, 1):
        raise ContentError.one(field, "day", _("Write a day, such as 2026-12-31."))
    return day


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
