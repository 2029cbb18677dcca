"""Asks every part how it is, one after the other; a part that cannot be asked is a finding, too."""

from collections.abc import Iterator

from django.db import DatabaseError

from kb.operating import check_database, check_host, check_parts
from kb.operating.findings import Check, Finding, wrong

# Those that need no database first: they may say why it cannot be reached.
CHECKS: tuple[Check, ...] = (
    check_host.secrets,
    check_host.addresses,
    check_host.files,
    check_host.time_zones,
    check_host.email,
    check_database.reachable,
    check_database.migrated,
    check_database.guarded,
    check_database.settings_of_database,
    check_database.clock,
    check_parts.broker,
    check_parts.cached,
    check_parts.at_work,
    check_parts.index,
    check_parts.model,
)


def examine() -> Iterator[Finding]:
    """After the first sentence about a database that is out of reach nothing more is said of it."""
    is_silent = False
    for check in CHECKS:
        try:
            yield from check()
        except DatabaseError as error:
            if not is_silent:
                mend = "Start the database; see DATABASE_URL; run manage.py migrate if it is new."
                yield wrong("database", f"It does not answer as it should: {str(error).strip()}", mend)
            is_silent = True
        except OSError as error:
            yield wrong(
                check.__name__.replace("_", " "), f"It could not be looked at: {error}", "See that the file or host is there."
            )
