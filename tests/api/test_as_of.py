"""Time is part of the question: every read takes `as_of`."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.api.problem import fields_of, problem_of

URL = "/api/v1/answers/contact-us"


@pytest.fixture
def card(store):
    return store.card("contact-us")


def test_it_gives_what_held_at_the_instant(card, store, channel):
    before = timezone.now()
    text = store.text(card)
    text["languages"]["en"]["short"] = "Call us."
    store.publish(card, text)
    client = channel()
    assert client.get(URL).json()["answer"]["text"] == "Call us."
    then = client.get(URL, {"as_of": before.isoformat()}).json()
    assert then["answer"]["text"] == "This is what we say about contact us."
    assert datetime.fromisoformat(then["as_of"]) == before


def test_it_knows_no_card_before_its_first_publication(card, channel):
    problem_of(channel().get(URL, {"as_of": "2020-01-01"}), 404)


def test_it_gives_what_is_scheduled_from_its_instant_on(card, store, channel):
    start = timezone.now() + timedelta(days=3)
    text = store.text(card)
    text["languages"]["en"]["short"] = "Write to us."
    store.publish(card, text, start=start)
    client = channel()
    assert client.get(URL, {"as_of": start.isoformat()}).json()["answer"]["text"] == "Write to us."
    just_before = (start - timedelta(microseconds=1)).isoformat()
    assert client.get(URL, {"as_of": just_before}).json()["answer"]["text"] != "Write to us."


def test_it_hides_a_card_that_is_internal_today_at_any_other_time(card, store, channel):
    before = timezone.now()
    store.publish(card, {**store.text(card), "audience": "internal"})
    store.publish(card, {**store.text(card), "audience": "public"}, start=timezone.now() + timedelta(days=1))
    public, internal = channel("public"), channel("internal")
    for instant in (before, timezone.now() + timedelta(days=2)):
        problem_of(public.get(URL, {"as_of": instant.isoformat()}), 404)
        assert internal.get(URL, {"as_of": instant.isoformat()}).status_code == 200


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2030-06-01T12:00:00Z", datetime(2030, 6, 1, 12, tzinfo=UTC)),
        ("2030-06-01T12:00:00+03:00", datetime(2030, 6, 1, 9, tzinfo=UTC)),
        ("2030-06-01T12:00:00.250-02:00", datetime(2030, 6, 1, 14, 0, 0, 250_000, tzinfo=UTC)),
        ("2030-06-01", datetime(2030, 6, 1, 3, tzinfo=UTC)),
    ],
)
def test_it_reads_iso_8601_and_a_day_as_its_start_in_the_stores_time_zone(card, channel, settings, text, instant):
    settings.TIME_ZONE = "America/Sao_Paulo"
    body = channel().get(URL, {"as_of": text}).json()
    assert datetime.fromisoformat(body["as_of"]) == instant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2030-06-01T12:00:00",
        "2030-06-31",
        "2030-W01-1",
        "20300601",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "2030-06-01T12:00:00 03:00",
        "1e9",
        "٢٠٣٠-٠٦-٠١",
        "2030-06-01\n",
    ],
)
@pytest.mark.parametrize("url", [URL, "/api/v1/topics"])
def test_it_refuses_what_is_no_instant(card, channel, url, text):
    assert fields_of(channel().get(url, {"as_of": text})) == [("as_of", "instant")]
