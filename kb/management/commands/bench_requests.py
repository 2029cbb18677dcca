import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from kb.benchmarks.asked import LENGTHS
from kb.benchmarks.kept import Figure, Measured, keep
from kb.benchmarks.machine import machine
from kb.benchmarks.measuring import Case, Cost, Load, Request, compared, loaded, over, questions
from kb.benchmarks.server import NotServed, Server
from kb.management.commands.bench import database, session_of
from kb.running.prepare import make_queue, steps
from policies.answers import visible_cards
from policies.channels import create_channel
from policies.models import Card
from policies.publishing import now

COUNT, CONNECTIONS, SECONDS, WARM_SECONDS = 1000, 64, 60.0, 10.0
MOST_CARDS = 3000
QUERIES = 61  # No multiple of the connections: each is asked over every one of them.
ANSWER, PAGE = "/api/v1/answers/cancel-order?order_stage=packed", "/cards/cancel-order/?order_stage=packed"
FLOOR, ORM = "bare view with one query (the floor)", "the same by the ORM"


class Command(BaseCommand):
    help = "What requests cost two workers over HTTP, as CPU time against a bare view on the same server in the same run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=COUNT, help="requests of each kind")
        parser.add_argument("--seconds", type=float, default=SECONDS, help="how long 64 connections ask at once; 0: not at all")
        parser.add_argument("--keep", type=Path, metavar="FILE.json", help="put the figures among those of other sizes")

    def handle(self, *args: Any, count: int, seconds: float, keep: Path | None, **options: Any) -> None:
        try:
            self._measure(count, seconds, keep)
        except NotServed as reason:
            raise CommandError(str(reason)) from None

    def _measure(self, count: int, seconds: float, path: Path | None) -> None:
        make_queue()
        for name, act in steps():
            self.stdout.write(f"{name} ...")
            act()
        known, size = machine(database()), Card.objects.live_at(now()).count()
        bare = [Case(FLOOR, over(["/bare"])), Case(ORM, over(["/orm"]))]
        unlimited = {"API_REQUESTS_PER_MINUTE": "1000000000"}
        figures = {}
        with (
            Server("kb.benchmarks.floor_wsgi:application") as floor,
            Server("kb.benchmarks.site_wsgi:application", **unlimited) as site,
        ):
            self.key = {"Authorization": f"Bearer {create_channel('bench', audience='public')}"}
            self.queries = self.read_queries()
            same, other = self.same_again(site), self.another_each_time()
            connections.close_all()  # Nothing of this process stands between the servers and their database.
            for cost in compared(floor, bare, site, [*same, *other], count):
                self.stdout.write(f"{cost.name:38}{cost.us:10.0f} µs{cost.times:8.2f} x")
                self.stdout.flush()
                figures[cost.name] = figure(cost)
            if seconds:  # Every thread has had its turn with everything before memory is read.
                loaded(site, same, CONNECTIONS, WARM_SECONDS)
                load = loaded(site, same, CONNECTIONS, seconds)
                self.stdout.write(f"{CONNECTIONS} connections: {load}")
                figures |= of_load(load)
        keep(path, "requests", size, Measured(known, figures))

    def same_again(self, site: Server) -> list[Case]:
        """What is asked all day: the same answers and pages, and some words and questions."""
        token = f"{settings.CSRF_COOKIE_NAME}={'a' * 32}"
        self.agent = {"Cookie": f"{token}; {settings.SESSION_COOKIE_NAME}={session_of(User.objects.get(username='ana'))}"}
        line = next(iter(site.lines.values()))[0]
        status, headers, said = line.get(ANSWER, self.key)
        if "ETag" not in headers:
            raise NotServed(f"{ANSWER} answers {status} without a tag: {said[:300]!r}")
        return [
            Case("answer, public key", over([ANSWER]), self.key),
            Case("the same, packed", over([ANSWER]), {**self.key, "Accept-Encoding": "gzip"}),
            Case("the same, 304", over([ANSWER]), {**self.key, "If-None-Match": headers["ETag"]}, status=304),
            Case("FAQ page", over(["/faq/en/cancel-order/"])),
            Case("FAQ, all topics", over(["/faq/en/"])),
            Case("agent's card page", over([PAGE]), self.agent),
            *self.searches(),
        ]

    def another_each_time(self) -> list[Case]:
        """The same of cards that nobody has just asked for, so that nothing which is ready can be given again."""
        slugs = visible_cards("public", now()).order_by("pk").values_list("slug", flat=True)
        some = slugs[:: max(1, slugs.count() // MOST_CARDS)]
        languages, root = settings.CONTENT_LANGUAGES, "/api/v1/answers/"
        return [
            Case(
                "answer, another card each time",
                over(f"{root}{slug}?lang={tag}" for tag in languages for slug in some),
                self.key,
            ),
            Case("FAQ page, another card each time", over(f"/faq/{tag}/{slug}/" for tag in languages for slug in some)),
            Case("agent's card page, another each time", over(f"/cards/{slug}/" for slug in some), self.agent),
            *(
                Case("search, another each time", searched(rest), self.key)
                for rest in [self.queries.get(LENGTHS[1], [])[QUERIES:]]
                if rest
            ),
        ]

    def searches(self) -> list[Case]:
        some = {kind: asked[:QUERIES] for kind, asked in self.queries.items() if asked}
        found = [Case(f"search, {kind}", searched(asked), self.key, different=QUERIES) for kind, asked in some.items()]
        posted = {**self.key, "Content-Type": "application/json"}
        return [
            *found,
            *(Case("question (/ask)", questions(some[kind]), posted, different=QUERIES) for kind in list(some)[-1:]),
        ]

    def read_queries(self) -> dict[str, list[tuple[str, str]]]:
        """Texts and their languages by how many words they have; empty lists where the store has none."""
        path = settings.DATA / "queries.jsonl"
        if not path.exists():
            self.stdout.write("There are no queries: run `demo --cards N` to measure finding as well.")
            return {}
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        return {kind: [(line["query"], line["language"]) for line in lines if line["kind"] == kind] for kind in LENGTHS}


def searched(asked: Iterable[tuple[str, str]]) -> Iterator[Request]:
    return over("/api/v1/search?" + urlencode({"q": text, "lang": language}) for text, language in asked)


def figure(cost: Cost) -> Figure:
    if cost.name == FLOOR:
        return Figure(round(cost.us, 1))
    if cost.name.startswith(("search", "question")):
        return Figure(round(cost.us / 1000, 3), f"{cost.times:.1f} x", round(cost.times, 3))
    return Figure(round(cost.times, 3), f"{cost.us:.0f} µs")


def of_load(load: Load) -> dict[str, Figure]:
    kinds = ", ".join(f"{count} x {name}" for name, count in load.failed.items())
    said = f"{load.requests:,} requests in {load.seconds:.0f} s{f': {kinds}' if kinds else ''}"
    return {
        "64 connections: errors": Figure(load.errors, said),
        "64 connections: memory of a worker, growth": Figure(
            round(load.grown, 2), f"{max(load.before):.0f} MB before, {max(load.after):.0f} MB after"
        ),
        "64 connections: requests a second": Figure(round(load.requests / load.seconds, 1)),
    }
