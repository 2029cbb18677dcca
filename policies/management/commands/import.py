from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.files.collection import read_collection
from policies.files.imports import import_collection
from policies.people.directory import person


class Command(BaseCommand):
    help = "Bring in a folder of content files (docs/content-files.md): drafts for whatever differs, all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--by", required=True, help="whose drafts these are")
        parser.add_argument(
            "--approved-by",
            action="append",
            default=[],
            help="a second person who approves and publishes them at once; again for the others that a high risk asks for",
        )
        parser.add_argument("--dry-run", action="store_true", help="only show what would change")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            approvers = [person(name, "approved_by") for name in options["approved_by"]]
            collection = read_collection(options["path"])
            author = person(options["by"])
            imported = import_collection(collection, by=author, approved_by=approvers, dry_run=options["dry_run"])
        except (ContentError, Refused, Conflict) as error:
            raise CommandError(f"Nothing was imported.\n{error}") from None
        for name in imported.new:
            self.stdout.write(f"new        {name}")
        for name in imported.changed:
            self.stdout.write(f"changed    {name}")
        for name in imported.over:
            self.stdout.write(f"over       {name}")
        done = "published" if imported.is_published else "drafted"
        verb = f"would be {done}" if options["dry_run"] else done
        self.stdout.write(f"{len(imported.drafts)} {verb}, {len(imported.unchanged)} unchanged.")
