"""The faults, each with what goes on meanwhile. A kind is called with the house and the chance of the round."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import httpx
from django.conf import settings
from django.db import connection

from kb.celery import app
from policies.signals import publication_committed
from search.folder import AUDIENCES, folder_of
from search.follow import follow_publication
from search.manifest import Manifest
from tests.faults.house import Broken, House, Order
from tests.faults.nursery import kill, wait
from tests.faults.story import CARD, GUEST

TYPICAL = 0.25  # Seconds that an act takes; a process is killed at any instant of that, or shortly after.
TASKS = ("search.sync", "search.reconcile", "policies.tell", "policies.webhooks.send", "policies.webhooks.age", "policies.mail")
Kind = Callable[[House, Random], None]


@dataclass(slots=True)
class Trial:
    """One change that is asked for: what it brings is tried until it is acknowledged, and known from then on."""

    house: House
    order: Order
    slug: str
    number: int | None
    client: httpx.Client | None = None

    def send(self) -> int:
        """What the site said; 0 when it said nothing."""
        status = self.house.send(self.order, self.client)
        if 200 <= status < 300:
            self.know()
        return status

    def insist(self) -> None:
        """Until it is done: what a client does that was not answered."""
        status = self.house.insist(self.order)
        if not 200 <= status < 300:
            raise Broken(f"{self.order.path} is refused with {status}, though nobody else has changed anything.")
        self.know()

    def know(self) -> None:
        self.house.story.known[self.slug] = self.number
        self.house.story.tried[self.slug].discard(self.number)


def prepare(house: House, guest: bool = False) -> Trial:
    """An approved change of the card and its fact, or the guest's coming or going."""
    path, number = house.story.prepare_guest() if guest else house.story.prepare()
    slug = GUEST if guest else CARD
    house.story.tried[slug].add(number)
    return Trial(house, house.order(path), slug, number)


@contextmanager
def meanwhile(trial: Trial) -> Iterator[Any]:
    """The change is asked for by another thread; at the end it has been answered, by a retry if need be."""
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(trial.send)
        yield sent
        sent.result()
    trial.insist()


def web_killed(house: House, random: Random) -> None:
    trial = prepare(house, guest=random.random() < 0.3)
    with meanwhile(trial):
        time.sleep(random.uniform(0, TYPICAL))
        kill(house.web)
        house.start_web()


def worker_killed(house: House, random: Random) -> None:
    """While it has much to do."""
    trial = prepare(house)
    with meanwhile(trial):
        for name in random.sample(TASKS, 3):
            app.send_task(name)
        time.sleep(random.uniform(0, 2 * TYPICAL))
        kill(house.worker)
        house.start_worker()


def writer_killed(house: House, random: Random, whole: bool = False) -> None:
    """The publication is committed by a process that never comes to tell the index; who does is killed, and not missed."""
    trial = prepare(house)
    with quiet_index():
        house.story.publish(trial.order.path)
        trial.know()
        writer = house.nursery.start("write_index", whole=whole)
        time.sleep(random.uniform(0, TYPICAL))
        kill(writer)


def rebuilder_killed(house: House, random: Random) -> None:
    writer_killed(house, random, whole=True)


@contextmanager
def quiet_index() -> Iterator[None]:
    publication_committed.disconnect(follow_publication, dispatch_uid="search")
    try:
        yield
    finally:
        publication_committed.connect(follow_publication, dispatch_uid="search")


def redis_restarted(house: House, random: Random) -> None:
    trial = prepare(house)
    with meanwhile(trial):
        time.sleep(random.uniform(0, TYPICAL))
        house.services["redis"].crash()
        time.sleep(random.uniform(0, 1))
        house.services["redis"].start()


def postgres_restarted(house: House, random: Random) -> None:
    trial = prepare(house)
    connection.close()
    with meanwhile(trial):
        time.sleep(random.uniform(0, TYPICAL))
        service = house.services["postgres"]
        service.stop() if random.random() < 0.5 else service.crash()
        time.sleep(random.uniform(0, 0.5))
        service.start()


def database_locked(house: House, random: Random) -> None:
    """Another process writes and takes its time: what waits too long is refused, and asked again."""
    trial = prepare(house)
    with meanwhile(trial), sqlite3.connect(connection.settings_dict["NAME"], timeout=30, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(random.choice([0.1, 0.5, 1.0]))
        other.execute("ROLLBACK")
    other.close()


def disk_full(house: House, random: Random) -> None:
    """Not a byte is left in the data folder; where it is no disk of its own, no file may grow."""
    trial = prepare(house)
    if not house.services.get("disk"):
        house.restart_web(largest_file=4096)
        trial.send()
        house.restart_web()
        trial.insist()
        return
    filler = Path(settings.DATA) / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(random.choice([4096, 65536])))
    trial.send()
    filler.unlink()
    trial.insist()


def index_deleted(house: House, random: Random) -> None:
    trial = prepare(house)
    with meanwhile(trial):
        time.sleep(random.uniform(0, TYPICAL))
        for audience in AUDIENCES if random.random() < 0.7 else AUDIENCES[:1]:
            shutil.rmtree(folder_of(audience), ignore_errors=True)


def index_truncated(house: House, random: Random) -> None:
    """A file of it loses its end, as after a power loss."""
    folder = folder_of(random.choice(AUDIENCES))
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size and path.name != "lock"]
    if files:
        chosen = random.choice(files)
        with suppress(FileNotFoundError), chosen.open("r+b") as file:
            file.truncate(random.randrange(chosen.stat().st_size))
    prepare(house).insist()


def index_of_another_version(house: House, random: Random) -> None:
    for audience in AUDIENCES:
        manifest = Manifest.read(folder_of(audience))
        if manifest:
            replace(manifest, schema=f"another-{random.random()}").write(folder_of(audience))
    prepare(house).insist()


def tasks_disordered(house: House, random: Random) -> None:
    """All of them twice, in any order, some late, by two processes at once."""
    trial = prepare(house)
    with meanwhile(trial):
        runners = []
        for _ in range(2):
            names = [*TASKS, *TASKS]
            random.shuffle(names)
            pauses = [random.choice([0, 0, 0.02, 0.1]) for _ in names]
            runners.append(house.nursery.start("run_tasks", names=names, pauses=pauses))
        for runner in runners:
            wait(runner)


def clock_set_back(house: House, random: Random) -> None:
    """The site's clock is an hour behind for a while. Nothing older comes back, and what is published then holds at once."""
    house.restart_web(shift=-3600)
    house.agree()
    prepare(house, guest=random.random() < 0.5).insist()
    house.agree()
    house.restart_web()


def two_publishers(house: House, random: Random) -> None:
    """Both have approved something on the same text: one is first, the other is told so, and nothing is mixed."""
    story = house.story
    trials = []
    for _ in range(2):
        story.last += 1
        version = story.approved(GUEST, story.last)
        story.tried[GUEST].add(story.last)
        path = f"cards/{GUEST}/versions/{version.number}/publish"
        trials.append(Trial(house, house.order(path), GUEST, story.last, httpx.Client(base_url=house.base, timeout=30)))
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(lambda trial: trial.send(), trials))
    for trial in trials:
        if trial.client:
            trial.client.close()
    won = [trial for trial, status in zip(trials, statuses, strict=True) if 200 <= status < 300]
    if len(won) != 1 or not all(status in (200, 201, 400, 409, 412) for status in statuses):
        raise Broken(f"Of two publishers one is first: {statuses}")
    story.known[GUEST] = won[0].number
    story.tried[GUEST].clear()


KILLS: dict[str, Kind] = {
    "web killed while it publishes or withdraws": web_killed,
    "worker killed": worker_killed,
    "index writer killed in sync": writer_killed,
    "index writer killed in rebuild": rebuilder_killed,
}
OTHERS: dict[str, Kind] = {
    "Redis killed and started": redis_restarted,
    "PostgreSQL stopped or killed, and started": postgres_restarted,
    "SQLite locked by another process": database_locked,
    "disk full": disk_full,
    "index deleted": index_deleted,
    "index truncated": index_truncated,
    "index of another version": index_of_another_version,
    "tasks doubled, late, out of order": tasks_disordered,
    "clock set back an hour": clock_set_back,
    "two publishers race": two_publishers,
}
ONLY = {
    "sqlite": {"SQLite locked by another process"},
    "postgres": {"Redis killed and started", "PostgreSQL stopped or killed, and started"},
}


def kinds_for(database: str) -> dict[str, Kind]:
    other = ONLY["postgres" if database == "sqlite" else "sqlite"]
    return {name: kind for name, kind in {**KILLS, **OTHERS}.items() if name not in other}
