"""What the environment says, read in one place, refused with a clear message when odd."""

import secrets
from collections.abc import Sequence
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE = Path(__file__).resolve().parent.parent
env = environ.Env()


def folder(name: str, default: Path) -> Path:
    """An absolute folder; it is made when something is first written to it."""
    path = Path(env.str(name, default="") or default).expanduser().resolve()
    if path == BASE:
        raise ImproperlyConfigured(f"{name} is the project's own folder: choose one for nothing else.")
    return path


def days(name: str, default: int) -> int:
    """How many days something is kept: at least one, because what is written today is still needed."""
    given = int(env.int(name, default=default))
    if given < 1:
        raise ImproperlyConfigured(f"{name} must be a whole number of days, at least 1, not {given}.")
    return given


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
