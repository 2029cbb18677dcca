"""GET /api/v1/search and /suggest: finding cards, never more of them than the caller may see."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from policies.models import Card
from tests.api.problem import fields_of

URL = "/api/v1/search"


@pytest.fixture
def cards(store):
    store.cancel_order()
    for number in range(5):
        english = {"title": f"Parcel rule {number}", "short": f"What holds for parcel {number}."}
        store.card(f"parcel-{number}", topic="shipping", risk="high" if number else "low", languages={"en": english})
    english = {"title": "Parcel fraud signs", "short": "Watch the address of the parcel."}
    store.card("parcel-fraud", topic="shipping", audience="internal", languages={"en": english})


def slugs(response):
    return [result["card"] for result in response.json()["results"]]


def test_it_finds_cards_with_title_short_text_and_trust(cards, channel):
    body = channel().get(URL, {"q": "отменить заказ", "lang": "ru"}).json()
    assert set(body) == {"next", "previous", "results", "complete", "by", "did_you_mean", "counts"}
    first = body["results"][0]
    assert set(first) == {"card", "title", "text", "language", "score", "trust", "reasons"}
    assert first["reasons"] == [{"kind": "title", "typed": "отменить заказ", "found": "Можно ли ещё отменить заказ?"}]
    assert (first["card"], first["language"], first["title"]) == ("cancel-order", "ru", "Можно ли ещё отменить заказ?")
    assert first["text"] == "Заказ можно отменить, пока посылка не покинула наш склад."
    assert first["trust"]["state"] == "verified"


def test_it_keeps_internal_cards_from_a_public_channel(cards, channel):
    assert "parcel-fraud" in slugs(channel("internal").get(URL, {"q": "parcel fraud"}))
    public = channel("public").get(URL, {"q": "parcel fraud"})
    assert "parcel-fraud" not in slugs(public)
    assert b"fraud" not in public.content


def test_it_gives_pages(cards, channel):
    client, seen, url = channel(), [], f"{URL}?q=parcel&limit=2&topic=shipping"
    while url:
        response = client.get(url)
        assert response.status_code == 200
        seen.append(slugs(response))
        url = response.json()["next"]
    assert [len(page) for page in seen] == [2, 2, 1]
    assert {slug for page in seen for slug in page} == {f"parcel-{number}" for number in range(5)}


def test_it_keeps_to_a_topic(cards, channel):
    assert slugs(channel().get(URL, {"q": "order parcel", "topic": "cancellation"})) == ["cancel-order"]


def test_it_keeps_to_a_state_of_trust(cards, channel):
    client = channel()
    assert slugs(client.get(URL, {"q": "parcel", "trust": "due"})) == []
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        assert "parcel-0" in slugs(client.get(URL, {"q": "parcel", "trust": "verified"}))
        assert set(slugs(client.get(URL, {"q": "parcel", "trust": "due"}))) >= {"parcel-1", "parcel-4"}


def test_it_searches_another_day(cards, channel):
    assert slugs(channel().get(URL, {"q": "parcel", "as_of": "2020-01-01"})) == []
    now = timezone.now().isoformat()
    assert "parcel-1" in slugs(channel().get(URL, {"q": "parcel", "as_of": now}))


def test_it_finds_nothing_without_complaint(channel):
    body = channel().get(URL, {"q": "xyzzy"}).json()
    told = {"complete": True, "by": body["by"], "did_you_mean": None, "counts": None}
    assert body == {"next": None, "previous": None, "results": [], **told}


def test_it_counts_how_many_cards_each_filter_would_leave(cards, channel):
    client = channel("public")
    query = {"q": "parcel order", "counts": "true", "topic": "shipping"}
    counts = client.get(URL, query).json()["counts"]
    assert counts == {"topic": {"shipping": 5, "cancellation": 1}, "trust": {"verified": 5}}
    for topic, count in counts["topic"].items():
        assert len(slugs(client.get(URL, {**query, "topic": topic}))) == count
    assert channel("internal").get(URL, query).json()["counts"]["topic"]["shipping"] == 6


def test_it_corrects_what_was_typed_in_words_of_the_cards_found(cards, channel):
    body = channel().get(URL, {"q": "Parcle rule"}).json()
    assert body["did_you_mean"] == "parcel rule"
    assert {"kind": "corrected", "typed": "parcle", "found": "Parcel"} in body["results"][0]["reasons"]


def test_pages_fit_each_other_when_cards_come_and_go_between_them(cards, store, channel):
    client, address = channel(), f"{URL}?q=parcel&limit=2&topic=shipping"
    first = client.get(address).json()
    seen = [hit["card"] for hit in first["results"]]
    store.withdraw(Card.objects.get(slug=seen[0]))
    rest, url = [], first["next"]
    while url:
        body = client.get(url).json()
        rest += [hit["card"] for hit in body["results"]]
        url = body["next"]
    assert sorted([*seen, *rest]) == [f"parcel-{number}" for number in range(5)]


@pytest.mark.parametrize(
    "text", ["*", "?*?*?*", "a" * 1000, "(" * 500, "title:[a TO z]", "~8", "'; DROP TABLE", "\U0001f600", "%"]
)
def test_it_takes_any_text(channel, text):
    assert channel().get(URL, {"q": text}).status_code == 200
    assert channel().get("/api/v1/suggest", {"q": text}).status_code == 200


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({}, ("q", "missing")),
        ({"q": " "}, ("q", "missing")),
        ({"q": "a" * 1001}, ("q", "string_too_long")),
        ({"q": "a\0"}, ("q", "nul")),
        ({"q": "a", "topic": "no-such"}, ("topic", "unknown_option")),
        ({"q": "a", "trust": "maybe"}, ("trust", "unknown_option")),
        ({"q": "a", "trust": ""}, ("trust", "unknown_option")),
        ({"q": "a", "texts": "de"}, ("texts", "unknown_option")),
        ({"q": "a", "counts": "1"}, ("counts", "unknown_option")),
        ({"q": "a", "cursor": "LTE6"}, ("cursor", "cursor")),
        ({"q": "a", "limit": "51"}, ("limit", "out_of_range")),
        ({"q": "a", "cursor": "!"}, ("cursor", "cursor")),
        ({"q": "a", "order_stage": "paid"}, ("order_stage", "unknown_parameter")),
        ({"q": "a", "as_of": "now"}, ("as_of", "instant")),
    ],
)
def test_it_names_the_parameter_that_is_wrong(channel, query, error):
    assert fields_of(channel().get(URL, query)) == [error]


def test_it_suggests_titles_while_somebody_types(cards, channel):
    body = channel().get("/api/v1/suggest", {"q": "canc", "lang": "en"}).json()
    assert body["results"][0] == {"title": "Can I still cancel my order?"}


def test_it_suggests_no_internal_title_to_a_public_channel(cards, channel):
    assert b"fraud" in channel("internal").get("/api/v1/suggest", {"q": "parcel fraud"}).content
    assert b"fraud" not in channel("public").get("/api/v1/suggest", {"q": "parcel fraud"}).content


def test_it_answers_304_to_who_has_it_already(cards, channel):
    client = channel()
    etag = client.get(URL, {"q": "parcel"})["ETag"]
    assert client.get(URL, {"q": "parcel"}, headers={"If-None-Match": etag}).status_code == 304
