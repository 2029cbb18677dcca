from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.content.problems import ContentError
from policies.files.exports import export_to
from policies.moment import read_instant
from policies.publishing import moment_at


class Command(BaseCommand):
    help = "Write what is in force, and what is planned, as content files into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--as-of", help="an instant such as 2026-12-31T12:00:00Z")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            at = moment_at(read_instant(options["as_of"]))
        except ContentError as error:
            raise CommandError(str(error)) from None
        count = export_to(options["path"], at)
        self.stdout.write(f"{count} files written to {options['path']}.")
