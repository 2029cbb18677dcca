"""The index in PostgreSQL behind the same door: it finds what the files find, and passes the tests of finding."""

from datetime import timedelta

import pytest
from django.db import connection

from policies.publishing import now
from search import engine
from search.documents import grams_field, words_field
from search.find import find
from search.memory_corpus import MemoryCorpus
from search.shared import counts, tables, writing
from search.shared.corpus import SharedCorpus
from search.shared.tables import mirror_of, query_of
from tests.search.test_find import *  # noqa: F403 - the same promises, of the other engine
from tests.search.test_index import CARDS, card, ranked

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.both]  # type: ignore[assignment]
ASKED = ["cancel the order", "were is my parsel", "money back for the cancelled order", "four days", "cancelar", "zzz qqq"]


@pytest.fixture(autouse=True)
def _in_the_database(settings):
    settings.SEARCH_ENGINE = "postgres"
    counts.forget()
    yield
    counts.forget()


def corpus(documents) -> SharedCorpus:
    writing.fill("public", documents, now())
    found = engine.corpus_of("public")
    assert isinstance(found, SharedCorpus)
    return found


@pytest.mark.parametrize("asked", ASKED)
def test_it_ranks_like_the_documents_in_memory(asked):
    documents = [*CARDS, card("late", "Other", language="ru")]
    shared, memory = corpus(documents), MemoryCorpus(documents)
    for language in ("en", "pt-BR"):
        assert ranked(shared, asked, language) == ranked(memory, asked, language)


def test_it_knows_the_same_terms_letters_and_completions():
    shared, memory = corpus(CARDS), MemoryCorpus(CARDS)
    for name in (words_field("en"), grams_field("en"), words_field("pt-BR"), words_field("ru")):
        assert shared.letters(name) == memory.letters(name)
        for start in ("ca", "r", "par", "zz"):
            assert shared.completions(name, start, 5) == memory.completions(name, start, 5)
        terms = memory.completions(name, "", 99)
        assert shared.known(name, [*terms, "unheard"]) == set(terms)
        assert not shared.has(name, "unheard")


def test_it_forgets_a_word_that_stood_only_in_what_was_replaced(store):
    first = store.card("one", languages={"en": {"title": "Zephyrine parcels", "short": "Ours."}})
    store.card("two")
    name = words_field("en")
    assert engine.corpus_of("public").completions(name, "zeph", 5) != []
    text = store.text(first)
    text["languages"]["en"]["title"] = "Parcels"
    store.publish(first, text)
    assert engine.corpus_of("public").completions(name, "zeph", 5) == []
    assert engine.check()[0].cards == ()


def test_it_follows_publications_facts_and_withdrawals_and_mends_itself(store):
    card_of_story = store.cancel_order()
    assert [difference.cards for difference in engine.check()] == [(), ()]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_shared WHERE language = 'ru'")
    assert [difference.cards for difference in engine.check()] == [("cancel-order",)] * 2
    assert engine.reconcile() == 2
    assert [difference.cards for difference in engine.check()] == [(), ()]
    assert engine.mirrored()["public"] == now().revision
    store.withdraw(card_of_story)
    assert engine.mirrored()["public"] == now().revision
    assert len(find("cancel", audience="public", language="en", at=now())) == 0


def test_it_counts_the_same_whether_it_was_built_or_followed(store):
    store.cancel_order()
    one = store.card("one", languages={"en": {"title": "Zephyrine parcels", "short": "Ours."}})
    store.publish(one, {**store.text(one), "languages": {"en": {"title": "Slow parcels", "short": "Ours now."}}})

    def counted():
        with connection.cursor() as cursor:
            cursor.execute("SELECT audience, field, term, documents FROM search_shared_term WHERE documents > 0")
            return set(cursor.fetchall()), {name: mirror_of(name).sizes for name in ("public", "internal")}

    followed = counted()
    engine.rebuild()
    terms, sizes = counted()
    assert terms == followed[0]
    nonzero = {name: {field: size for field, size in of.items() if any(size)} for name, of in followed[1].items()}
    assert sizes == nonzero


def test_it_asks_for_any_word_as_it_is():
    odd = ["it's", "back\\slash", "a:b", "ёлка", "x|y&!(z)"]
    with connection.cursor() as cursor:
        for word in odd:
            cursor.execute("SELECT array_to_tsvector(%s) @@ %s::tsquery", [[word], query_of([word])])
            assert cursor.fetchone() == (True,)
            cursor.execute("SELECT array_to_tsvector(%s) @@ %s::tsquery", [["other"], query_of([word])])
            assert cursor.fetchone() == (False,)


def test_it_searches_the_documents_themselves_while_there_is_no_index(store, settings):
    settings.SEARCH_ENGINE = "files"
    store.card("parcels")
    settings.SEARCH_ENGINE = "postgres"
    assert engine.mirrored() == {"public": None, "internal": None}
    found = find("parcels", audience="public", language="en", at=now())
    assert found.around.is_fallback
    assert [hit.card.slug for hit in found] == ["parcels"]


def test_it_lets_two_releases_live_beside_each_other_and_forgets_the_older(store, monkeypatch, clock):
    store.card("parcels")
    monkeypatch.setattr(tables, "schema_stamp", lambda: "of-the-next-release")
    assert engine.mirrored() == {"public": None, "internal": None}
    engine.follow()
    assert find("parcels", audience="public", language="en", at=now())[0].card.slug == "parcels"
    clock.shift(timedelta(days=2))
    engine.reconcile()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT audience FROM search_shared ORDER BY audience")
        assert cursor.fetchall() == [("internal of-the-next-release",), ("public of-the-next-release",)]
