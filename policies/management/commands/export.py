from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.dateparse import parse_datetime

from policies.exports import export_to
from policies.publishing import moment_at


class Command(BaseCommand):
    help = "Write what is in force as content files into a folder."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--as-of", type=parse_datetime, help="an instant such as 2026-12-31T12:00:00Z")

    def handle(self, *args: Any, **options: Any) -> None:
        count = export_to(options["path"], moment_at(options["as_of"]))
        self.stdout.write(f"{count} files written to {options['path']}.")
