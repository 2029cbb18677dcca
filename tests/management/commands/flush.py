"""Empty the tables after a test that really commits: history's guards step aside, and what migrations wrote is put back."""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from policies.guards import install, remove
from policies.memory import forget
from tests.first_rows import begin_again, put_back


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor == "sqlite":
            begin_again(connection)
        else:
            remove(connection)
            super().handle(**{**options, "inhibit_post_migrate": True})
            put_back(connection)
            install(connection)
        forget()
