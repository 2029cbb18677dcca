from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kb.operating.backup import back_up


class Command(BaseCommand):
    help = "Write everything, as it is at this instant, into one file; others go on working. `restore` brings it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = back_up(file)
        except FileExistsError as error:
            raise CommandError(f"{error} Choose another name.") from None
        except OSError as error:
            raise CommandError(f"The backup could not be written: {error}") from None
        rows = sum(table.rows for table in manifest.tables.values())
        self.stdout.write(
            f"{file}: {rows:,} rows in {len(manifest.tables)} tables, revision {manifest.revision}, "
            f"event {manifest.head[0]}; {file.stat().st_size:,} bytes.\n"
            "Keep SECRET_KEY as well, at another place: without it no receipt, webhook or second factor is recognised."
        )
