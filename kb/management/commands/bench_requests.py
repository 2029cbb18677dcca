import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandParser

from kb.benchmarks import report
from kb.benchmarks.measuring import Case, compared, loaded, question
from kb.benchmarks.server import Connection, Server
from kb.env import BASE
from kb.management.commands.bench import session_of
from kb.running.prepare import make_queue, steps
from policies.channels import create_channel
from policies.models import Card
from policies.publishing import now

COUNT, EACH, CONNECTIONS = 1000, 60, 64
ANSWER, PAGE = "/api/v1/answers/cancel-order?order_stage=packed", "/cards/cancel-order/?order_stage=packed"
LIMITS = {"1-2 words": (3, 1.5), "3-5 words": (4, 2), "8-12 words": (5, 2)}


class Command(BaseCommand):
    help = "What requests cost two workers over HTTP, against a bare view on the same server; writes docs/benchmarks.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=COUNT, help="requests of each kind")
        parser.add_argument("--seconds", type=float, default=60, help="how long 64 connections ask at once; 0: not at all")
        parser.add_argument("--write", type=Path, default=BASE / "docs" / "benchmarks.md", metavar="FILE.md")

    def handle(self, *args: Any, count: int, seconds: float, write: Path, **options: Any) -> None:
        make_queue()
        for _name, act in steps():
            act()
        figures: dict[str, Any] = {"cards": Card.objects.live_at(now()).count(), "machine": report.machine(), "cases": []}
        unlimited = {"API_REQUESTS_PER_MINUTE": "1000000000"}
        with Server("kb.benchmarks.floor_wsgi:application") as floor, Server("kb.wsgi:application", **unlimited) as site:
            bare, cases = [Case("bare view", [("/bare", None)]), Case("bare view, by ORM", [("/orm", None)])], self.cases(site)
            for case, spent in compared(floor, site, bare, cases, count):
                said = {name: getattr(case, name) for name in ("name", "most", "aim", "in_ms")}
                figures["cases"].append({**said, "us": round(spent, 1)})
                self.stdout.write(f"{case.name:36}{spent:10.0f} us{spent / figures['cases'][0]['us']:8.2f} x")
            if seconds:
                loaded(site, cases[0], CONNECTIONS, min(seconds, 5))  # Every thread has had its turn before memory is read.
                figures["load"] = asdict(loaded(site, cases[0], CONNECTIONS, seconds))
                self.stdout.write(f"{CONNECTIONS} connections: {figures['load']}")
        write.write_text(report.text(report.keep(write.with_suffix(".json"), figures)))

    def cases(self, site: Server) -> list[Case]:
        key = {"Authorization": f"Bearer {create_channel('bench', audience='public')}"}
        _status, headers = Connection(site.port).get(ANSWER, key)
        token = f"{settings.CSRF_COOKIE_NAME}={'a' * 32}"
        session = f"{settings.SESSION_COOKIE_NAME}={session_of(User.objects.get(username='ana'))}"
        agent = {"Cookie": f"{token}; {session}"}
        return [
            Case("answer, public key", [(ANSWER, None)], key, 2.0, 1.2),
            Case("the same, packed", [(ANSWER, None)], {**key, "Accept-Encoding": "gzip"}),
            Case("the same, 304", [(ANSWER, None)], {**key, "If-None-Match": headers["ETag"]}, 1.0, 0.5, status=304),
            Case("FAQ page", [("/faq/en/cancel-order/", None)], {}, 1.5, 1.0),
            Case("FAQ, all topics", [("/faq/en/", None)], {}, 1.5, 1.0),
            Case("agent's card page", [(PAGE, None)], agent, 5, 3),
            *self.searches(key),
        ]

    def searches(self, key: dict[str, str]) -> list[Case]:
        path = settings.DATA / "queries.jsonl"
        if not path.exists():
            self.stdout.write("There are no queries: run `demo --cards N` to measure finding as well.")
            return []
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        found = []
        for kind, (most, aim) in LIMITS.items():
            asked = [line for line in lines if line["kind"] == kind][:EACH]
            paths = ["/api/v1/search?" + urlencode({"q": line["query"], "lang": line["language"]}) for line in asked]
            found.append(Case(f"search, {kind}", [(path, None) for path in paths], key, most, aim, in_ms=True))
        asked = [line for line in lines if line["kind"] == "8-12 words"][:EACH]
        posted = {**key, "Content-Type": "application/json"}
        asks = [question(line["query"], line["language"]) for line in asked]
        return [*found, Case("question (/ask)", asks, posted, 5, 2, in_ms=True)]
