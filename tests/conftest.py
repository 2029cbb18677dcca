"""Shared fixtures: people, a store, clients, channel keys, a browser. What a laptop may lack is in `tests/parts.py`."""

import asyncio
import gc
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from kb.env import BASE
from kb.faq import pages
from kb.running.catalogs import compile_catalogs, stale_catalogs
from policies import keys_used
from policies.channels import create_channel
from policies.content import rendering
from policies.trust import served
from search import index, questions
from search.behind import behind
from search.model import shelf
from tests.first_rows import keep
from tests.migrated import Migrated, new_folder
from tests.people import People, make_people
from tests.receiver import listening
from tests.store import Store

EDGES = {BASE / "tests" / folder for folder in ("pages", "api", "panel", "widget", "search", "security")}
MIGRATED = pytest.StashKey[Migrated]()
pytest_plugins = ["tests.parts", "tests.longest"]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Files of which `-m "not once"` leaves nothing are not even loaded: every worker would spend seconds on them."""
    if "not once" not in config.option.markexpr or not collection_path.name.startswith("test_"):
        return None
    is_edge = not EDGES.isdisjoint(collection_path.parents)
    return True if is_edge and "mark.both" not in collection_path.read_text(encoding="utf-8") else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests about the other database are no part of this run; `make test` has a run for each.

    Pages, calls and finding, and what needs no database at all, are tried on one of them: the verbs and reads behind them, and
    what finding keeps in the database, on both.
    """
    for item in items:
        is_edge = not EDGES.isdisjoint(item.path.parents) and not item.get_closest_marker("both")
        if is_edge or not _needs_database(item):
            item.add_marker(pytest.mark.once)
    other = "postgres" if django_settings.IS_SQLITE else "sqlite"
    elsewhere = [item for item in items if item.get_closest_marker(other)]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


def pytest_collection_finish() -> None:
    """Thousands of tests and all that they import stay until the end: the collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _needs_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or any(item.get_closest_marker(name) for name in ("django_db", "sqlite", "postgres"))


def pytest_configure(config: pytest.Config) -> None:
    """Pages are tested in three languages; the catalogs are compiled before the workers start, by one process."""
    if hasattr(config, "workerinput"):
        config.stash[MIGRATED] = Migrated(Path(config.workerinput["migrated"]))
    else:
        compile_catalogs(stale_catalogs(BASE / "locale"))
        config.stash[MIGRATED] = Migrated(new_folder())


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Every worker of xdist is told where the one migrated database is."""
    node.workerinput["migrated"] = str(node.config.stash[MIGRATED].file.parent)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Hide the event loop that an earlier test's browser left running in this thread from a test that has no browser.

    Views could not have a loop of their own, and Django keeps one connection for code inside a loop and another for code
    outside: from before the first fixture until after the last, a test must see one and the same.
    """
    if "chromium" in getattr(item, "fixturenames", ()):
        return (yield)
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return (yield)
    finally:
        asyncio._set_running_loop(loop)


def pytest_unconfigure(config: pytest.Config) -> None:
    rendering.stop()
    if not hasattr(config, "workerinput"):
        config.stash[MIGRATED].forget()
    shutil.rmtree(django_settings.DATA_FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """An SQLite file that is there already is the copy to begin with; its folder goes with the worker."""
    return bool(django_settings.IS_SQLITE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, pytestconfig: pytest.Config) -> None:
    pytestconfig.stash[MIGRATED].begin(connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, pytestconfig: pytest.Config) -> None:
    with django_db_blocker.unblock():
        migrated = pytestconfig.stash[MIGRATED]
        migrated.end(connection)
        keep(connection, migrated.file)


@pytest.fixture
def migrated_file(django_db_setup: None, pytestconfig: pytest.Config) -> Path:
    """An SQLite database in which nothing but the migrations was, to be copied."""
    return pytestconfig.stash[MIGRATED].file


@pytest.fixture(autouse=True)
def _own_index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every test that touches the database starts with an index folder of its own, which nothing has written to."""
    if not request.node.get_closest_marker("django_db") and "db" not in request.fixturenames:
        yield
        return
    settings = request.getfixturevalue("settings")
    settings.SEARCH_INDEX = Path(tmp_path_factory.mktemp("index")) / "index"
    yield
    index.forget()  # A process that runs a thousand tests must not keep a thousand indexes open.
    shelf.forget()
    shutil.rmtree(settings.SEARCH_INDEX.parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """A page in Russian leaves its thread speaking Russian; the next test begins in English."""
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _own_counts() -> Iterator[None]:
    """Requests and answers counted in one test are none of the next one's: visitors share an address, versions a number."""
    yield
    served.forget()
    questions.forget()
    behind.forget()
    keys_used.forget()
    pages.forget()
    caches["rates"].clear()


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def store(people: People) -> Store:
    return Store(people)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """`client_of(people.ana).get("/")`: a browser in which this person is logged in."""

    def logged_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return logged_in


@pytest.fixture
def key_of(db: None) -> Callable[..., str]:
    """`key_of("internal")`: a new key of a channel with this audience and, unless told otherwise, the scope `answers`."""

    def make(audience: str = "public", *, slug: str = "", scopes: tuple[str, ...] = ("answers",)) -> str:
        return create_channel(slug or f"{audience}-test", audience=audience, scopes=scopes)

    return make


@pytest.fixture
def channel(key_of: Callable[..., str]) -> Callable[..., Client]:
    """`channel("public").get("/api/v1/answers/cancel-order")`: a client that sends a key of such a channel."""

    def make(audience: str = "public", **options: Any) -> Client:
        return Client(headers={"Authorization": f"Bearer {key_of(audience, **options)}"})

    return make


@pytest.fixture
def receiver(settings: Any) -> Iterator[Any]:
    """A machine of our own network that may be reached: `receiver.got` is what came, `receiver.says` what it answers."""
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    with listening() as server:
        yield server


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stands still until the test moves it."""
    with time_machine.travel(timezone.now(), tick=False) as travel:
        yield travel


@pytest.fixture
def empty_cache(db: None) -> None:
    cache.clear()
