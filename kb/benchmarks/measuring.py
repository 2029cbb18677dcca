"""What one request costs the workers, and what many at once do to them."""

import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from kb.benchmarks.server import Connection, Server

CONNECTIONS = 4
TURNS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """Requests of one kind, sent in turn. `most` and `aim` are times the floor, or with `in_ms` milliseconds of CPU."""

    name: str
    requests: Sequence[tuple[str, bytes | None]]
    headers: Mapping[str, str] = field(default_factory=dict)
    most: float = 0
    aim: float = 0
    in_ms: bool = False
    status: int = 200


@dataclass(frozen=True, slots=True)
class Load:
    requests: int
    errors: int
    seconds: float
    before: list[float]
    after: list[float]


def cost(server: Server, case: Case, count: int) -> float:
    """CPU microseconds for each of so many requests over several connections. Raises ValueError for another status."""
    lines = [Connection(server.port) for _ in range(CONNECTIONS)]
    requests = list(islice(cycle(case.requests), count))
    before = server.spent()
    for line, (path, body) in zip(cycle(lines), requests, strict=False):
        status, _headers = line.get(path, case.headers, body)
        if status != case.status:
            raise ValueError(f"{case.name}: {path} answers {status}.")
    spent = server.spent() - before
    for line in lines:
        line.http.close()
    return spent / len(requests) * 1e6


def compared(
    floor: Server, site: Server, bare: Sequence[Case], cases: Sequence[Case], count: int
) -> Iterator[tuple[Case, float]]:
    """Each case warm, measured in turns with the floor, so that a busy machine is as busy for both; the medians."""
    for case in cases:
        cost(site, case, max(2 * len(case.requests), 40) * CONNECTIONS)
    figures: dict[str, list[float]] = {}
    for _turn in range(TURNS):
        for server, case in [*((floor, case) for case in bare), *((site, case) for case in cases)]:
            figures.setdefault(case.name, []).append(cost(server, case, max(count // TURNS, len(case.requests))))
    for case in (*bare, *cases):
        yield case, sorted(figures[case.name])[TURNS // 2]


def loaded(server: Server, case: Case, connections: int, seconds: float) -> Load:
    """Many connections at once, each asking again as soon as it is answered."""
    until = time.monotonic() + seconds
    counts, errors, before = [0] * connections, [0] * connections, server.memory()

    def ask(number: int) -> None:
        line, requests = Connection(server.port), cycle(case.requests)
        while time.monotonic() < until:
            try:
                status, _headers = line.get(next(requests)[0], case.headers)
                errors[number] += status != case.status
            except OSError:
                errors[number] += 1
                line = Connection(server.port)
            counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(sum(counts), sum(errors), seconds, before, server.memory())


def question(text: str, language: str) -> tuple[str, bytes]:
    return "/api/v1/ask", json.dumps({"question": text, "lang": language}).encode()
