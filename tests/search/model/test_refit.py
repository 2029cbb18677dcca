"""Models follow what is published, in the background, each audience on its own."""

import logging

import pytest

from policies.publishing import now
from search.ask import ask
from search.folder import Busy, folder_of, locked
from search.model import encoder as encoders
from search.model import shelf
from search.model.encoder import encoder
from search.model.refit import refit
from search.propose import propose
from search.tasks import refit_models
from tests.search.model.stores import publish_cards

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def shop(store):
    publish_cards(store)
    refit()
    return store


def proposed(question, audience="public", language="en"):
    return [(hit.card.slug, hit.score, hit.confidence) for hit in propose_now(question, audience, language)]


def propose_now(question, audience, language):
    return propose(question, audience=audience, language=language, at=now(), limit=5)


def test_it_answers_before_there_is_a_model(store):
    publish_cards(store)
    assert shelf.current("public") is None
    assert ask("cancel my order", context={}, audience="public", at=now()).reply.card == "cancel-order"


def test_it_decides_by_the_model_once_there_is_one(shop):
    assert proposed("it is for a birthday")[0][0] == "gift-wrap"
    assert ask("cancel my order", context={}, audience="public", at=now()).reply.card == "cancel-order"


def test_it_finds_a_card_of_another_language(shop):
    assert proposed("esqueci minha senha", language="pt-BR")[0][0] == "reset-password"


def test_it_fits_only_what_changed(shop):
    assert refit() == 0
    shop.card("new-card")
    assert refit() == 2
    assert refit() == 0


def test_it_finds_a_card_that_the_model_does_not_know_yet(shop):
    languages = {"en": {"title": "Warranty", "questions": ["how long is the warranty"], "short": "Two years."}}
    shop.card("warranty", languages=languages)
    assert proposed("how long is the warranty")[0][0] == "warranty"
    assert proposed("cancel my order")[0][0] == "cancel-order"


def test_it_never_proposes_what_was_withdrawn_since(shop):
    card = shop.card("return-it", languages={"en": {"title": "Return it", "questions": ["send it back"], "short": "Yes."}})
    refit()
    assert proposed("send it back")[0][0] == "return-it"
    shop.withdraw(card)
    assert "return-it" not in [slug for slug, *_ in proposed("send it back")]


def test_it_swaps_a_model_without_a_pause(shop):
    before = shelf.current("public")
    shop.card("new-card")
    refit()
    with shelf.held("public").lock:  # Nobody can read the new one meanwhile.
        assert shelf.current("public") is before
    for thread in shelf.readers():
        thread.join()
    after = shelf.current("public")
    assert after is not before
    assert "new-card" in after.model.cards


def test_it_gives_away_nothing_internal(shop):
    questions = ("fraudulent zebra", "cancel my order", "what are the signs", "gift")
    before = [proposed(question) for question in questions]
    languages = {"en": {"title": "Fraudulent zebra", "questions": ["signs of a zebra"], "short": "Gift zebra."}}
    shop.card("fraud-signs", audience="internal", languages=languages)
    refit()
    shelf.forget()
    assert [proposed(question) for question in questions] == before
    assert proposed("signs of a zebra", "internal")[0][0] == "fraud-signs"


def test_it_goes_on_with_words_and_letters_without_the_package(shop, monkeypatch, caplog):
    monkeypatch.setattr(encoders, "USE", None)
    encoders.forget()
    with caplog.at_level(logging.WARNING):
        assert ask("cancel my order", context={}, audience="public", at=now()).reply.card == "cancel-order"
        assert encoder() is None
    assert [record.message for record in caplog.records if "is missing" in record.message] != []
    assert len(caplog.records) == 1
    assert refit() == 0
    monkeypatch.undo()
    encoders.forget()


def test_it_can_be_switched_off(shop, settings):
    settings.ANSWER_ENCODER = "none"
    assert shelf.current("public") is None
    assert ask("cancel my order", context={}, audience="public", at=now()).reply.card == "cancel-order"


@pytest.mark.parametrize("content", [b"", b"no model", b"PK\x03\x04 half"])
def test_it_mends_a_broken_file(shop, content):
    (folder_of("public") / shelf.NAME).write_bytes(content)
    shelf.forget()
    assert shelf.current("public") is None
    assert ask("cancel my order", context={}, audience="public", at=now()).reply.card == "cancel-order"
    assert refit() == 1
    assert shelf.current("public") is not None


def test_it_is_fitted_by_one_process_at_a_time(shop, settings):
    shop.card("new-card")
    with locked(settings.SEARCH_INDEX / "fitting", seconds=0):
        with pytest.raises(Busy):
            refit()
        refit_models()


def test_it_reads_what_it_wrote(shop):
    held = shelf.read("public")
    shelf.write("public", held)
    again = shelf.read("public")
    assert again.edition == held.edition
    assert again.model.judge("gift", "en", encoder()) == held.model.judge("gift", "en", encoder())
    assert (again.model.lines, again.model.left_out) == (held.model.lines, held.model.left_out)
