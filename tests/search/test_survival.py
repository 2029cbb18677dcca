"""Whatever happens to the index's files or to its writer: pages and API go on from the database, and it mends itself."""

import gc
import os
import shutil
import signal
import time
from dataclasses import replace
from random import Random

import pytest

from policies.publishing import now
from search import index, sync
from search.find import find
from search.folder import folder_of
from search.manifest import Manifest
from search.tasks import reconcile_index, sync_index

# Whoosh leaves a file open when it cannot make sense of it.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
KILLS = int(os.environ.get("CONCORD_INDEX_KILLS", "3"))


def harm_manifest(folder):
    (folder / "manifest.json").write_text("{")


def harm_nothing_left(folder):
    shutil.rmtree(folder.parent)


def harm_emptied(folder):
    for path in build_of(folder).iterdir():
        path.unlink()


def harm_truncated(folder):
    for path in build_of(folder).iterdir():
        path.write_bytes(path.read_bytes()[:40])


def harm_terms_only(folder):
    """Only the file of terms is cut: all that is Whoosh's own still opens."""
    for path in build_of(folder).glob("*.inv"):
        path.write_bytes(path.read_bytes()[:-64])


def harm_terms_gone(folder):
    for path in build_of(folder).glob("*.inv"):
        path.unlink()


def build_of(folder):
    return folder / Manifest.read(folder).build


HARMS = [harm_manifest, harm_nothing_left, harm_emptied, harm_truncated, harm_terms_only, harm_terms_gone]


@pytest.mark.django_db
@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__.removeprefix("harm_"))
def test_it_goes_on_from_the_database_and_mends_itself(store, channel, harm):
    store.card("gift-wrap")
    client = channel("public")
    for audience in ("internal", "public"):
        if folder_of(audience).exists():
            harm(folder_of(audience))
    index.forget()
    hits = find("gift wrap", audience="public", language="en", at=now())
    assert ([hit.card.slug for hit in hits], hits.is_fallback) == (["gift-wrap"], True)
    found = client.get("/api/v1/search?q=gift+wrap")
    assert (found.status_code, [hit["card"] for hit in found.json()["results"]]) == (200, ["gift-wrap"])
    sync_index()  # The beat's task, every 15 seconds.
    hits = find("gift wrap", audience="public", language="en", at=now())
    assert ([hit.card.slug for hit in hits], hits.is_fallback) == (["gift-wrap"], False)
    assert [difference.cards for difference in sync.check()] == [(), ()]
    gc.collect()


@pytest.mark.django_db
def test_it_survives_a_file_that_is_cut_under_a_process_that_reads_it(store):
    store.card("gift-wrap")
    folder = folder_of("public")
    assert not find("gift wrap", audience="public", language="en", at=now()).is_fallback
    for path in build_of(folder).iterdir():
        os.truncate(path, 0)
    hits = find("gift wrap", audience="public", language="en", at=now())
    assert ([hit.card.slug for hit in hits], hits.is_fallback) == (["gift-wrap"], True)
    sync_index()
    assert not find("gift wrap", audience="public", language="en", at=now()).is_fallback


@pytest.mark.django_db
def test_it_publishes_into_an_index_whose_files_are_gone(store):
    store.card("gift-wrap")
    harm_emptied(folder_of("public"))
    store.card("contact-us")
    assert [difference.cards for difference in sync.check()] == [(), ()]
    assert not find("contact us", audience="public", language="en", at=now()).is_fallback


@pytest.mark.django_db
def test_it_mends_documents_that_cannot_be_read(store):
    store.card("gift-wrap")
    for path in build_of(folder_of("public")).glob("*._stored.col"):
        path.write_bytes(b"?" * path.stat().st_size)
    index.forget()
    reconcile_index()
    assert [difference.cards for difference in sync.check()] == [(), ()]


def write_for_ever():
    """What a writer does, again and again: everything from the log's start, and everything anew."""
    while True:
        for audience in ("public", "internal"):
            manifest = Manifest.read(folder_of(audience))
            if manifest is not None:
                replace(manifest, revision=0).write(folder_of(audience))
        sync.sync()
        sync.rebuild()


@pytest.mark.sqlite  # A forked process must not share a connection to a server.
@pytest.mark.django_db
def test_it_survives_a_writer_that_is_killed_at_any_instant(store):
    for slug in ("gift-wrap", "contact-us"):
        store.card(slug)
    chance = Random(7)
    for _ in range(KILLS):
        writer = os.fork()
        if not writer:
            try:
                write_for_ever()
            finally:
                os._exit(1)
        time.sleep(chance.uniform(0.02, 0.5))
        os.kill(writer, signal.SIGKILL)
        assert os.waitpid(writer, 0)[1] == signal.SIGKILL
        assert [hit.card.slug for hit in find("gift wrap", audience="public", language="en", at=now())] == ["gift-wrap"]
        sync_index()
        assert [difference.cards for difference in sync.check()] == [(), ()]
        assert len([path for path in folder_of("public").iterdir() if path.is_dir()]) <= 2 + 1
    sync.rebuild()
    assert len([path for path in folder_of("public").iterdir() if path.is_dir()]) == 2
