"""The receipts of answers: copied from the agent's page, proved on a page of their own."""

import re

import pytest

from policies.answers import INTERNAL, answer_for, find_card
from policies.context import read_context
from policies.publishing import now
from policies.receipts import issue, issue_unanswered, read
from policies.reply import Escalation
from tests.pages.marked import marked_in, text_of

QUESTION = "is it too late to cancel my order?"


@pytest.fixture
def ana(people, client_of):
    return client_of(people.ana)


def receipt_for(channel="bot", language="pt-BR", **known):
    at = now()
    context = read_context(known, at=at)
    card = find_card("cancel-order", INTERNAL, at)
    return issue(answer_for(card, context, language, at, audience=INTERNAL), context, channel)


def copied(response):
    """The receipt behind the button "Copy receipt"."""
    return next(
        text for text in re.findall(r'data-copy="([^"]+)"', text_of(response)) if text.count(".") == 1 and len(text) > 100
    )


@pytest.mark.parametrize("address", ["/", "/cards/cancel-order/"])
def test_it_stands_beside_the_answer_that_a_colleague_gives(store, ana, address):
    store.cancel_order()
    response = ana.get(address, {"q": QUESTION, "order_stage": "packed"} if address == "/" else {"order_stage": "packed"})
    receipt = read(copied(response))
    assert (receipt.channel, receipt.card, receipt.context) == ("agents", "cancel-order", {"order_stage": "packed"})
    (shown,) = marked_in(ana.get(f"/receipts/{receipt.token}/"))
    assert shown == marked_in(response)[0]


def test_it_is_not_given_for_another_time(store, ana):
    store.cancel_order()
    text = text_of(ana.get("/", {"q": QUESTION, "order_stage": "packed", "as_of": now().at.isoformat()}))
    assert "Yes" in text
    assert "Copy receipt" not in text
    assert 'value="shown"' not in text


def test_it_says_in_words_what_was_said_when_where_and_from_what(store, ana):
    card = store.cancel_order()
    receipt = receipt_for(order_stage="packed")
    store.fact(value=9)
    store.withdraw(card)
    text = text_of(ana.get(f"/receipts/{receipt}/"))
    for words in (
        "Said on bot, ",
        "Proved: these are the words, to the letter.",
        "Sim</strong>, você pode cancelar. O reembolso leva 5 dias.",
        "Order stage</dt><dd>Packed",
        "/desk/card/cancel-order/1/",
        "/desk/fact/refunds.card_days/1/",
        "5 dias",
        "Verified",
    ):
        assert words in text, words


def test_it_shows_a_question_and_an_escalation_too(store, ana):
    store.cancel_order()
    assert "Onde está o seu pedido?" in text_of(ana.get(f"/receipts/{receipt_for()}/"))
    unknown = Escalation("no_answer", "support", "x")
    text = text_of(ana.get(f"/receipts/{issue_unanswered(unknown, 'en', now(), 'chat')}/"))
    assert "I am not sure I understood this" in text
    assert "The receipt is genuine, but the program would say this in other words today." in text


@pytest.mark.parametrize("pasted", ["{}", " {}\n", "https://example.com/receipts/{}/", "/receipts/{}"])
def test_it_takes_what_was_pasted(store, ana, pasted):
    store.cancel_order()
    receipt = receipt_for(order_stage="packed")
    torn = receipt[:40] + "\r\n " + receipt[40:]
    for text in (receipt, torn):
        response = ana.get("/receipts/", {"receipt": pasted.format(text)})
        assert (response.status_code, response["Location"]) == (302, f"/receipts/{receipt}/")
    assert "Prove an answer" in text_of(ana.get("/receipts/"))


@pytest.mark.parametrize("altered", ["x", "a.b", "a/b", "<script>"])
def test_it_says_clearly_what_is_no_receipt(ana, altered):
    response = ana.get(f"/receipts/{altered}/")
    assert response.status_code == 400
    text = text_of(response)
    assert "This is not a receipt of this installation, or it was altered." in text
    assert "<script>" not in response.content.decode().replace('<script src="', "").replace('<script type="module"', "")


def test_it_is_for_colleagues(store, people, client, client_of):
    store.cancel_order()
    receipt = receipt_for(order_stage="packed")
    assert client.get(f"/receipts/{receipt}/").status_code == 302
    assert client_of(people.stranger).get(f"/receipts/{receipt}/").status_code == 403
