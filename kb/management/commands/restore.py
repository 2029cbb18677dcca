from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from kb.operating.manifest import BackupManifest, BadBackup, knows_key
from kb.operating.restore import is_empty, open_backup, read_manifest, restore
from kb.running.claim import claim_folder
from kb.running.refusal import CannotRun


class Command(BaseCommand):
    help = (
        "Bring back what `backup` wrote, into an empty installation, from SQLite or PostgreSQL to either. Stop Concord first."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", metavar="DATABASE", help="delete what is there: the database's name, so that it is meant"
        )
        parser.add_argument("--check", action="store_true", help="only read the file through and say what it is")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with open_backup(file) as archive:
                manifest = read_manifest(archive)
                self.say(_told(manifest))
                if options["check"]:
                    return
                self.warn_of_key(manifest)
                with claim_folder(settings.DATA, "a restore"):
                    require_room(options["replace"])
                    restore(archive, manifest, self.say)
        except (BadBackup, CannotRun, DatabaseError) as error:
            raise CommandError(str(error)) from None
        self.say("Restored. Start Concord again on every host: what ran before still remembers what was there.")

    def warn_of_key(self, manifest: BackupManifest) -> None:
        if not knows_key(manifest):
            self.stderr.write(
                "SECRET_KEY is another than where the backup was made: receipts, webhooks and second factors from there will "
                "not be recognised. Set that key as SECRET_KEY, or add it to SECRET_KEY_FALLBACKS."
            )

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def require_room(replace: str | None) -> None:
    """Nothing is overwritten unless somebody names it."""
    name = Path(str(connection.settings_dict["NAME"])).name
    if is_empty() or replace == name:
        return
    if replace:
        raise CommandError(f"The database is called {name}, not {replace}; nothing was changed.")
    raise CommandError(
        f"The database {name} is not empty; nothing was changed. Restore into a new one, or delete all that is there "
        f"with --replace {name}."
    )


def _told(manifest: BackupManifest) -> str:
    rows = sum(table.rows for table in manifest.tables.values())
    return (
        f"Made {manifest.made_at} by release {manifest.release} on {manifest.database}: {rows:,} rows, revision "
        f"{manifest.revision}, event {manifest.head[0]}. Every part is as it was written."
    )
