"""`manage.py search_index sync|rebuild|check`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import engine
from search.folder import Busy


class Command(BaseCommand):
    help = "Bring the search index to the database's revision, build it anew, or compare it with the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["sync", "rebuild", "check"])

    def handle(self, *args: Any, action: str, verbosity: int, **options: Any) -> None:
        try:
            message = {"sync": self._sync, "rebuild": self._rebuild, "check": self._check}[action]()
        except Busy as busy:
            raise CommandError(f"Another process is writing {busy}. Try again in a moment.") from None
        if verbosity:
            self.stdout.write(message)

    def _sync(self) -> str:
        return f"The index follows the database; {engine.follow()} documents or cards were renewed."

    def _rebuild(self) -> str:
        return f"The index was built anew: {engine.rebuild()} documents."

    def _check(self) -> str:
        differences = engine.check()
        wrong = [f"{difference.audience}: {', '.join(difference.cards)}" for difference in differences if difference.cards]
        if wrong:
            raise CommandError("The index differs from the database. Run search_index rebuild.\n" + "\n".join(wrong))
        return "\n".join(
            f"{difference.audience}: {difference.documents} documents, as in the database." for difference in differences
        )
