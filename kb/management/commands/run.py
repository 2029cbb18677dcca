import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from kb.running.claim import check_port, claim_folder, read_port
from kb.running.prepare import make_counts, make_queue, steps
from kb.running.refusal import CannotRun
from kb.running.supervise import Stop, end, keep_running, wait_for_answer, web, worker
from kb.running.welcome import welcome

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Run everything: prepare the data folder, then the site and its background worker, until Ctrl-C. PORT says where."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--with-parent", action="store_true", help="also stop when the process that started this one is gone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stop = Stop(os.getppid() if options["with_parent"] else None)
        try:
            port = read_port(os.environ.get("PORT") or "8000")
            with claim_folder(settings.DATA, f"http://{HOST}:{port}/"):
                check_port(HOST, port)
                self.run(port, stop)
        except CannotRun as refusal:
            sys.exit(str(refusal))
        except KeyboardInterrupt:
            pass
        self.say("Stopped.")

    def run(self, port: int, stop: Stop) -> None:
        started = time.monotonic()
        self.prepare()
        make_counts()
        stop.be_patient()
        os.environ.setdefault("CONCORD_URL", f"http://{HOST}:{port}")  # For links, and for the nightly comparison.
        server, background = web(HOST, port), worker()
        try:
            server.start()
            self.step("Web server", lambda: wait_for_answer(server, HOST, port, stop))
            background.start()
            self.say(welcome(f"http://{HOST}:{port}/", time.monotonic() - started))
            keep_running([server, background], stop, self.say)
        finally:
            end([server, background])

    def prepare(self) -> None:
        try:
            make_queue()
            for name, act in steps():
                self.step(name, act)
        except (DatabaseError, OSError) as error:
            self.say("")
            raise CannotRun(f"The data in {settings.DATA} could not be prepared: {error}") from error

    def step(self, name: str, act: Callable[[], object]) -> None:
        """Say what is done, and after it how long it took."""
        started = time.monotonic()
        self.stdout.write(f"{name} ... ", ending="")
        self.stdout.flush()
        act()
        self.say(f"{time.monotonic() - started:.1f} s")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
