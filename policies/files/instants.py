"""Instants as content files write them: the minute in the store's time zone, or more exactly where a minute is not enough."""

from datetime import UTC, date, datetime, time
from typing import Annotated

from django.utils.timezone import get_default_timezone, is_naive, make_aware
from pydantic import BeforeValidator


def read(value: object) -> object:
    """A minute (`2026-11-15T00:00`), an instant with its offset, or a day, which means its first minute."""
    if value is None or isinstance(value, datetime):
        instant = value
    elif isinstance(value, date):
        instant = datetime.combine(value, time.min)
    else:
        try:
            instant = datetime.fromisoformat(str(value))
        except ValueError:
            raise ValueError("Write an instant such as 2026-11-15T00:00.") from None
    return make_aware(instant, get_default_timezone()) if instant is not None and is_naive(instant) else instant


Instant = Annotated[datetime, BeforeValidator(read)]


def written(instant: datetime | None) -> str | None:
    """As `read` reads it back. A minute that the clocks go through twice gets its offset."""
    if instant is None:
        return None
    local = instant.astimezone(get_default_timezone())
    bare = local.replace(tzinfo=None, fold=0)
    exact = bare if make_aware(bare, get_default_timezone()) == instant else local
    return exact.isoformat(timespec="auto" if local.second or local.microsecond else "minutes")


def named(instant: datetime) -> str:
    """The instant in the name of a folder: `2026-11-15t0000`, in the store's time zone; with a `z` in UTC."""
    text = written(instant) or ""
    if text.count("-") != 2 or "+" in text:
        text = f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat()}z"
    return text.lower().replace(":", "").replace(".", "-")
