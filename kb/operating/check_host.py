"""This host and its settings: secrets, addresses, e-mail, files, disk, time zones."""

import shutil
import stat
import tempfile
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection

from kb.operating.findings import Finding, ok, warning, wrong

LEAST_FREE = 1_000_000_000  # Bytes.
LEAST_LETTERS, LEAST_DIFFERENT = 40, 12
EXAMPLE = "change-me"  # As deploy/env.example has it.
GENERATE = "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
LOCAL = ("127.0.0.1", "localhost", "::1", "[::1]")


def secrets() -> Iterator[Finding]:
    key = settings.SECRET_KEY
    if len(key) < LEAST_LETTERS or len(set(key)) < LEAST_DIFFERENT or EXAMPLE in key:
        mend = f"Make a new one ({GENERATE}), set it as SECRET_KEY and the old one as SECRET_KEY_FALLBACKS."
        yield wrong("secrets", "SECRET_KEY can be guessed: it is too short, too plain, or that of the example.", mend)
    else:
        yield ok("secrets", "SECRET_KEY is strong.")
    files = [settings.DATA / name for name in ("secret_key", "concord.sqlite3")]
    for path in [settings.DATA, *files]:
        if path.exists() and (loose := stat.S_IMODE(path.stat().st_mode) & (0o077 if path.suffix != ".sqlite3" else 0o007)):
            mend = f"chmod {'700' if path.is_dir() else '600'} {path}"
            if path.name == "secret_key" or loose & 0o002:
                yield wrong("secrets", f"{path} can be read or changed by others.", mend)
            elif settings.IS_PRODUCTION:
                yield warning("secrets", f"{path} can be read by others of this machine.", mend)


def addresses() -> Iterator[Finding]:
    """Hosts, origins and HTTPS: as settings say, for whoever comes from outside."""
    if settings.DEBUG:
        yield wrong("settings", "DEBUG is on: errors show settings and code to everybody.", "Unset DEBUG.")
    if not settings.IS_PRODUCTION:
        yield ok("settings", "Embedded mode: for one machine.")
        return
    host = urlsplit(settings.CONCORD_URL).hostname or ""
    hosts = [name for name in settings.ALLOWED_HOSTS if name not in (*LOCAL, "testserver")]
    if "*" in hosts:
        yield wrong("settings", "ALLOWED_HOSTS allows any name.", "List the names by which people reach the site.")
    elif not hosts:
        yield wrong("settings", "ALLOWED_HOSTS has no name but this machine's.", "Set it to the site's name.")
    if not settings.CONCORD_URL.startswith("https://") or host in LOCAL:
        said = f"CONCORD_URL is {settings.CONCORD_URL}: links in e-mails lead there."
        yield wrong("settings", said, "Set it to the site's address, with https://.")
    elif hosts and not {host, "*"} & set(hosts) and not any(name.startswith(".") and host.endswith(name) for name in hosts):
        yield wrong("settings", f"CONCORD_URL names {host}, which ALLOWED_HOSTS does not.", f"Add {host} to ALLOWED_HOSTS.")
    plain = [origin for origin in settings.CSRF_TRUSTED_ORIGINS if not origin.startswith("https://")]
    if plain:
        yield wrong("settings", f"CSRF_TRUSTED_ORIGINS trusts {plain[0]} without HTTPS.", "Write https:// origins only.")
    if not settings.SECURE_PROXY_SSL_HEADER and settings.SECURE_SSL_REDIRECT:
        said = "BEHIND_PROXY is not set: the site does not learn that people come by HTTPS, and sends them round in circles."
        yield warning("settings", said, "Set BEHIND_PROXY=true when a proxy of yours ends TLS and sets X-Forwarded-Proto.")


def email() -> Iterator[Finding]:
    backend = str(settings.EMAIL_BACKEND)
    if not backend.endswith("smtp.EmailBackend"):
        where = backend.rsplit(".", 2)[-2]
        if settings.IS_PRODUCTION:
            yield warning(
                "e-mail", f"E-mails go nowhere ({where}).", "Set EMAIL_URL, such as smtp+tls://USER:PASSWORD@HOST:587."
            )
        else:
            yield ok("e-mail", f"E-mails are not sent ({where}).")
        return
    try:
        connection = get_connection()
        connection.open()
        connection.close()
    except OSError as error:  # smtplib's errors are OSErrors.
        said = f"The mail server {settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not take us: {error}"
        yield wrong("e-mail", said, "See EMAIL_URL: host, port, user and password, smtp+tls:// or smtp+ssl://.")
    else:
        yield ok("e-mail", f"The mail server {settings.EMAIL_HOST} takes us.")


def files() -> Iterator[Finding]:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"] and not manifest.is_file():
        said = f"Styles and scripts are not in {settings.STATIC_ROOT}: no page can be shown."
        yield wrong("files", said, "Run manage.py assemble.")
    for folder in (settings.DATA, Path(settings.SEARCH_INDEX)):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            yield wrong(
                "files", f"Nothing can be written into {folder}: {error}", f"Give it to the user that runs Concord: {folder}"
            )
            continue
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE:
            said = f"Only {free / 1e6:,.0f} MB are free where {folder} is."
            yield wrong("files", said, "Make room, or move CONCORD_DATA to a larger disk.")
        else:
            yield ok("files", f"{folder} can be written to; {free / 1e9:,.0f} GB are free.")


def time_zones() -> Iterator[Finding]:
    names = zoneinfo.available_timezones()
    wanted = {"America/Sao_Paulo", "Europe/Lisbon", "Europe/Moscow", str(settings.TIME_ZONE)}
    if missing := sorted(wanted - names - {"UTC"}):
        yield wrong("time zones", f"This machine does not know {missing[0]}.", "Install tzdata: apt install tzdata.")
    else:
        yield ok("time zones", f"{len(names)} time zones are known.")
