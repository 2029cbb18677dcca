"""`manage.py serve`: the web server of one host in production, with the follower that this host's index needs."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from kb.running.claim import check_port, claim_folder, read_port
from kb.running.prepare import make_counts
from kb.running.refusal import CannotRun
from kb.running.supervise import Stop, end, follower, keep_running, web


class Command(BaseCommand):
    help = "Serve the site at WEB_HOST and PORT, with this host's follower. Neither migrates nor loads a demo store."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Stop(None)
        host = settings.WEB_HOST
        try:
            port = read_port(os.environ.get("PORT") or "8000")
            with claim_folder(settings.DATA, f"http://{host}:{port}/"):
                check_port(host, port)
                self.require_database()
                self.serve(host, port, stop)
        except CannotRun as refusal:
            sys.exit(str(refusal))
        except KeyboardInterrupt:
            pass

    def serve(self, host: str, port: int, stop: Stop) -> None:
        make_counts()
        stop.be_patient()
        children = [web(host, port, processes=settings.WEB_PROCESSES, threads=settings.WEB_THREADS), follower()]
        try:
            for child in children:
                child.start()
            self.say(f"Concord serves at http://{host}:{port}/.")
            keep_running(children, stop, self.say)
        finally:
            end(children)

    def require_database(self) -> None:
        """Migrating is a step of its own, before the first process of a new release (docs/upgrading.md)."""
        try:
            executor = MigrationExecutor(connections["default"])
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            raise CannotRun(f"The database cannot be reached: {error}") from None
        finally:
            connections.close_all()
        if waiting:
            raise CannotRun(f"{len(waiting)} migrations wait: run manage.py migrate once, then start again.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
