"""What customers say about an answer, sent by the channel that gave it."""

import pytest

from policies.models import Flag
from policies.trust.verifying import verify
from tests.api.problem import fields_of, problem_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/feedback"


@pytest.fixture
def card(store):
    return store.card("contact-us")


@pytest.fixture
def chatbot(channel):
    return channel("public", slug="chatbot", scopes=("answers", "feedback"))


def post(client, body, **headers):
    return client.post(URL, body, content_type="application/json", headers=headers)


def wrong(**more):
    return {"card": "contact-us", "kind": "wrong", **more}


def trust_of(client):
    return client.get("/api/v1/answers/contact-us").json()["trust"]["state"]


def test_it_writes_down_what_was_said_on_which_channel(card, chatbot):
    response = post(chatbot, wrong(comment="You close at five.", language="en"))
    assert response.status_code == 201
    flag = Flag.objects.get()
    said = (flag.kind, flag.comment, flag.language, flag.channel, flag.by, flag.version.number)
    assert said == ("wrong", "You close at five.", "en", "chatbot", None, 1)
    body = response.json()
    assert (body["feedback"], body["card"], body["version"], body["channel"]) == (flag.pk, "contact-us", 1, "chatbot")


def test_three_times_wrong_makes_the_card_doubted_everywhere_at_once(card, chatbot):
    assert [(post(chatbot, wrong()).status_code, trust_of(chatbot)) for _ in range(3)] == [
        (201, "verified"),
        (201, "verified"),
        (201, "due"),
    ]


def test_a_request_that_is_repeated_with_its_key_counts_once(card, chatbot):
    first, again = (post(chatbot, wrong(), **{"Idempotency-Key": "one"}) for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Flag.objects.count() == 1
    assert post(chatbot, wrong(comment="Other"), **{"Idempotency-Key": "one"}).status_code == 422


def test_with_a_receipt_it_is_about_the_version_that_was_said(store, card, chatbot):
    receipt = chatbot.get("/api/v1/answers/contact-us").json()["receipt"]
    changed = store.text(card)
    changed["languages"]["en"]["short"] = "Write to us."
    store.publish(card, changed)
    assert post(chatbot, wrong(receipt=receipt)).json()["version"] == 1
    assert post(chatbot, wrong()).json()["version"] == 2


def test_flags_on_what_was_replaced_doubt_nothing_new(store, card, chatbot):
    receipt = chatbot.get("/api/v1/answers/contact-us").json()["receipt"]
    changed = store.text(card)
    changed["languages"]["en"]["short"] = "Write to us."
    store.publish(card, changed)
    for _ in range(4):
        post(chatbot, wrong(receipt=receipt))
    assert trust_of(chatbot) == "verified"


def test_a_receipt_of_another_card_or_of_nobody_is_refused(store, card, chatbot):
    store.card("opening-hours")
    other = chatbot.get("/api/v1/answers/opening-hours").json()["receipt"]
    for receipt in (other, "nonsense"):
        response = post(chatbot, wrong(receipt=receipt))
        assert [field for field, _code in fields_of(response)] == ["receipt"]
    assert not Flag.objects.exists()


def test_a_card_that_the_channel_may_not_see_does_not_exist_for_it(store, chatbot):
    store.card("contact-us", audience="internal")
    response = post(chatbot, wrong())
    assert problem_of(response, 404)["errors"][0]["code"] == "unknown_card"
    assert not Flag.objects.exists()


def test_a_key_without_the_scope_is_refused(card, channel):
    assert post(channel("public"), wrong()).status_code == 403
    assert not Flag.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "wrong"}, "card"),
        ({"card": "contact-us"}, "kind"),
        (wrong(kind="bad"), "kind"),
        (wrong(comment="a" * 2001), "comment"),
        (wrong(comment="a\0b"), "comment"),
        (wrong(language="a" * 21), "language"),
        (wrong(version=1), "version"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(card, chatbot, body, field):
    response = post(chatbot, body)
    assert field in {named for named, _code in fields_of(response)}
    assert not Flag.objects.exists()


def test_what_was_verified_since_begins_to_count_anew(card, chatbot, people):
    for _ in range(2):
        post(chatbot, wrong())
    verify(card, by=people.olivia, answers=[{"thing": "text", "is_right": True, "source": "The shop's page"}])
    post(chatbot, wrong())
    assert trust_of(chatbot) == "verified"
