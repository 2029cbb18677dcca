import json
from typing import Any

from django.core.management.base import BaseCommand
from django.db.migrations.loader import MigrationLoader

OURS = ("kb", "policies", "search")


class Command(BaseCommand):
    help = "The last migration of each app, as deploy/released.json keeps them of the last release."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        leaves = dict(MigrationLoader(None).graph.leaf_nodes())
        self.stdout.write(json.dumps({app: leaves[app] for app in OURS}, indent=1))
