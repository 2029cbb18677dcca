import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from kb.running.follow import follow_until
from kb.running.supervise import Stop


class Command(BaseCommand):
    help = "Keep this host's search index and answer model at the database's revision, until told to stop. `serve` starts it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--with-parent", action="store_true", help="also stop when the process that started this one is gone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Stop(os.getppid() if options["with_parent"] else None)
        stop.be_patient()
        follow_until(stop.within)
