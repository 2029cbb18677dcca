"""Hosts of one installation, each with a data folder of its own, on the test's database and a private Redis."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.db import connection

from kb.env import BASE
from tests.parts import free_port

PATIENCE = 150  # Starting takes seconds of work, which other tests may be having.
GRANIAN = "granian --interface wsgi --host 127.0.0.1 --workers 1 --blocking-threads 2 --no-ws --log-level error"


@dataclass
class Host:
    """A web server and a follower: either as `manage.py serve` starts both, or each by itself."""

    data: Path
    redis: str
    is_served: bool

    def start(self) -> None:
        self.port = free_port()
        self.log = self.data.with_suffix(".log").open("wb")
        python = sys.executable
        web = [python, "-m", *GRANIAN.split(), "--port", str(self.port), "kb.wsgi:application"]
        programs = [[python, "manage.py", "serve"]] if self.is_served else [web, [python, "manage.py", "follow"]]
        options: dict[str, Any] = {"cwd": BASE, "env": self.environment(), "stdout": self.log, "stderr": self.log}
        self.processes = [subprocess.Popen(program, **options) for program in programs]
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=20)

    def environment(self) -> dict[str, str]:
        database = connection.settings_dict
        where = f"{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "CONCORD_"))}
        return {
            **kept,
            "DATABASE_URL": f"postgres://{where}",
            "REDIS_URL": self.redis,
            "CONCORD_DATA": str(self.data),
            "SECRET_KEY": settings.SECRET_KEY,
            "SECURE_SSL_REDIRECT": "false",
            "ALLOWED_HOSTS": "127.0.0.1",
            "ANSWER_ENCODER": "none",
            "STATIC_ROOT": str(settings.STATIC_ROOT),
            "PORT": str(self.port),
            "WEB_PROCESSES": "1",
        }

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> float:
        """Seconds until it held."""
        began = time.monotonic()
        while True:
            try:
                if holds():
                    return time.monotonic() - began
            except httpx.HTTPError:
                pass
            assert time.monotonic() - began < seconds, self.said()
            time.sleep(0.05)

    def said(self) -> str:
        return self.data.with_suffix(".log").read_text()

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(20)
        self.client.close()
        self.log.close()
