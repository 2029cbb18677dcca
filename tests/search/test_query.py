"""Whatever is typed becomes a few plain words; nothing of it is a query language."""

import time

import pytest

from search.documents import CardDocument
from search.memory_corpus import MemoryCorpus
from search.nearest import rank
from search.query import QUESTION, SEARCH, corrections, meant, query_for, scored

CORPUS = MemoryCorpus(
    [
        CardDocument("refund", "en", "1", "When do I get my refund?", ("money back",)),
        CardDocument("delivery", "en", "1", "How long does delivery take?", ()),
        CardDocument("отмена", "ru", "1", "Как отменить заказ?", ()),
    ]
)


def cards(text, limits=SEARCH, language="en"):
    query = query_for(text, language, limits)
    return [item.document.card for item in rank(query, CORPUS, scored(query, CORPUS))]


def test_it_completes_the_last_word_in_the_search_box_only():
    assert cards("deliv") == ["delivery"]
    assert query_for("refund deliv", "en", SEARCH).prefix == "deliv"
    assert query_for("refund deliv ", "en", SEARCH).prefix == ""
    assert query_for("refund de", "en", SEARCH).prefix == ""
    assert query_for("refund deliv", "en", QUESTION).prefix == ""


@pytest.mark.parametrize("slip", ["refnud", "refun", "reffund", "rufund"])
def test_it_forgives_one_slip_after_the_first_letter(slip):
    assert "refund" in meant(query_for(slip, "en", QUESTION), CORPUS)


def test_it_never_guesses_the_first_letter_nor_short_words():
    assert "refund" not in meant(query_for("defund", "en", QUESTION), CORPUS)
    assert corrections("get", "abc") == set()


def test_it_looks_at_two_hundred_letters_and_sixteen_words():
    query = query_for(" ".join(f"word{number}" for number in range(100)), "en", SEARCH)
    assert len(query.terms) <= 16
    assert not query_for("x " * 200 + "refund", "en", SEARCH).terms["refund"]


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "?*?*?*?*",
        "refund~8",
        "[a TO z]",
        "(" * 5000,
        "title:refund AND NOT delivery",
        "'; DROP TABLE",
        "\x00",
        "",
        " \n\t",
    ],
)
def test_it_takes_no_operators_and_stays_quick(text):
    start = time.process_time()
    found = cards(text)
    assert time.process_time() - start < 0.2
    assert found in ([], ["refund"], ["refund", "delivery"], ["delivery", "refund"])


def test_it_finds_nothing_for_what_it_does_not_know():
    assert cards("zzzzzz") == []
    assert cards("refund", language="ru") == []
