"""Whoever follows `/changes` misses nothing, and learns of nothing that is not for it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from policies.publishing import current_revision
from policies.releases import add_to_release, approve_release, create_release, publish_release, submit_release

pytestmark = pytest.mark.both
URL = "/api/v1/changes"


def follow(client, after=0, **query):
    """Everything from there on, page by page, as a client does that stores the revision."""
    found = []
    while True:
        body = client.get(URL, {"after": after, **query}).json()
        found += body["results"]
        after = body["revision"]
        if body["next"] is None:
            return found, after


def test_it_gives_every_revision_in_order(store, channel):
    store.cancel_order()
    store.fact(value=7)
    found, revision = follow(channel("internal"), limit=2)
    assert revision == current_revision()
    assert [change["revision"] for change in found] == sorted(change["revision"] for change in found)
    assert [change["thing"] for change in found] == [
        "fact:refunds.card_days", "offer:free-shipping", "card:cancel-order", "fact:refunds.card_days",
    ]  # fmt: skip
    assert [change["kind"] for change in found] == ["publish"] * 4
    assert found[-1]["cards"] == ["cancel-order"]
    assert found[-1]["version"] == 2


def test_it_gives_nothing_to_who_has_everything(store, channel):
    store.card()
    body = channel("internal").get(URL, {"after": current_revision()}).json()
    assert datetime.fromisoformat(body.pop("next_change_at")) > timezone.now() + timedelta(days=30)  # The check that is due.
    assert body == {"next": None, "previous": None, "results": [], "revision": current_revision()}


def test_it_keeps_a_revision_whole_however_short_the_page(store, channel, people):
    cards = [store.card(slug) for slug in ("one", "two", "three")]
    before = current_revision()
    release = create_release("together", "Together", by=people.marta)
    for card in cards:
        add_to_release(store.draft(card, store.text(card)), release, by=people.marta)
    submit_release(release, by=people.marta)
    publish_release(approve_release(release, by=people.olivia), by=people.olivia)
    body = channel("internal").get(URL, {"after": before, "limit": 1}).json()
    assert {change["thing"] for change in body["results"]} == {"card:one", "card:two", "card:three"}


def test_it_says_when_something_scheduled_begins_and_ends(store, channel):
    card, start = store.card(), timezone.now() + timedelta(days=3)
    store.publish(card, {**store.text(card), "audience": "public"}, start=start, until=start + timedelta(days=2))
    body = channel().get(URL).json()
    assert body["results"][-1]["effective_from"].startswith(start.isoformat()[:19])
    assert body["results"][-1]["effective_until"] is not None
    assert body["next_change_at"].startswith(start.isoformat()[:19])


def test_it_tells_a_public_channel_nothing_of_what_is_internal(store, channel):
    store.card("secret-plan", audience="internal")
    store.fact("secret.days", 3)
    text = channel().get(URL).content.decode()
    assert "secret" not in text
    assert channel().get(URL).json()["revision"] == current_revision()
    assert "secret-plan" in channel("internal").get(URL).content.decode()


def test_it_names_the_cards_a_fact_touches_but_not_the_fact_to_a_public_channel(store, channel):
    store.cancel_order()
    after = current_revision()
    store.fact(value=7)
    (change,) = channel().get(URL, {"after": after}).json()["results"]
    assert (change["thing"], change["cards"]) == ("", ["cancel-order"])


def test_it_names_the_cards_that_a_fact_touches_through_an_offer(store, channel):
    """The offer stands beside the answer: who keeps the answer has to know that the offer says something else."""
    store.fact("retention.days", value=30)
    store.offer(
        "store-credit", is_public=True, code="CREDIT", texts={"en": "Good for {{ retention.days }}."}, titles={"en": "Credit"}
    )
    store.offer(is_public=True, fallback="store-credit", cool_down_days=30)
    store.cancel_order()
    after = current_revision()
    store.fact("retention.days", value=60)
    for audience in ("public", "internal"):
        (change,) = channel(audience).get(URL, {"after": after}).json()["results"]
        assert change["cards"] == ["cancel-order"]


def test_it_tells_a_public_channel_that_a_card_which_became_internal_is_gone(store, channel):
    card = store.card()
    after = current_revision()
    store.publish(card, {**store.text(card), "audience": "internal"})
    (change,) = channel().get(URL, {"after": after}).json()["results"]
    assert (change["kind"], change["thing"], change["version"]) == ("withdraw", "card:contact-us", None)


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "٣", "9" * 30, "999999"])
def test_it_names_a_revision_that_cannot_be(channel, db, after):
    response = channel().get(URL, {"after": after})
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "after"


def test_it_waits_for_a_revision_and_never_reads_before_it(store, channel, monkeypatch):
    store.cancel_order()
    now = current_revision()
    address = f"/api/v1/answers/cancel-order?order_stage=packed&min_revision={now}"
    assert channel().get(address).status_code == 200
    monkeypatch.setattr("kb.api.revisions.PATIENCE_SECONDS", 0.0)
    response = channel().get(address.replace(f"={now}", f"={now + 1}"))
    assert response.status_code == 503
    assert response["Retry-After"] == "1"
    assert response.json()["errors"][0]["code"] == "not_there_yet"


@pytest.mark.parametrize("revision", ["", "x", "-1"])
def test_it_names_a_minimum_that_is_no_number(store, channel, revision):
    store.card()
    response = channel().get(f"/api/v1/answers/contact-us?min_revision={revision}")
    assert response.json()["errors"][0]["field"] == "min_revision"
