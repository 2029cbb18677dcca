"""The answer model itself, with the encoder that is installed."""

import json
import subprocess
import sys

import pytest

from search.documents import CardDocument
from search.model.answers import AnswerModel
from search.model.encoder import Remembering, encoder
from search.model.examples import MOST, examples_of
from tests.search.model.stores import documents

ASK = """
import json, django
django.setup()
from search.model.answers import AnswerModel
from search.model.encoder import encoder
from tests.search.model.stores import documents
model = AnswerModel.fit(documents(), encoder())
print(json.dumps([model.judge(text, "en", encoder()).cards for text in ("stop it", "present", "where")]))
"""


@pytest.fixture(scope="module")
def model():
    return AnswerModel.fit(documents(), encoder())


def first(model, question, language="en", **options):
    return model.judge(question, language, encoder(), **options).cards[0][0]


@pytest.mark.parametrize(
    "question, card",
    [
        ("I do not want the thing I ordered any more", "cancel-order"),
        ("when will the package arrive", "track-parcel"),
        ("my pasword does not work", "reset-password"),
        ("it is for a birthday", "gift-wrap"),
    ],
)
def test_it_finds_a_card_by_what_is_meant(model, question, card):
    assert first(model, question) == card


@pytest.mark.parametrize(
    "question, language, card",
    [
        ("quero cancelar meu pedido", "pt-BR", "cancel-order"),
        ("esqueci minha senha", "pt-BR", "reset-password"),
        ("где моя посылка", "ru", "track-parcel"),
        ("я забыл пароль", "ru", "reset-password"),
    ],
)
def test_it_finds_a_card_that_is_written_in_another_language(model, question, language, card):
    assert first(model, question, language) == card


def test_it_is_surest_of_what_it_has_read(model):
    known, meant, foreign = (
        model.judge(text, "en", encoder()).confidence
        for text in ("cancel my order", "take back what I ordered", "who won the football match")
    )
    assert known > meant > foreign


def test_it_leaves_out_what_may_not_be_seen(model):
    judgement = model.judge("cancel my order", "en", encoder(), visible=lambda slugs: {*slugs} - {"cancel-order"})
    assert "cancel-order" not in dict(judgement.cards)
    assert judgement.confidence < model.judge("cancel my order", "en", encoder()).confidence
    assert model.judge("cancel my order", "en", encoder(), visible=lambda slugs: ()).cards == ()


@pytest.mark.parametrize("question", ["", "a" * 5000, "\ud800", "\x00", "(" * 500, "cancel " * 3000])
def test_it_takes_whatever_is_typed(model, question):
    judgement = model.judge(question, "xx", encoder())
    assert 0 <= judgement.confidence <= 1
    assert all(0 <= score <= 1 for _, score in judgement.cards)


def test_it_decides_alike_in_every_process(model):
    here = [model.judge(text, "en", encoder()).cards for text in ("stop it", "present", "where")]
    there = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True).stdout
    assert json.loads(there.splitlines()[-1]) == json.loads(json.dumps(here))


def test_it_wants_some_cards_to_choose_from():
    assert AnswerModel.fit(documents()[:2], encoder()) is None
    assert AnswerModel.fit([], encoder()) is None


def test_it_leaves_a_question_out_with_its_translations():
    card = CardDocument("gift", "en", "", "Gift", ("wrap it",)), CardDocument("gift", "pt-BR", "", "Presente", ("embrulhe",))
    places = {example.text: example.place for example in examples_of(card)}
    assert places["wrap it"] == places["embrulhe"] != places["Gift"] == places["Presente"]


def test_it_reads_the_first_examples_of_every_card_of_a_large_store():
    many = [CardDocument(f"card-{n}", "en", "", f"Title {n}", tuple(f"q{n} {m}" for m in range(9))) for n in range(600)]
    read = examples_of(many)
    assert len(read) == MOST
    assert {example.card for example in read if example.place == 0} == {document.card for document in many}


def test_it_encodes_no_text_twice():
    remembering = Remembering(encoder())
    twice = remembering.encode(["one", "two", "one"])
    assert (twice[0] == twice[2]).all()
    assert (remembering.encode(["two"])[0] == twice[1]).all()
