"""What a backup says of itself: by whom it was made, of which moment, and what each of its parts holds."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.conf import settings
from django.utils.crypto import salted_hmac

FORM = 1
NAME = "manifest.json"


class BadBackup(Exception):
    """The file cannot be used; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """`migrations` are those applied, by app; `head` is the last event's number and seal; `key` recognises the SECRET_KEY."""

    made_at: str
    release: str
    database: str
    revision: int
    head: tuple[int, str]
    key: str
    migrations: dict[str, list[str]]
    tables: dict[str, Table]
    form: int = FORM

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def of(cls, text: bytes) -> Self:
        """Raises BadBackup."""
        try:
            read: dict[str, Any] = json.loads(text)
            if read["form"] != FORM:
                raise BadBackup(
                    f"This backup has form {read['form']}; this release reads form {FORM}: restore it with its own."
                )
            tables = {label: Table(**table) for label, table in read["tables"].items()}
            return cls(**{**read, "tables": tables, "head": tuple(read["head"])})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadBackup("The file's manifest cannot be read: it is no backup of Concord, or a damaged one.") from None


def key_mark(secret: str) -> str:
    """Tells whether two installations have the same SECRET_KEY, and nothing else of it."""
    return salted_hmac("concord.backup.1", "key", secret=secret, algorithm="sha256").hexdigest()[:16]


def knows_key(manifest: BackupManifest) -> bool:
    return any(key_mark(secret) == manifest.key for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
