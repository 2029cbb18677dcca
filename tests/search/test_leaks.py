"""What stands only where a public channel may not look changes no byte of what it is told, nor how much work that is.

Words of internal cards, of notes, drafts and earlier versions: all of it is written between two rounds of the same questions.
"""

import shutil
from itertools import product

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import index
from search.arrays import ArraysCorpus
from search.folder import folder_of
from search.keeping import add_synonyms, pin
from search.memory_corpus import MemoryCorpus

pytestmark = pytest.mark.django_db
# Canaries, words near them, beginnings of them; visible words beside them, and slips of both.
TEXTS = ("platypus", "platypuz gift", "platyp", "gitf wrpa", 'gift -platypus "gift wrap"', "gift wrap")
MOVES = ("revision", "as_of", "receipt", "version", "digest", "by")


def test_words_of_what_may_not_be_seen_change_no_byte_for_a_public_channel(store, channel, monkeypatch, settings):
    with time_machine.travel("2026-12-01T09:00:00Z", tick=False):
        gift = store.card("gift-wrap", languages={"en": {"title": "Gift wrap", "short": "We wrap gifts."}})
        store.card("gift-cards", languages={"en": {"title": "Gift cards", "short": "Never too late for a gift."}})
        add_synonyms("en", ["okapi", "platypus", "wrap"], by=store.people.max)
        pin("en", "platypus", gift, by=store.people.max)
        public, looked_up = channel("public"), counted(monkeypatch)
        answers(public, "gift wrap", looked_up)  # What is read once of a text is not of the first question.
        before = [answers(public, text, looked_up) for text in TEXTS]
        hide_canaries(store, gift)
        answers(public, "gift wrap", looked_up)
        for text, told in zip(TEXTS, before, strict=True):
            for was, now in zip(told, answers(public, text, looked_up), strict=True):
                assert now == was, text
        assert b"platypus" in channel("internal").get("/api/v1/search", {"q": "platypus"}).content.lower()
        # And where there is no index.
        shutil.rmtree(folder_of("public"))
        index.forget()
        assert [given[0][:2] for given in before] == [answers(public, text, looked_up)[0][:2] for text in TEXTS]


def hide_canaries(store, gift):
    secret = {"title": "Platypus gift wrap", "short": "The okapi gift wrap.", "questions": ["platypus gift?"]}
    store.card("platypus", audience="internal", languages={"en": secret})
    pin("en", "gift wrap", store.card("okapi", audience="internal"), by=store.people.max)
    clean = store.text(gift)
    english = {**clean["languages"]["en"], "title": "Gift wrap of the platypus", "notes": "The okapi knows."}
    store.publish(gift, {**clean, "languages": {"en": english}})
    store.publish(gift, {**clean, "languages": {"en": {**clean["languages"]["en"], "notes": "The okapi and the platypus."}}})
    store.draft(gift, {**clean, "languages": {"en": english}})
    withdrawn = store.card("platypus-gift", languages={"en": secret})
    store.withdraw(withdrawn)


def answers(client, text, looked_up):
    """Of each call: the status, the bytes, and how much was asked of the database and of the index."""
    query = {"q": text, "lang": "en", "counts": "true"}
    calls = [
        lambda: client.get("/api/v1/search", query),
        lambda: client.get("/api/v1/suggest", {"q": text, "lang": "en"}),
        lambda: client.post("/api/v1/ask", {"question": text, "lang": "en"}, content_type="application/json"),
    ]
    return [measured(call, looked_up) for call in calls]


def measured(call, looked_up):
    looked_up.clear()
    with CaptureQueriesContext(connection) as queries:
        response = call()
    return response.status_code, steady(response.json()), len(queries), len(looked_up)


def steady(body):
    """Without what counts publications (an earlier version that was replaced was one), and whether there is an index."""
    if isinstance(body, dict):
        return {name: steady(value) for name, value in body.items() if name not in MOVES}
    return [steady(entry) for entry in body] if isinstance(body, list) else body


def counted(monkeypatch):
    """Every look into the index of the present and of the past, by what was looked up."""
    seen = []
    for corpus, name in product((ArraysCorpus, MemoryCorpus), ("has", "letters", "completions", "ranked", "alike")):
        if name in vars(corpus):
            monkeypatch.setattr(corpus, name, noting(getattr(corpus, name), seen))
    return seen


def noting(method, seen):
    def noted(self, *given):
        seen.append(given)
        return method(self, *given)

    return noted
