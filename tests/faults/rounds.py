"""Round after round: a fault, then what has to hold; in the end the table of what was seen."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
from django.core.management import call_command
from django.db import connections
from rich.progress import Progress

from kb.consistency.opening import every_door
from kb.running.prepare import make_queue
from policies.audit.proof import verify
from policies.content import rendering
from tests.faults.house import House, reading
from tests.faults.kinds import KILLS, Kind, kinds_for
from tests.faults.nursery import Nursery, kill
from tests.faults.story import Story


@dataclass(slots=True)
class Line:
    """What was seen of one kind: how often it happened, what broke, how long all doors took to agree, in seconds."""

    name: str
    rounds: int = 0
    broken: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)


def run(asked: Any, seed: int, services: dict[str, Any]) -> int:
    """Gives 1 when the property did not hold somewhere."""
    began, worked = time.monotonic(), time.process_time()
    lines: dict[str, Line] = {}
    with ExitStack() as stack, Progress() as bar:
        house = _opened(asked, services, stack)
        plan = list(_plan(asked))
        task = bar.add_task("Faults", total=len(plan))
        for name, kind, number in plan:
            if asked.minutes and time.monotonic() - began > asked.minutes * 60:
                break
            line = lines.setdefault(name, Line(name))
            try:
                _one(house, kind, Random(f"{seed}:{name}:{number}"), line)
            except Exception as error:  # Whatever it was, the others are still to be tried.
                line.broken.append(f"round {number}: {type(error).__name__}: {error}")
                again = f"--database {asked.database} --seed {seed} --only '{name}' --round {number}"
                print(f"\n{name}: {error!r}\nAgain: .venv/bin/python -m tests.faults {again}", flush=True)
                _mend(house)
            bar.update(task, advance=1)
            if not bar.console.is_terminal and line.rounds % 25 == 0:
                print(f"{name}: {line.rounds}", flush=True)
        findings = verify().findings
        connections.close_all()
    text = _table(lines.values(), asked.database, seed, findings)
    text += f" The worker ended by itself {house.ended} times and was started again.\n"
    text += f"\n{time.monotonic() - began:.0f} s, {time.process_time() - worked:.0f} s of them work of the harness itself.\n"
    print(text)
    if asked.out:
        asked.out.write_text(text, encoding="utf-8")
    return int(bool(findings) or any(line.broken for line in lines.values()))


def _opened(asked: Any, services: dict[str, Any], stack: ExitStack) -> House:
    """A house with its story, its processes and an open door to each channel; all of it ends with the stack."""
    make_queue()
    # By the clock: on a machine with much other work a text that is easy to write would be refused for being slow.
    rendering.LIMIT_SECONDS = rendering.LIMIT_FOR_ALL = 60.0
    if not asked.copy:
        call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    nursery = Nursery()
    stack.callback(nursery.close)
    story = Story()
    call_command("search_index", "sync", verbosity=0)
    house = House(nursery, story, services)
    stack.callback(house.stop)
    house.start_web()
    house.start_worker()
    client = stack.enter_context(httpx.Client(base_url=house.base, timeout=30, trust_env=False))
    titles = {(slug, "en"): slug.replace("-", " ") for slug in story.known}
    house.doors = stack.enter_context(every_door(client, titles))
    return house


def _plan(asked: Any) -> Iterator[tuple[str, Kind, int]]:
    """All kinds in turn, so that what was seen when it is stopped is spread."""
    kinds = kinds_for(asked.database)
    if asked.only:
        kinds = {name: kind for name, kind in kinds.items() if name.startswith(asked.only)}
    kills = -(-asked.kills // len(KILLS))
    rounds = range(max(kills, asked.each)) if asked.round is None else [asked.round]
    for number in rounds:
        for name, kind in kinds.items():
            if asked.round is not None or number < (kills if name in KILLS else asked.each):
                yield name, kind, number


def _one(house: House, kind: Kind, random: Random, line: Line) -> None:
    line.rounds += 1
    with reading(house) as counts:
        kind(house, random)
    line.read += counts
    line.seconds.append(house.agree())


def _mend(house: House) -> None:
    """After a failure: everything up again, and what holds is read anew, so that the next round begins from there."""
    for service in house.services.values():
        if hasattr(service, "is_up") and not service.is_up():
            service.start()
    connections.close_all()
    house.restart_web()
    kill(house.worker)
    house.start_worker()
    for slug in house.story.known:
        house.story.tried[slug].clear()
        house.story.known[slug] = house.shown(slug)


def _table(lines: Any, database: str, seed: int, findings: Any) -> str:
    rows = [
        f"{database}, seed {seed}:",
        "",
        "| fault | times | broken | all doors agree after, median / worst (s) | reads meanwhile | unanswered |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for line in lines:
        seconds = sorted(line.seconds) or [0.0]
        middle, worst = seconds[len(seconds) // 2], seconds[-1]
        read = line.read
        rows.append(
            f"| {line.name} | {line.rounds} | {len(line.broken)} | {middle:.1f} / {worst:.1f} | {read['read']:,} "
            f"| {read['unanswered']:,} |"
        )
    total = sum(line.rounds for line in lines)
    rows += ["", f"{total} faults; `audit verify` afterwards: {len(findings)} findings."]
    return "\n".join(rows)
