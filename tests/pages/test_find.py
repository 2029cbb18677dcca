"""The agent's page: the answer stands in the result."""

import pytest

from policies.answers import INTERNAL, answer_for, find_card
from policies.models import Escalation
from policies.publishing import now
from search.learned import Gap
from tests.pages.marked import marked_in, text_of

pytestmark = pytest.mark.django_db
QUESTION = "is it too late to cancel my order?"


@pytest.fixture
def ana(people, client_of):
    return client_of(people.ana)


def test_it_asks_who_is_not_logged_in_to_log_in(client):
    response = client.get("/", {"q": QUESTION})
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


def test_a_page_whose_session_ended_loads_again(client):
    assert client.get("/", {"q": QUESTION}, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_it_refuses_who_has_no_role_and_says_why(people, client_of):
    response = client_of(people.stranger).get("/")
    assert response.status_code == 403
    assert "Only colleagues with a role can see this. Ask an administrator for one." in text_of(response)


def test_it_asks_for_the_stage_with_a_button_for_each_option(store, ana):
    store.cancel_order()
    response = ana.get("/", {"q": QUESTION})
    assert marked_in(response) == []
    assert "Where is your order now?" in text_of(response)
    assert '<button class="button button--option" name="order_stage" value="packed"' in text_of(response)


def test_it_shows_exactly_the_one_answer(store, ana):
    store.cancel_order()
    (shown,) = marked_in(ana.get("/", {"q": QUESTION, "order_stage": "packed", "lang": "pt-BR"}))
    at = now()
    answer = answer_for(
        find_card("cancel-order", INTERNAL, at), {"order_stage": "packed"}, "pt-BR", at, audience=INTERNAL
    ).answer
    assert shown.html == answer.html
    assert (shown.card, shown.version, shown.rule) == (answer.card, str(answer.version), "not-shipped")
    assert (shown.language, shown.digest) == ("pt-BR", answer.digest)


def test_it_shows_offer_and_notes_after_the_answer(store, ana):
    store.cancel_order()
    text = text_of(ana.get("/", {"q": QUESTION, "order_stage": "packed"}))
    assert text.index("you can cancel. The refund") < text.index("STAYFREE") < text.index("For colleagues only")
    assert 'data-copy="Yes, you can cancel. The refund takes 5 days."' in text


def test_it_offers_nothing_where_the_rule_does_not(store, ana):
    store.cancel_order()
    assert "STAYFREE" not in text_of(ana.get("/", {"q": QUESTION, "order_stage": "delivered"}))


def test_it_sends_only_what_changes_while_somebody_types(store, ana):
    store.cancel_order()
    response = ana.get("/", {"q": QUESTION}, headers={"HX-Request": "true"})
    assert "<html" not in text_of(response)
    assert "HX-Request" in response["Vary"]
    assert "no-store" in response["Cache-Control"]


def test_it_opens_the_result_that_was_chosen(store, ana):
    store.cancel_order()
    store.card("cancel-fee")
    (shown,) = marked_in(ana.get("/", {"q": "cancel", "card": "cancel-fee"}))
    assert shown.card == "cancel-fee"


def test_a_new_search_forgets_which_card_was_opened(store, ana):
    store.cancel_order()
    store.card("lost-order")
    response = ana.get("/?q=is+it+too+late+to+cancel+my+order&card=&card=lost-order&order_stage=packed")
    assert marked_in(response)[0].card == "cancel-order"


def test_it_tells_that_the_language_asked_for_is_missing(store, ana):
    store.card("gift-wrap")
    response = ana.get("/", {"q": "gift wrap", "lang": "ru"})
    assert "There is no Russian text yet. This is the English answer." in text_of(response)


def test_it_finds_what_was_asked_in_another_language_than_the_answer(store, ana):
    store.cancel_order()
    (shown,) = marked_in(ana.get("/", {"q": "не поздно ли отменить заказ", "order_stage": "paid", "lang": "en"}))
    assert (shown.card, shown.language) == ("cancel-order", "en")


def test_it_says_why_each_card_is_there_and_marks_it_in_the_text(store, ana):
    store.cancel_order()
    store.card("gift-wrap")
    text = text_of(ana.get("/", {"q": "too late to cancle my order"}))
    assert "<mark>cancel</mark> my <mark>order</mark>?</a>" in text
    assert "Customers ask: “is it too late to cancel my order”" in text
    assert 'Did you mean <a href="?q=too+late+to+cancel+my+order">too late to cancel my order</a>?' in text
    assert "In the title" in text_of(ana.get("/", {"q": "gift wrap"}))


def test_it_is_narrowed_by_topic_trust_and_language_and_counts_each(store, ana):
    store.cancel_order()
    store.card("cancel-fee", topic="returns")
    both = text_of(ana.get("/", {"q": "cancel", "lang": "ru", "card": "cancel-fee"}))
    for link in (
        '<a class="narrow" href="?q=cancel&lang=ru&topic=returns"',
        '<a class="narrow" href="?q=cancel&lang=ru&texts=ru"',
    ):
        assert link in both
    assert 'Returns <span class="narrow__count">1</span>' in both
    for narrowed, card in (({"topic": "returns"}, "cancel-fee"), ({"texts": "ru"}, "cancel-order")):
        response = ana.get("/", {"q": "cancel", "lang": "ru", **narrowed})
        assert [result.reply.card for result in response.context["results"].all] == [card]
        (field, value), *_rest = narrowed.items()
        assert f'<input type="hidden" name="{field}" value="{value}">' in text_of(response)
    assert "Nothing fits with these filters" in text_of(ana.get("/", {"q": "cancel", "trust": "expired"}))
    assert "/cards/" not in text_of(ana.get("/", {"topic": "retention"})).split("<main")[1]


def test_a_result_that_is_not_open_says_its_outcome_and_holds_its_reply(store, ana):
    store.cancel_order()
    store.card("cancel-fee")
    opened = ana.get("/", {"q": "cancel", "card": "cancel-fee", "order_stage": "packed"})
    text = text_of(opened)
    assert 'data-copy="Yes, you can cancel. The refund takes 5 days." data-said="Copied" data-key-here="c"' in text
    assert "Asks one thing" in text_of(ana.get("/", {"q": "cancel", "card": "cancel-fee"}))


def test_the_box_of_another_page_gets_a_short_list_that_is_not_counted_as_read(store, ana):
    store.cancel_order()
    given = {"HX-Request": "true", "HX-Target": "quick"}
    response = ana.get("/", {"q": "cancel"}, headers=given)
    assert 'href="/cards/cancel-order/"' in text_of(response)
    assert "HX-Target" in response["Vary"]
    assert "<form" not in text_of(response)
    assert 'href="/?q=xylophone"' in text_of(ana.get("/", {"q": "xylophone"}, headers=given))


def test_who_finds_nothing_asks_the_owner_or_reports_a_gap(store, ana, people, settings):
    settings.ANSWER_ENCODER = "none"
    store.topic("returns", owner=people.pavel)
    page = ana.get("/", {"q": "xylophone"})
    assert '<option value="returns">Returns · Pavel</option>' in text_of(page)
    asked = {"question": "xylophone", "topic": "returns", "language": "en", "next": "/?q=xylophone"}
    assert ana.post("/ask-owner/", asked)["Location"] == "/?q=xylophone"
    assert Escalation.objects.get().reason == "colleague"
    assert ana.post("/report-gap/", asked)["Location"] == "/?q=xylophone"
    assert [question.text for question in Gap.objects.get().questions.all()] == ["xylophone"]
    told = text_of(ana.post("/ask-owner/", {"question": "", "topic": "nothing"}, follow=True))
    assert "There is no such topic." in told


@pytest.mark.parametrize("address", ["/ask-owner/", "/report-gap/"])
def test_a_stranger_asks_and_reports_nothing(people, client_of, address):
    assert client_of(people.stranger).post(address, {"question": "xylophone"}).status_code == 403


def test_it_says_so_when_nothing_is_found(store, ana):
    store.cancel_order()
    assert "No card answers this" in text_of(ana.get("/", {"q": "xylophone"}))


def test_an_empty_box_shows_the_topics_with_internal_cards_too(store, ana):
    store.card("fraud", audience="internal")
    text = text_of(ana.get("/"))
    assert "Cancellation" in text
    assert "/cards/fraud/" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("order_stage", "teleported"),
        ("shoe_size", "41"),
        ("as_of", "yesterday"),
        ("lang", "??"),
        ("topic", "nothing"),
        ("trust", "high"),
        ("texts", "??"),
    ],
)
def test_it_names_the_field_that_does_not_fit(store, ana, field, value):
    store.cancel_order()
    response = ana.get("/", {"q": QUESTION, field: value})
    assert response.status_code == 400
    assert f"<code>{field}</code>" in text_of(response)


def test_a_fragment_that_does_not_fit_says_so_in_its_place(store, ana):
    store.cancel_order()
    response = ana.get("/", {"q": QUESTION, "order_stage": "teleported"}, headers={"HX-Request": "true"})
    assert response.status_code == 400
    assert response["HX-Retarget"] == "#problems"
    assert "<html" not in text_of(response)


def test_it_can_look_back(store, ana):
    card = store.card("gift-wrap")
    before = now().at
    content = store.text(card)
    content["languages"]["en"]["short"] = "Wrapping is free."
    store.publish(card, content)
    question = {"q": "gift wrap"}
    assert "Wrapping is free." in text_of(ana.get("/", question))
    then = text_of(ana.get("/", {**question, "as_of": before.isoformat()}))
    assert "Wrapping is free." not in then
    assert "Show what holds now" in then


def test_it_changes_nothing(people, client_of):
    assert client_of(people.ana).post("/").status_code == 405
