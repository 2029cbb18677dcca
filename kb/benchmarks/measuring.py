"""What one request costs the workers, and what many at once do to them."""

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from statistics import median

from kb.benchmarks.server import Connection, NotServed, Server

TURNS, WARM_UP = 9, 40
Request = tuple[str, bytes | None]


@dataclass(slots=True)
class Case:
    """Requests of one kind, sent one after the other for as long as somebody measures; `different` ones before the first again,
    where they are to be warm.
    """

    name: str
    requests: Iterator[Request]
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    different: int = 1


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU microseconds of a request, and how many times the floor that is: the medians of all turns."""

    name: str
    us: float
    times: float


@dataclass(frozen=True, slots=True)
class Load:
    """`failed` counts answers with another status, none, or none in time, by the kind of request; memory is by worker, in
    megabytes.
    """

    requests: int
    failed: Mapping[str, int]
    seconds: float
    before: list[float]
    after: list[float]

    @property
    def errors(self) -> int:
        return sum(self.failed.values())

    @property
    def grown(self) -> float:
        """Of the worker that grew most, in percent."""
        return max(100 * (after / before - 1) for before, after in zip(self.before, self.after, strict=True))


def over(paths: Iterable[str]) -> Iterator[Request]:
    """GET requests, again from the first after the last."""
    return cycle([(path, None) for path in paths])


def questions(asked: Iterable[tuple[str, str]]) -> Iterator[Request]:
    """Of texts and their languages."""
    return cycle([("/api/v1/ask", json.dumps({"question": text, "lang": language}).encode()) for text, language in asked])


def cost(server: Server, case: Case, count: int) -> float:
    """CPU microseconds for each of so many requests, over connections to every worker. Raises NotServed for another status."""
    lines = [line for pair in zip(*server.lines.values(), strict=True) for line in pair]
    before = server.spent()
    for line, (path, body) in zip(cycle(lines), islice(case.requests, count), strict=False):
        try:
            status, _headers, said = line.get(path, case.headers, body)
        except (OSError, http.client.HTTPException) as error:
            raise NotServed(f"{case.name}: {path} is not answered ({error}).") from None
        if status != case.status:
            raise NotServed(f"{case.name}: {path} answers {status} instead of {case.status}: {said[:300]!r}")
    return (server.spent() - before) / count * 1e6


def warm(server: Server, case: Case, count: int) -> None:
    for _worker in server.lines:  # From another connection each time, so that each worker has heard each request.
        cost(server, case, max(WARM_UP, count // TURNS, 2 * case.different))


def compared(floor: Server, bare: Sequence[Case], site: Server, cases: Sequence[Case], count: int) -> Iterator[Cost]:
    """Each warm, and measured in short turns right beside the first of `bare`: a machine with other work does as much of it
    beside both.
    """
    warm(floor, bare[0], count)
    each = max(count // TURNS, 1)
    for server, case in [*((floor, case) for case in bare), *((site, case) for case in cases)]:
        warm(server, case, count)  # Right before: what was asked in between may have pushed out what this asks for.
        figures = []
        for _turn in range(TURNS):
            least = cost(floor, bare[0], each)
            us = cost(server, case, each)
            figures.append((us, us / least))
        yield Cost(case.name, median(us for us, _times in figures), median(times for _us, times in figures))


def loaded(server: Server, cases: Sequence[Case], connections: int, seconds: float) -> Load:
    """Many connections at once, each asking one kind of request after the other, again as soon as it is answered."""
    until = time.monotonic() + seconds
    counts, failed, before = [0] * connections, Counter[str](), server.memory()
    turn = threading.Lock()

    def ask(number: int) -> None:
        line = Connection(server.port)
        for case in islice(cycle(cases), number, None):
            if time.monotonic() >= until:
                line.http.close()
                return
            with turn:
                path, body = next(case.requests)
            try:
                status, _headers, _said = line.get(path, case.headers, body)
                is_right = status == case.status
            except (OSError, http.client.HTTPException):
                is_right = False
                line.http.close()
                line = Connection(server.port)
            with turn:
                failed[case.name] += not is_right
            counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(sum(counts), {name: count for name, count in failed.items() if count}, seconds, before, server.memory())
