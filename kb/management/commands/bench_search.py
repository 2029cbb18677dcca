import json
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.test.utils import override_settings

from kb.benchmarks.asked import LENGTHS
from kb.benchmarks.kept import Figure, Measured, keep
from kb.benchmarks.machine import machine
from kb.large_store.full_text import FullText
from kb.large_store.known_items import KnownItem
from kb.management.commands import bench
from kb.management.commands.bench import Case, database, environ
from policies.channels import create_channel
from policies.models import Card
from policies.people.directory import person
from policies.publishing import now
from policies.workflow import approve, publish, start_draft, submit
from search import index, sync
from search.analysis import field_language
from search.find import find
from search.folder import folder_of
from search.index import Snapshot
from search.model.answers import AnswerModel
from search.model.encoder import encoder
from search.nearest import rank
from search.query import SEARCH, query_for, scored

TURNS, SHOWN, CARDS_ASKED, LONGEST = 2, 10, 1_000, 60
Found = Callable[[str, str], Sequence[str]]
Timed = tuple[float, bool, bool]  # CPU milliseconds; whether the right card was found; whether nothing was.


class Command(BaseCommand):
    help = (
        "How fast and how well cards are found in a large store: run `demo --cards N` first. The engine alone against SQLite's "
        "FTS5 in the same process, requests over HTTP against a bare view, publishing, building, asking. CPU time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queries", type=Path, metavar="FILE.jsonl", help="what `demo --cards` wrote (data folder)")
        parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth query")
        parser.add_argument("--alone", action="store_true", help="the engine only, without searches over HTTP")
        parser.add_argument("--publish", type=int, default=0, metavar="N", help="publish so many changes, and look for each")
        parser.add_argument("--build", action="store_true", help="build the whole index anew")
        parser.add_argument(
            "--ask", type=int, default=0, metavar="N", help="ask so many questions about a thousand of the cards"
        )
        parser.add_argument("--keep", type=Path, metavar="FILE.json", help="put the figures among those of other sizes")

    def handle(self, *args: Any, queries: Path | None, every: int, **options: Any) -> None:
        self.figures: dict[str, Figure] = {}
        known = machine(database())
        items = _read(queries or settings.DATA / "queries.jsonl")[::every]
        if options["ask"]:  # First, while this process holds nothing else.
            self._ask(items[: options["ask"]])
        if options["build"]:
            self._build()
        snapshot = _snapshot()
        self._engines(snapshot, items)
        if not options["alone"]:
            self._over_http(items)
        if options["publish"]:
            self._publish(options["publish"])
        keep(options["keep"], "search", Card.objects.live_at(now()).count(), Measured(known, self.figures))

    def _build(self) -> None:
        began, clock = time.process_time(), time.perf_counter()
        count = sync.rebuild()
        spent, took = time.process_time() - began, time.perf_counter() - clock
        self.stdout.write(f"Full build of {count} documents of both audiences: {spent:.0f} s CPU, {took:.0f} s by the clock")
        self.figures["full build, both audiences"] = Figure(round(spent, 1), f"{count:,} documents")

    def _engines(self, snapshot: Snapshot, items: Sequence[KnownItem]) -> None:
        """The second turn of each counts: what a process does all day, with its memory warm."""
        self.stdout.write(
            f"Engines alone, {snapshot.size} documents (CPU ms: mean, p50, p95; right card among ten, none found)"
        )
        full_text = FullText(document for _number, document in snapshot.documents())
        engines: dict[str, Found] = {"Concord": lambda text, language: _found(snapshot, text, language), **full_text.ways()}
        measured = {name: [_timed(find_, items) for _turn in range(TURNS)][-1] for name, find_ in engines.items()}
        for name, rows in measured.items():
            for kind in dict.fromkeys(item.kind for item in items):
                self._row(name, kind, [row for row, item in zip(rows, items, strict=True) if item.kind == kind])
            self._row(name, "all", rows)
        for kind in dict.fromkeys(item.kind for item in items):
            alike = [item.fitting for item in items if item.kind == kind]
            most = 100 * sum(min(1, SHOWN / max(fit, 1)) for fit in alike) / len(alike)
            self.stdout.write(f"  {kind}: an order by what cards say, as it is typed, has {most:.1f} % among ten at most")
        late = {name: quantiles([row[0] for row in rows], n=20)[-1] for name, rows in measured.items()}
        ours = late.pop("Concord")
        for name, spent in late.items():
            self.stdout.write(f"  p95 of {name}: {spent / ours:.1f} x that of Concord")
        self.figures |= _of_engine(measured["Concord"], items, ours, min(late.values()))

    def _over_http(self, items: Sequence[KnownItem]) -> None:
        with override_settings(MIDDLEWARE=[f"{bench.__name__}.only_bare"]):
            floor = Case("bare view", WSGIHandler(), environ("/bare"))
        key = {"HTTP_AUTHORIZATION": f"Bearer {create_channel('bench', audience='public')}"}
        site = WSGIHandler()
        self.stdout.write("Search over HTTP (CPU ms per request: mean, p50, p95; right card among ten, nothing found)")
        for turn in range(TURNS):
            rows = []
            for item in items:
                caches["rates"].clear()
                address = "/api/v1/search?" + urlencode({"q": item.query, "lang": item.language, "limit": SHOWN})
                case = Case(item.kind, site, environ(address, **key))
                found = [hit["card"] for hit in json.loads(case.call() or b"{}").get("results", [])]
                rows.append((case.cpu[0] / 1000, item.card in found, not found))
                floor.call()
            if turn == TURNS - 1:
                for kind in dict.fromkeys(item.kind for item in items):
                    self._row("HTTP", kind, [row for row, item in zip(rows, items, strict=True) if item.kind == kind])
                self._row("HTTP", "all", rows)
        self.stdout.write(f"  bare view {median(floor.cpu) / 1000:.3f}")

    def _publish(self, count: int) -> None:
        """From the commit of a change to the first search that finds its new word."""
        author, manager, waited = person("marta"), person("max"), []
        spent: list[float] = []
        for number, card in enumerate(Card.objects.live_at(now()).filter(slug__regex=r"-[0-9]{6}$").order_by("-slug")[:count]):
            content, word = card.versions.get(pk=card.live_version_id).content, f"zyx{now().revision}q{number}v"
            content["languages"]["en"]["questions"] = [*content["languages"]["en"]["questions"][:5], word]
            version = approve(submit(start_draft(card, content, by=author), by=author), by=manager)
            committed: list[float] = []
            with transaction.atomic():
                transaction.on_commit(lambda at=committed: at.extend((time.perf_counter(), time.process_time())))  # type: ignore[misc]
                publish(version, by=manager)
            while not find(word, audience="public", language="en", at=now()):
                if time.perf_counter() - committed[0] > LONGEST:
                    raise CommandError(f"{card.slug} was published and not found: look at manage.py search_index check.")
                time.sleep(0.005)
            waited.append(time.perf_counter() - committed[0])
            spent.append(time.process_time() - committed[1])
        waited.sort()
        self.stdout.write(
            f"Published until found, {count} times (seconds by the clock): median {median(waited):.3f}, "
            f"p99 {waited[int(len(waited) * 0.99)]:.3f}, longest {waited[-1]:.3f}; CPU: median {median(spent):.3f}"
        )
        self.figures["published until found, median"] = Figure(round(median(waited), 4), f"{count} times")
        self.figures["published until found, p99"] = Figure(round(waited[int(len(waited) * 0.99)], 4))

    def _ask(self, items: Sequence[KnownItem]) -> None:
        """Cards are read and the model is fitted by another process, as in the product: neither is counted here."""
        by = encoder()
        if by is None:
            raise CommandError("No encoder is installed: run make setup.")
        with ProcessPoolExecutor(1, get_context("fork")) as other:
            model = other.submit(_fitted).result()
        asked = [partial(model.judge, item.query, item.language, by) for item in items]
        spent = [[_spent(act) for act in asked] for _turn in range(TURNS)][-1]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(
            f"Ask, {len(model.cards)} cards with {len(model.owners)} examples (CPU ms): mean {sum(spent) / len(spent):.2f}, "
            f"p95 {quantiles(spent, n=20)[-1]:.2f}; the process at most {memory:.0f} MB"
        )
        self.figures["ask, 1,000 cards x 5 examples, mean"] = Figure(round(sum(spent) / len(spent), 3))
        self.figures["ask, 1,000 cards x 5 examples, p95"] = Figure(round(quantiles(spent, n=20)[-1], 3))
        self.figures["ask, memory of the process"] = Figure(round(memory, 1), f"{len(spent)} questions")

    def _row(self, name: str, kind: str, rows: Sequence[Timed]) -> None:
        spent = [row[0] for row in rows]
        right, none = (100 * sum(row[place] for row in rows) / len(rows) for place in (1, 2))
        times = f"{sum(spent) / len(spent):8.2f}{median(spent):8.2f}{quantiles(spent, n=20)[-1]:8.2f}"
        self.stdout.write(f"  {name:22}{kind:12}{len(rows):6}{times}{right:8.1f} %{none:6.1f} %")


def _snapshot() -> Snapshot:
    snapshot = index.snapshot(folder_of("public"))
    if snapshot is None:
        raise CommandError("There is no index yet: run manage.py search_index sync.")
    return snapshot


def _of_engine(rows: Sequence[Timed], items: Sequence[KnownItem], late: float, others: float) -> dict[str, Figure]:
    """`late` is the engine's 95th percentile, `others` that of the faster FTS5."""
    by_kind = {kind: [row for row, item in zip(rows, items, strict=True) if item.kind == kind] for kind in LENGTHS}
    right = {kind: 100 * sum(row[1] for row in some) / len(some) for kind, some in by_kind.items() if some}
    return {
        "engine alone, median": Figure(round(median(row[0] for row in rows), 3), f"{len(rows):,} queries"),
        "engine alone, p95": Figure(round(late, 3)),
        "p95 of SQLite FTS5, times ours": Figure(round(others / late, 2), f"FTS5: {others:.2f} ms"),
        **{f"right card among ten, {kind}": Figure(round(share, 1)) for kind, share in right.items()},
        "no result at all": Figure(round(100 * sum(row[2] for row in rows) / len(rows), 2)),
    }


def _read(path: Path) -> list[KnownItem]:
    try:
        return [KnownItem(**json.loads(line)) for line in path.read_text().splitlines()]
    except (OSError, ValueError, TypeError) as error:
        raise CommandError(f"{path} holds no queries ({error}): run manage.py demo --cards N.") from None


def _found(snapshot: Snapshot, text: str, language: str) -> list[str]:
    query = query_for(text, language, SEARCH)
    return [ranked.document.card for ranked in rank(query, snapshot, scored(query, snapshot)[:SHOWN])]


def _fitted() -> AnswerModel:
    """Of a thousand cards in one language, each with five ways of asking."""
    found, by = (document for _number, document in _snapshot().documents()), encoder()
    english = list(islice((document for document in found if field_language(document.language) == "en"), CARDS_ASKED))
    model = AnswerModel.fit(english, by) if by else None
    if model is None:
        raise CommandError("There are too few cards to ask about: run manage.py demo --cards N.")
    return model


def _timed(find_: Found, items: Sequence[KnownItem]) -> list[Timed]:
    rows = []
    for item in items:
        began = time.process_time_ns()
        found = find_(item.query, item.language)
        rows.append(((time.process_time_ns() - began) / 1e6, item.card in found, not found))
    return rows


def _spent(act: Callable[[], Any]) -> float:
    began = time.process_time_ns()
    act()
    return (time.process_time_ns() - began) / 1e6
