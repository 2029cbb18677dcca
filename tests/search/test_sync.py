"""The index follows the database: after each publication, after what was scheduled, after whatever went wrong."""

import gc
import os
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from policies.publishing import current_revision, now
from policies.soon import write_now
from search import index, sync
from search.behind import behind
from search.find import find
from search.folder import Busy, folder_of, locked
from search.manifest import Manifest
from search.tasks import reconcile_index, sync_index

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def found(text, audience="public", language="en"):
    return [hit.card.slug for hit in find(text, audience=audience, language=language, at=now())]


def documents(audience="public"):
    return {document.key: document for _, document in index.snapshot(folder_of(audience)).documents()}


def test_it_finds_a_card_as_soon_as_it_is_published(store):
    store.cancel_order()
    hits = find("cancel my order", audience="public", language="en", at=now())
    assert [hit.card.slug for hit in hits] == ["cancel-order"]
    assert not hits.is_fallback


def test_it_indexes_each_language_of_a_card(store):
    store.cancel_order()
    assert set(documents()) == {"cancel-order:en", "cancel-order:pt-BR", "cancel-order:ru"}


def test_it_replaces_the_documents_of_a_changed_card(store):
    card = store.card("gift-wrap")
    content = store.text(card)
    content["languages"]["en"]["questions"] = ["can you put a ribbon around it"]
    store.publish(card, content)
    assert found("ribbon") == ["gift-wrap"]
    assert list(documents()) == ["gift-wrap:en"]


def test_it_forgets_a_withdrawn_card(store):
    card = store.card("gift-wrap")
    store.card("contact-us")
    store.withdraw(card)
    assert set(documents()) == {"contact-us:en"}


def test_it_renews_cards_that_quote_a_changed_fact(store):
    store.cancel_order()
    before = documents()["cancel-order:en"].stamp
    store.fact(value=9)
    assert documents()["cancel-order:en"].stamp != before
    assert sync.check()[0].cards == ()


def test_it_follows_a_scheduled_change_when_it_comes_due(store):
    card = store.card("gift-wrap")
    content = store.text(card)
    content["languages"]["en"]["questions"] = ["can you put a ribbon around it"]
    start = timezone.now() + timedelta(days=2)
    store.publish(card, content, start=start)
    assert documents()["gift-wrap:en"].questions == ()
    with time_machine.travel(start + timedelta(minutes=1)):
        assert sync.sync() == 2
        assert documents()["gift-wrap:en"].questions == ("can you put a ribbon around it",)


def test_it_follows_a_change_that_ends(store):
    card = store.card("gift-wrap")
    until = timezone.now() + timedelta(days=2)
    store.publish(card, store.text(card), start=timezone.now() + timedelta(days=1), until=until)
    with time_machine.travel(until - timedelta(hours=1)):
        sync.sync()
        scheduled = documents()["gift-wrap:en"].stamp
    with time_machine.travel(until + timedelta(minutes=1)):
        sync.sync()
        assert documents()["gift-wrap:en"].stamp != scheduled


def test_it_keeps_notes_and_internal_cards_out_of_the_public_index(store):
    store.cancel_order()
    store.card("fraud-signs", audience="internal")
    public, internal = index.snapshot(folder_of("public")), index.snapshot(folder_of("internal"))
    assert not public.has("words_en", "stage")
    assert internal.has("words_en", "stage")
    assert not public.has("words_en", "fraud")
    assert internal.has("words_en", "fraud")


def test_it_moves_a_card_out_of_the_public_index_when_it_becomes_internal(store):
    card = store.card("fraud-signs")
    store.publish(card, {**store.text(card), "audience": "internal"})
    assert documents() == {}
    assert set(documents("internal")) == {"fraud-signs:en"}


def test_it_notes_how_far_it_follows(store):
    store.cancel_order()
    manifest = Manifest.read(folder_of("public"))
    assert (manifest.revision, manifest.documents) == (current_revision(), 3)
    assert sync.sync() == 0


def test_it_publishes_even_if_the_index_cannot_be_written(store, settings, caplog):
    settings.SEARCH_INDEX.parent.mkdir(exist_ok=True)
    settings.SEARCH_INDEX.write_text("a file where a folder should be")
    store.card("gift-wrap")
    assert "could not follow" in caplog.text
    hits = find("gift wrap", audience="public", language="en", at=now())
    assert [hit.card.slug for hit in hits] == ["gift-wrap"]
    assert hits.is_fallback
    settings.SEARCH_INDEX.unlink()
    write_now()
    assert not find("gift wrap", audience="public", language="en", at=now()).is_fallback


def test_it_starts_anew_after_a_commit_that_could_not_be_noted(store):
    card, _other = store.cancel_order(), store.card("returns")
    before, content = documents(), store.text(card)
    content["languages"]["en"]["title"] = "Call off"
    draft = folder_of("public") / f"manifest.json.{os.getpid()}"
    draft.mkdir()
    store.publish(card, content)
    draft.rmdir()
    assert documents() == before
    sync_index()
    assert sync.check() == [sync.Difference(audience, (), 4) for audience in ("public", "internal")]
    assert documents()["cancel-order:en"].title == "Call off"


def test_the_process_that_could_not_index_tries_again_itself(store, monkeypatch):
    store.card("contact-us")
    monkeypatch.setattr("search.behind.PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr("search.behind.SHORTEST_PAUSE", 0.0)
    with locked(folder_of("public"), seconds=1):
        store.card("gift-wrap")
        write_now()
        assert "gift-wrap:en" not in documents()
    write_now()
    assert "gift-wrap:en" in documents()


def test_a_worker_that_could_not_index_tries_again_itself(store, settings):
    settings.SEARCH_INDEX.parent.mkdir(exist_ok=True)
    settings.SEARCH_INDEX.write_text("a file where a folder should be")
    store.card("gift-wrap")
    behind.forget()  # Whoever published it is gone.
    with pytest.raises(OSError, match=r"File exists|Not a directory"):
        sync_index()
    settings.SEARCH_INDEX.unlink()
    write_now()
    assert "gift-wrap:en" in documents()


def test_it_catches_up_once_the_writer_is_free(store, monkeypatch):
    store.card("contact-us")
    monkeypatch.setattr("search.behind.PATIENCE_SECONDS", 0.05)
    with locked(folder_of("public"), seconds=1):
        store.card("gift-wrap")
        assert "gift-wrap:en" not in documents()
        with pytest.raises(Busy):
            sync.sync(seconds=0.05)
    sync_index()
    assert "gift-wrap:en" in documents()


def test_it_rebuilds_beside_the_old_build_and_keeps_one_of_those(store):
    store.card("gift-wrap")
    builds = []
    for _ in range(3):
        sync.rebuild()
        builds.append(Manifest.read(folder_of("public")).build)
    folders = {path.name for path in folder_of("public").iterdir() if path.is_dir()}
    assert folders == set(builds[1:])
    assert found("gift wrap") == ["gift-wrap"]


def test_it_rebuilds_when_the_words_would_come_out_differently(store):
    store.card("gift-wrap")
    folder = folder_of("public")
    old = Manifest.read(folder)
    Manifest(old.build, old.revision, old.instant, old.documents, "another schema").write(folder)
    sync.sync()
    assert Manifest.read(folder).build != old.build


# Whoosh leaves a file open when it cannot make sense of it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("harm", ["manifest", "files", "folder"])
def test_it_answers_from_the_database_until_a_damaged_index_is_rebuilt(store, harm):
    store.card("gift-wrap")
    folder = folder_of("public")
    build = folder / Manifest.read(folder).build
    if harm == "manifest":
        (folder / "manifest.json").write_text("{")
    elif harm == "files":
        for path in build.iterdir():
            path.write_bytes(path.read_bytes()[:10])
    else:
        for path in build.iterdir():
            path.unlink()
    index.forget()
    hits = find("gift wrap", audience="public", language="en", at=now())
    assert ([hit.card.slug for hit in hits], hits.is_fallback) == (["gift-wrap"], True)
    reconcile_index()
    assert not find("gift wrap", audience="public", language="en", at=now()).is_fallback
    gc.collect()


def test_it_mends_what_differs_from_the_database(store):
    store.card("gift-wrap")
    store.card("contact-us")
    snapshot = index.snapshot(folder_of("public"))
    folder = folder_of("public")
    first = next(number for number, _ in snapshot.documents())
    index.write(folder / snapshot.manifest.build, remove=[first])
    snapshot.manifest.at(now(), 1).write(folder)
    assert sync.check()[0].cards == ("contact-us",) or sync.check()[0].cards == ("gift-wrap",)
    assert sync.reconcile() == 1
    assert [difference.cards for difference in sync.check()] == [(), ()]


def test_it_starts_from_an_empty_database():
    sync.sync()
    assert documents() == {}
    assert found("anything") == []


def test_it_keeps_files_for_its_owner_only(store):
    store.card("gift-wrap")
    assert folder_of("public").stat().st_mode & 0o077 == 0
