"""What each channel does with an answer that nobody has checked in time, to the minute, and what it then no longer says."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from kb.api.visitors import visitor_token
from policies.channels import set_ladder
from policies.content.problems import ContentError
from policies.errors import Refused
from policies.models import Channel, Event, Publication
from policies.publishing import current_revision
from policies.trust.ladder import RISKS
from tests.store import LANGUAGES, RULES

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
SECRET = ("You can cancel until", "The refund takes", "Sim", "Yes", "warehouse", "5 days")
SHIPPED = "?order_stage=packed"
QUESTION = {"question": "is it too late to cancel my order?", "lang": "en", "context": {"order_stage": "packed"}}


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def card(clock, store):
    """Of high risk: due after 90 days, expired after 120."""
    store.dimension()
    store.fact()
    store.offer()
    return store.card("cancel-order", risk="high", rules=deepcopy(RULES), languages=deepcopy(LANGUAGES))


@pytest.fixture
def chatbot(channel):
    return channel("public", slug="chatbot")


@pytest.fixture
def panel(channel):
    return channel("internal", slug="panel")


def answer(client):
    return client.get(f"/api/v1/answers/cancel-order{SHIPPED}").json()


def ask(client):
    return client.post("/api/v1/ask", QUESTION, content_type="application/json").json()


def expired(clock):
    clock.move_to(START + 120 * DAY, tick=False)


def test_it_serves_until_the_very_instant_and_then_hands_over(clock, card, chatbot):
    states = []
    for instant in (90 * DAY - SECOND, 90 * DAY, 120 * DAY - SECOND, 120 * DAY):
        clock.move_to(START + instant, tick=False)
        body = answer(chatbot)
        states.append((body["status"], body["trust"]["state"], body["notice"]))
    assert states == [
        ("answered", "verified", None),
        ("answered", "due", None),
        ("answered", "due", None),
        ("escalate", "expired", None),
    ]


def test_a_public_channel_that_hands_over_gives_no_word_of_the_card_away(clock, card, chatbot, client):
    expired(clock)
    visitor = Client(headers={"Authorization": f"Bearer {visitor_token()}"})
    pages = [
        chatbot.get(f"/api/v1/answers/cancel-order{SHIPPED}"),
        chatbot.get("/api/v1/answers/cancel-order?lang=pt-BR"),
        chatbot.get("/api/v1/search?q=cancel my order&lang=en"),
        chatbot.get("/api/v1/suggest?q=cancel&lang=en"),
        chatbot.post("/api/v1/ask", QUESTION, content_type="application/json"),
        chatbot.post("/api/v1/ask", {"question": "cancel", "lang": "en"}, content_type="application/json"),
        visitor.post("/api/v1/ask", QUESTION, content_type="application/json"),
        client.get(f"/faq/en/cancel-order/{SHIPPED}"),
        client.get("/faq/pt-br/cancel-order/", follow=True),
        client.get("/faq/en/"),
    ]
    for page in pages:
        assert page.status_code in (200, 404)
        shown = page.content.decode()
        assert not [word for word in SECRET if word in shown], shown
    assert answer(chatbot)["answer"] is None
    assert answer(chatbot)["offer"] is None
    assert answer(chatbot)["escalation"]["reason"] == "expired"
    found = ask(chatbot)
    assert (found["status"], found["answer"], found["escalation"]["queue"]) == ("escalate", None, "orders")
    assert [candidate["text"] for candidate in found["candidates"]] == [""]


def test_colleagues_get_it_with_a_notice(clock, card, panel, client_of, people):
    expired(clock)
    body = answer(panel)
    assert (body["status"], body["notice"]["reason"]) == ("answered", "expired")
    ana = client_of(people.ana)
    for page in (f"/cards/cancel-order/{SHIPPED}", f"/?q=cancel my order&card=cancel-order&{SHIPPED[1:]}"):
        shown = ana.get(page).content.decode()
        assert "We are checking whether this is still right" in shown
        assert "The refund takes" in shown


def test_a_channel_of_its_own_mind_does_as_it_is_told_at_once(clock, card, chatbot, people):
    clock.move_to(START + 90 * DAY, tick=False)
    assert answer(chatbot)["status"] == "answered"
    before = current_revision()
    channel = Channel.objects.get(slug="chatbot")
    set_ladder(channel, {"due": {"high": "escalate"}}, by=people.ada)
    assert answer(chatbot)["status"] == "escalate"
    log = Publication.objects.get(number=before + 1)
    event = Event.objects.get(action="set_ladder")
    assert (log.kind, log.by, event.thing) == ("vocabulary", people.ada, "channel:chatbot")
    assert (event.before["ladder"]["due"]["high"], event.after["ladder"]["due"]["high"]) == ("serve", "escalate")
    set_ladder(channel, {"due": {"high": "escalate"}}, by=people.ada)
    assert current_revision() == before + 1
    set_ladder(channel, {"due": {"high": "notice"}}, by=people.max)
    assert answer(chatbot)["notice"]["reason"] == "due"


@pytest.mark.parametrize("name", ["ana", "marta", "olivia"])
def test_others_change_no_ladder(card, people, name):
    with pytest.raises(Refused):
        set_ladder(Channel.objects.get(slug="faq"), {"due": {"high": "escalate"}}, by=getattr(people, name))
    assert not Event.objects.filter(action="set_ladder").exists()


@pytest.mark.parametrize("steps", [{"late": {}}, {"due": {"high": "shout"}}, {"due": {"huge": "serve"}}, {"due": "serve"}, []])
def test_an_unknown_step_is_named(card, people, steps):
    with pytest.raises(ContentError, match="ladder"):
        set_ladder(Channel.objects.get(slug="faq"), steps, by=people.ada)


def test_receipts_prove_what_was_done_under_the_ladder_of_that_day(clock, card, chatbot, people):
    expired(clock)
    handed_over = answer(chatbot)["receipt"]
    channel = Channel.objects.get(slug="chatbot")
    set_ladder(channel, {state: dict.fromkeys(RISKS, "serve") for state in ("due", "expired")}, by=people.ada)
    served = answer(chatbot)
    assert served["status"] == "answered"
    set_ladder(channel, {"expired": dict.fromkeys(RISKS, "escalate")}, by=people.ada)
    for receipt, status in ((handed_over, "escalate"), (served["receipt"], "answered")):
        proved = chatbot.get(f"/api/v1/receipts/{receipt}").json()
        assert (proved["is_same"], proved["status"]) == (True, status)


def test_a_day_in_the_past_is_answered_with_the_trust_of_that_day(clock, card, chatbot):
    expired(clock)
    body = chatbot.get(f"/api/v1/answers/cancel-order{SHIPPED}&as_of=2026-03-03").json()
    assert (body["status"], body["trust"]["state"]) == ("answered", "verified")


def test_the_page_shows_how_many_cards_each_choice_concerns_before_it_bites(clock, card, store, client_of, people):
    store.card("contact-us", risk="high")
    clock.move_to(START + 70 * DAY, tick=False)
    page = client_of(people.ada).get("/desk/channels/chat/")
    cell = {cell["name"]: cell["bite"] for row in page.context["table"] for cell in row["cells"]}
    assert (cell["due-high"].now, cell["due-high"].soon, cell["expired-high"].soon) == (0, 2, 0)
    clock.move_to(START + 121 * DAY, tick=False)
    page = client_of(people.ada).get("/desk/channels/chat/")
    cell = {cell["name"]: cell["bite"] for row in page.context["table"] for cell in row["cells"]}
    assert (cell["due-high"].now, cell["expired-high"].now, cell["expired-high"].soon) == (0, 2, 0)
    assert b"Cards: 2 now" in page.content


def test_a_ladder_is_set_on_its_page(card, client_of, people):
    steps = {f"{state}-{risk}": "notice" for state in ("due", "expired") for risk in RISKS}
    assert client_of(people.olivia).post("/desk/channels/chat/", steps).status_code == 403
    assert client_of(people.ada).post("/desk/channels/chat/", {**steps, "due-low": "shout"}).status_code == 400
    assert client_of(people.ada).post("/desk/channels/chat/", steps).status_code == 302
    assert Channel.objects.get(slug="chat").ladder["due"] == dict.fromkeys(RISKS, "notice")


def test_a_channel_and_its_keys_are_made_shown_once_and_revoked(card, client_of, people):
    ada = client_of(people.ada)
    given = {"slug": "chatbot", "audience": "public", "kind": "chatbot", "scopes": ["answers", "feedback"]}
    assert client_of(people.olivia).get("/desk/channels/new/").status_code == 403
    made = ada.post("/desk/channels/new/", given)
    assert made.status_code == 201
    key = made.context["key"]
    assert key in made.content.decode()
    assert key not in ada.get("/desk/channels/chatbot/").content.decode()
    bot = Client(headers={"Authorization": f"Bearer {key}"})
    assert answer(bot)["status"] == "answered"
    row = Channel.objects.get(slug="chatbot").keys.get()
    assert client_of(people.ana).post(f"/desk/channels/chatbot/keys/{row.pk}/").status_code == 403
    assert ada.post(f"/desk/channels/chatbot/keys/{row.pk}/").status_code == 302
    assert bot.get("/api/v1/answers/cancel-order").status_code == 401
    assert ada.post("/desk/channels/chatbot/keys/", {"scopes": []}).status_code == 422
    assert ada.post("/desk/channels/chatbot/keys/", {"scopes": ["manage"], "seen": row.pk}).status_code == 201
    assert Channel.objects.get(slug="chatbot").keys.get(revoked_at=None).person == people.ada


@pytest.mark.parametrize(("slug", "audience"), [("Chat Bot", "public"), ("chat", "internal")])
def test_a_channel_that_cannot_be_is_said_at_its_field(client_of, people, slug, audience):
    given = {"slug": slug, "audience": audience, "kind": "other", "scopes": ["answers"]}
    response = client_of(people.ada).post("/desk/channels/new/", given)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"slug"}
