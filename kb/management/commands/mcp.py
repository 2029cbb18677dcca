import os
import sys
from argparse import ArgumentParser
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kb.mcp.calls import Api
from policies.keys import key_for

VARIABLE = "CONCORD_KEY"


class Command(BaseCommand):
    help = f"Answer an AI assistant over standard input and output (MCP). {VARIABLE} holds the channel's key."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The key is no argument: every user of the machine could read it in the list of processes."""

    def handle(self, *args: Any, **options: Any) -> None:
        key = os.environ.pop(VARIABLE, "")
        found = key_for(key)
        if found is None or "answers" not in found.scopes:
            raise CommandError(f"Set {VARIABLE} to a valid key with the scope answers: manage.py channel create NAME ...")
        if sys.stdin.isatty():
            self.stderr.write("Waiting for an assistant's messages on standard input; Ctrl-C ends.")
        import_module("kb.mcp.server").serve_stdio(Api(_request(key), is_within=False))


def _request(key: str) -> dict[str, str]:
    """As an assistant's request over HTTP would begin."""
    site = urlsplit(settings.CONCORD_URL)
    return {
        "HTTP_AUTHORIZATION": f"Bearer {key}",
        "HTTP_HOST": site.netloc,
        "SERVER_NAME": site.hostname or "",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "REMOTE_ADDR": "",
        "wsgi.url_scheme": site.scheme,
    }
