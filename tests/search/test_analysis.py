"""Words of cards and of questions come out alike, whatever way they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold, grams, stem, terms, words


@pytest.mark.parametrize(
    "typed, folded",
    [
        ("CANCELAÇÃO", "cancelacao"),
        ("ещё", "еще"),
        ("Мой", "мой"),
        ("naïve", "naive"),
        ("re\u00adfund", "refund"),
        ("ＯＲＤＥＲ", "order"),
    ],
)
def test_it_folds_accents_and_case_but_keeps_the_short_i(typed, folded):
    assert fold(typed) == folded


@given(st.text(max_size=60))
def test_it_folds_only_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "language, one, other",
    [
        ("en", "cancelling orders", "Cancelled order"),
        ("pt-BR", "cancelações", "cancelacao"),
        ("pt-BR", "devolução", "devolucoes"),
        ("pt-BR", "cartões", "cartao"),
        ("ru", "возврата посылки", "возврату посылкой"),
        ("de", "Straße", "strasse"),
    ],
)
def test_it_finds_one_stem_for_many_forms(language, one, other):
    assert terms(one, language) == terms(other, language)


def test_it_drops_empty_words_but_never_all_of_them():
    assert terms("can I cancel the order", "en") == ["cancel", "order"]
    assert terms("can you do it", "en") == ["can", "you", "do", "it"]
    assert "not" in terms("it has not arrived", "en")


def test_it_joins_what_an_apostrophe_divides():
    assert words("I don’t, don't") == ["i", "dont", "dont"]


def test_it_cuts_words_into_pieces_that_survive_a_slip():
    shared = set(grams("delivery")) & set(grams("delivrey"))
    assert len(shared) >= 6
    assert list(grams("")) == []


def test_it_stems_without_leaving_accents():
    assert stem("situacao", "pt") == stem("situacoes", "pt")
    assert stem("situacao", "pt").isascii()
