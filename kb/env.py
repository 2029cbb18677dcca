"""What the environment says, read in one place, refused with a clear message when odd."""

import secrets
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent.parent
env = environ.Env()
YES, NO = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}


def folder(name: str, default: Path) -> Path:
    """An absolute folder; it is made when something is first written to it."""
    path = Path(env.str(name, default="") or default).expanduser().resolve()
    if path == BASE:
        raise ImproperlyConfigured(f"{name} is the project's own folder: choose one for nothing else.")
    return path


def days(name: str, default: int) -> int:
    """How many days something is kept: at least one, because what is written today is still needed."""
    return whole(name, default, "a whole number of days")


def whole(name: str, default: int, what: str = "a whole number", *, least: int = 1) -> int:
    given = str(env.str(name, default="") or default)
    if not given.isascii() or not given.isdecimal() or int(given) < least:
        raise ImproperlyConfigured(f"{name} must be {what}, at least {least}, not {given!r}.")
    return int(given)


def flag(name: str, *, default: bool) -> bool:
    """Yes or no. A word that is neither would otherwise count as no, and a slip would switch something off in silence."""
    given = str(env.str(name, default="")).strip().lower()
    if given and given not in YES | NO:
        raise ImproperlyConfigured(f"{name} must be true or false, not {given!r}.")
    return given in YES if given else default


def database(seconds: int) -> dict[str, Any]:
    """The database that `DATABASE_URL` names, or nothing.

    PostgreSQL ends a statement after so many seconds (0: never), and a transaction in which nobody does anything after twice as
    many: what hangs would otherwise hold its locks for ever.
    """
    given = str(env.str("DATABASE_URL", default=""))
    if not given:
        return {}
    require_address(
        "DATABASE_URL", given, ("postgres", "postgresql", "sqlite"), "postgres://concord:PASSWORD@HOST:5432/concord"
    )
    found = dict(env.db_url_config(given))
    if "postgresql" not in found["ENGINE"]:
        return found
    if not found.get("NAME"):
        raise ImproperlyConfigured("DATABASE_URL names no database: write its name after the host, as in .../concord.")
    milliseconds = seconds * 1000
    limits = f"-c statement_timeout={milliseconds} -c idle_in_transaction_session_timeout={2 * milliseconds}"
    options = {"options": limits, "application_name": "concord", "connect_timeout": 5, **found.get("OPTIONS", {})}
    return {**found, "OPTIONS": options}


def redis() -> str:
    """`REDIS_URL`, or nothing."""
    given = str(env.str("REDIS_URL", default=""))
    if given:
        require_address("REDIS_URL", given, ("redis", "rediss", "unix"), "redis://HOST:6379/0")
    return given


def web_address(name: str, default: str) -> str:
    given = str(env.str(name, default="") or default).rstrip("/")
    require_address(name, given, ("http", "https"), "https://answers.example.com")
    return given


def origins(name: str) -> list[str]:
    """Addresses of sites, each with its scheme: without it Django would refuse every form, and say nothing of why."""
    found = [str(value) for value in env.list(name, default=[])]
    for value in found:
        require_address(name, value, ("http", "https"), "https://answers.example.com")
    return found


def email() -> dict[str, Any]:
    given = str(env.str("EMAIL_URL", default="") or "consolemail://")
    try:
        return dict(env.email_url_config(given))
    except (ImproperlyConfigured, ValueError):
        raise ImproperlyConfigured(
            "EMAIL_URL must be an address such as smtp+tls://USER:PASSWORD@HOST:587, or consolemail:// to print e-mails."
        ) from None


def time_zone(name: str, default: str) -> str:
    given = str(env.str(name, default="") or default)
    try:
        ZoneInfo(given)
    except (OSError, ValueError, KeyError):  # The last is what Python calls a zone that is not there.
        raise ImproperlyConfigured(f"{name} must be the name of a time zone such as Europe/Lisbon, not {given!r}.") from None
    return given


def networks(name: str, default: list[str]) -> list[IPv4Network | IPv6Network]:
    found = []
    for value in env.list(name, default=default):
        try:
            found.append(ip_network(str(value)))
        except ValueError:
            raise ImproperlyConfigured(f"{name}: {value!r} is no network such as 10.0.0.0/8.") from None
    return found


def require_address(name: str, given: str, schemes: Sequence[str], example: str) -> None:
    """The value itself is never repeated: it may hold a password."""
    try:
        parts = urlsplit(given)
        is_right = parts.scheme in schemes and bool(parts.hostname or parts.path.strip("/")) and (parts.port or True)
    except ValueError:
        is_right = False
    if not is_right:
        raise ImproperlyConfigured(f"{name} must be an address such as {example}; schemes: {', '.join(schemes)}.")


def choice(name: str, allowed: Sequence[str]) -> str:
    """One of the allowed words; the first when nothing is said."""
    given = str(env.str(name, default="") or allowed[0])
    if given not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {given!r}.")
    return given


def secret_key(data: Path, *, is_production: bool) -> str:
    """`SECRET_KEY`; the embedded mode makes one of its own and keeps it in the data folder, for its owner's eyes only."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return str(given)
    if is_production:
        raise ImproperlyConfigured("Set SECRET_KEY: production needs a secret of its own, the same on every host.")
    path = data / "secret_key"
    try:
        if not path.exists():
            data.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text().strip()
    except OSError:
        raise ImproperlyConfigured(
            f"The data folder {data} cannot be used: make it yours or set CONCORD_DATA to one that is."
        ) from None


def hosts(name: str, default: list[str]) -> list[str]:
    """A list of host names; a scheme or a path in one of them is a mistake that Django would only show as 400 later."""
    values = [str(value) for value in env.list(name, default=default)]
    for value in values:
        if "/" in value:
            raise ImproperlyConfigured(f"{name}: write host names only, not addresses ({value}).")
    return values
