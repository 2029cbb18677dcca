"""The search box's own small language: what is a part of it, and what stays a plain word."""

import pytest

from search.query import SEARCH
from search.typed import MOST_EXCLUDED, MOST_PHRASES, Narrowed, Phrase, Without, Word, read_typed

LANGUAGES = {"en": "English", "pt-BR": "Português (Brasil)", "ru": "Русский"}
TOPICS = frozenset({"returns", "devolucoes", "возврат"})


def read(text):
    return read_typed(text, letters=SEARCH.letters, languages=LANGUAGES, topics=TOPICS)


def test_a_plain_text_is_looked_up_as_it_stands():
    typed = read("Is it too late (really) to cancel?")
    assert typed.text == "Is it too late (really) to cancel?"
    assert all(isinstance(part, Word) for part in typed.parts)
    assert not typed.is_cut


def test_it_reads_phrases_exclusions_and_filters_in_any_order():
    typed = read('gift "free shipping" -wrap -"gift card" topic:returns trust:due lang:pt')
    assert typed.phrases == (("free", "shipping"),)
    assert typed.excluded == (("wrap",), ("gift", "card"))
    assert typed.narrowed == (Narrowed("topic", "returns"), Narrowed("trust", "due"), Narrowed("language", "pt-BR"))
    assert typed.text.split() == ["gift", "free", "shipping"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("tema:devoluções", Narrowed("topic", "devolucoes")),
        ("confiança:vencido", Narrowed("trust", "expired")),
        ("idioma:русский", Narrowed("language", "ru")),
        ("тема:Возврат", Narrowed("topic", "возврат")),
        ("доверие:проверено", Narrowed("trust", "verified")),
        ("язык:pt-br", Narrowed("language", "pt-BR")),
        ("-topic:returns", Narrowed("topic", "returns", is_not=True)),
        ("«бесплатная доставка»", Phrase(("бесплатная", "доставка"))),
        ("“free shipping”", Phrase(("free", "shipping"))),
        ("-Ёлка", Without(("елка",))),
    ],
)
def test_it_knows_the_words_of_three_languages(text, part):
    assert read(text).parts == (part,)


@pytest.mark.parametrize(
    "text",
    ["notes:secret", "topic:nothing", "trust:maybe", "lang:xx", "wi-fi", "a - b", "-", "--", '"', '"never closed', "topic:",
     "AND NOT", "(a OR b)", "[a TO z]", "refund~8", "*", "/a+/", "http://a.example/?q=1"],
)  # fmt: skip
def test_everything_else_is_plain_words(text):
    typed = read(text)
    assert (typed.phrases, typed.excluded, typed.narrowed) == ((), (), ())


def test_only_the_end_of_what_was_typed_may_be_half_typed():
    assert not read("deliv -gift").text.endswith("deliv")
    assert read("-gift deliv").text.endswith("deliv")
    assert read('deliv "free shipping"').text.endswith(" ")


def test_it_reads_a_few_parts_of_each_kind_and_says_when_there_were_more():
    typed = read(" ".join(f'"a{number} b"' for number in range(9)))
    assert len(typed.phrases) == MOST_PHRASES
    assert typed.is_cut
    typed = read(" ".join(f"-a{number}" for number in range(20)))
    assert len(typed.excluded) == MOST_EXCLUDED
    assert read("x" * 201).is_cut
    assert not read("x" * 200).is_cut
