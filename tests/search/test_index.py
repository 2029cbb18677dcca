"""Whoosh's files behind their one door."""

import gc
import os
import resource
import threading
from random import Random

import pytest

from search import index
from search.documents import CardDocument
from search.folder import folder_of
from search.index import Snapshot
from search.manifest import Manifest
from search.memory_corpus import MemoryCorpus
from search.nearest import rank
from search.query import QUESTION, query_for, scored

UPDATES = int(os.environ.get("CONCORD_INDEX_UPDATES", "60"))
MANIFEST = Manifest("build", 0, None, 0, "")


def card(slug, title, *questions, language="en", text=""):
    return CardDocument(slug, language, "1", title, questions, "", text, ("orders.days",) if slug == "late" else ())


CARDS = [
    card("cancel", "Can I cancel my order?", "cancel my purchase", "stop the order"),
    card("late", "Where is my parcel?", "the delivery is late", "it has not arrived", text="Parcels take four days."),
    card("refund", "When do I get my refund?", "money back", "refund for a cancelled order"),
    card("cancel", "Posso cancelar o pedido?", "cancelar compra", language="pt-BR"),
]


@pytest.fixture
def path(tmp_path):
    index.create(tmp_path / "build")
    return tmp_path / "build"


def ranked(corpus, question, language="en"):
    query = query_for(question, language, QUESTION)
    return [(item.document.key, item.score, item.confidence) for item in rank(query, corpus, scored(query, corpus))]


@pytest.mark.parametrize(
    "question", ["cancel the order", "were is my parsel", "money back for the cancelled order", "four days"]
)
def test_it_ranks_like_the_documents_themselves_in_whatever_steps_it_was_written(path, question):
    for document in [*CARDS, card("refund", "Something else"), card("gone", "Cancel the parcel")]:
        index.write(path, add=[document])
    snapshot = Snapshot(path, MANIFEST)
    gone = [number for number, document in snapshot.documents() if document.title in ("Something else", "Cancel the parcel")]
    index.write(path, remove=gone)
    assert ranked(Snapshot(path, MANIFEST), question) == ranked(MemoryCorpus(CARDS), question)
    assert ranked(MemoryCorpus(CARDS), question) != []


def test_it_reads_a_snapshot_for_the_first_time_when_its_files_are_gone(path):
    index.write(path, add=CARDS)
    old, expected = Snapshot(path, MANIFEST), ranked(Snapshot(path, MANIFEST), "cancel the order")
    index.write(path, remove=range(len(CARDS)), add=[card("new", "Cancel anything")])
    assert ranked(old, "cancel the order") == expected != []


def test_it_opens_no_snapshot_while_something_is_committed(path, monkeypatch):
    index.write(path, add=CARDS)
    opened = index.Segment

    def late(leaf):
        monkeypatch.setattr(index, "Segment", opened)
        index.write(path, add=[card("new", "Cancel anything")])
        return opened(leaf)

    monkeypatch.setattr(index, "Segment", late)
    with pytest.raises(FileNotFoundError):
        Snapshot(path, MANIFEST)


def test_it_gives_a_snapshot_that_later_writing_does_not_change(path):
    index.write(path, add=CARDS)
    old = Snapshot(path, MANIFEST)
    before = ranked(old, "cancel the order")
    index.write(path, remove=[number for number, _ in old.documents()], add=[card("new", "Cancel anything")])
    assert ranked(old, "cancel the order") == before
    assert [key for key, *_ in ranked(Snapshot(path, MANIFEST, old), "cancel the order")] == ["new:en"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves open what it could not close.
def test_what_cannot_be_written_keeps_nobody_from_writing(path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, before[1]))
    try:
        with pytest.raises(OSError, match="File too large") as kept:
            index.write(path, add=CARDS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    index.write(path, add=CARDS)  # At once, though what was raised still holds the writer that failed.
    assert len(list(Snapshot(path, MANIFEST).documents())) == len(CARDS)
    del kept
    gc.collect()


def test_each_snapshot_counts_what_the_one_before_it_lost(path):
    said = {"en": "Question {} about late parcels", "pt-BR": "Pergunta {} do pedido"}
    cards = [
        card(f"card-{number}", said[tag].format(number), language=tag) for number, tag in enumerate(["en"] * 24 + ["pt-BR"] * 9)
    ]
    for start, end in (
        (0, 14),
        (14, 20),
        (20, 29),
        (29, 33),
    ):  # Two without Portuguese, one with both languages, one without English.
        index.write(path, add=cards[start:end])
    random, snapshot, left = Random(5), Snapshot(path, MANIFEST), cards
    while len(left) > 4:
        gone = set(random.sample([document.card for document in left], random.choice([1, 2, min(11, len(left) - 1)])))
        index.write(path, remove=[number for number, document in snapshot.documents() if document.card in gone])
        left = [document for document in left if document.card not in gone]
        snapshot = Snapshot(path, MANIFEST, snapshot)
        for tag, question in (("en", "parcels question 7"), ("pt-BR", "pedido pergunta 30")):
            assert ranked(snapshot, question, tag) == ranked(MemoryCorpus(left), question, tag)


def test_it_merges_small_segments_and_keeps_their_content(path):
    documents = [card(f"card-{number}", f"Question number {number} about parcels") for number in range(30)]
    for document in documents:
        index.write(path, add=[document])
    snapshot = Snapshot(path, MANIFEST)
    assert len(snapshot.segments) < 16
    assert {document.card for _, document in snapshot.documents()} == {document.card for document in documents}
    assert len(ranked(snapshot, "parcels")) == 30


def test_it_stays_small_however_often_its_cards_change(path):
    """`CONCORD_INDEX_UPDATES=5000` for a long proof: neither segments nor dead documents pile up."""
    documents = [card(f"card-{number}", f"Question number {number} about parcels") for number in range(40)]
    index.write(path, add=documents)
    snapshot = Snapshot(path, MANIFEST)
    for turn in range(UPDATES):
        number = turn * 7 % 40
        changed = card(f"card-{number}", f"Question number {number} about parcels, again {turn}")
        index.write(path, remove=snapshot.of_cards([f"card-{number}"]), add=[changed])
        snapshot = Snapshot(path, MANIFEST, snapshot)
        assert len(snapshot.segments) <= 24
        assert snapshot.size <= 160
    assert sorted(document.card for _, document in snapshot.documents()) == sorted(document.card for document in documents)


def test_it_knows_which_cards_quote_a_fact(path):
    index.write(path, add=CARDS)
    assert Snapshot(path, MANIFEST).quoting(["orders.days", "unknown.fact"]) == {"late"}


def test_it_leaves_the_index_unlocked_and_unchanged_when_writing_fails(path):
    index.write(path, add=CARDS)
    with pytest.raises(AttributeError):
        index.write(path, add=[card("whole", "A whole document"), None])
    index.write(path, add=[card("after", "A document afterwards")])
    assert {document.card for _, document in Snapshot(path, MANIFEST).documents()} == {"cancel", "late", "refund", "after"}


def test_it_serves_many_threads_from_one_snapshot(path):
    index.write(path, add=CARDS)
    snapshot = Snapshot(path, MANIFEST)
    expected = ranked(MemoryCorpus(CARDS), "cancel the order parcel refund money")
    results = []

    def look():
        results.extend(ranked(snapshot, "cancel the order parcel refund money") for _ in range(20))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 80


@pytest.mark.django_db
def test_it_opens_nothing_anew_when_nothing_changed(store):
    store.card("gift-wrap")
    first = index.snapshot(folder_of("public"))
    assert index.snapshot(folder_of("public")) is first
    store.card("contact-us")
    assert index.snapshot(folder_of("public")) is not first
