"""`manage.py assemble`: what lies beside the code and is made of it; done once for an image or an installation."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from kb.env import BASE
from kb.running.catalogs import compile_catalogs, stale_catalogs


class Command(BaseCommand):
    help = "Compile the interface's translations; compress and fingerprint styles and scripts. Needs no database."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        stale = stale_catalogs(BASE / "locale")
        compile_catalogs(stale)
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(f"{len(stale)} translations compiled; styles and scripts are in {settings.STATIC_ROOT}.")
