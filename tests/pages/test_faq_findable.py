"""What search engines and followers of the feed read: all public questions in all their languages, and nothing else."""

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from policies.channels import disable_channel
from policies.models import Channel
from tests.pages.marked import marked_in, text_of

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def places(client):
    """Addresses in the map, each with its other languages."""
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return {
        url.find("s:loc", MAP).text: {link.get("hreflang"): link.get("href") for link in url.findall("x:link", MAP)}
        for url in tree.findall("s:url", MAP)
    }


def entries(client, language="en"):
    tree = ElementTree.fromstring(client.get(f"/faq/{language}/changes.atom").content)
    return [
        (entry.find("a:title", ATOM).text, entry.find("a:link", ATOM).get("href")) for entry in tree.findall("a:entry", ATOM)
    ]


def data_of(response):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return [json.loads(block) for block in blocks]


def test_the_map_holds_every_language_that_is_really_served(store, client):
    store.cancel_order()
    store.card("gift-wrap")
    found = places(client)
    cancel = {tag: f"{SITE}/faq/{tag}/cancel-order/" for tag in ("en", "pt-BR", "ru")}
    assert found[cancel["ru"]] == {**cancel, "x-default": cancel["en"]}
    assert found[f"{SITE}/faq/en/gift-wrap/"] == dict.fromkeys(("en", "x-default"), f"{SITE}/faq/en/gift-wrap/")
    assert f"{SITE}/faq/ru/gift-wrap/" not in found
    assert found[f"{SITE}/faq/ru/"]["x-default"] == f"{SITE}/faq/"
    for address in found:
        page = client.get(address.removeprefix(SITE))
        assert f'<link rel="canonical" href="{address}">' in text_of(page)


def test_robots_are_told_what_to_read_and_not_what_else_there_is(client, store):
    store.cancel_order()
    said = text_of(client.get("/robots.txt"))
    assert f"Sitemap: {SITE}/sitemap.xml" in said
    assert "Disallow: /\n" in said
    assert "desk" not in said


def test_a_faq_that_is_switched_off_cannot_be_found(client, store):
    store.cancel_order()
    disable_channel(Channel.objects.get(slug="faq"), by=store.people.ada)
    assert client.get("/sitemap.xml").status_code == 404
    assert client.get("/faq/en/changes.atom").status_code == 404
    assert client.get("/faq/en/search/?q=cancel").status_code == 404
    assert "Allow" not in text_of(client.get("/robots.txt"))


def test_engines_are_given_the_answer_word_for_word(client, store):
    store.card("gift-wrap", languages={"en": {"title": "Gift wrap </script>", "short": "**Free** & <quick>."}})
    page = client.get("/faq/en/gift-wrap/")
    (shown,) = marked_in(page)
    about, trail = data_of(page)
    (question,) = about["mainEntity"]
    assert (about["@type"], about["inLanguage"]) == ("FAQPage", "en")
    assert (question["name"], question["acceptedAnswer"]["text"]) == ("Gift wrap </script>", shown.html)
    assert [step["name"] for step in trail["itemListElement"]] == [
        "Questions and answers",
        "Cancellation",
        "Gift wrap </script>",
    ]


def test_of_a_card_that_asks_engines_are_given_its_short_answer_and_one_page_only(client, store):
    store.cancel_order()
    about = data_of(client.get("/faq/ru/cancel-order/"))[0]
    assert "пока посылка не покинула наш склад" in about["mainEntity"][0]["acceptedAnswer"]["text"]
    assert data_of(client.get("/faq/ru/cancel-order/?order_stage=packed")) == []


def test_the_feed_tells_what_changed_in_its_language(client, store):
    store.cancel_order()
    card = store.card("gift-wrap")
    assert [title for title, _ in entries(client)] == ["Gift wrap", "Can I still cancel my order?"]
    assert entries(client, "ru") == [("Можно ли ещё отменить заказ?", f"{SITE}/faq/ru/cancel-order/")]
    store.fact(value=9)
    assert [title for title, _ in entries(client)][0] == "Can I still cancel my order?"
    store.withdraw(card)
    assert "Gift wrap" not in dict(entries(client))


def test_what_takes_effect_tomorrow_is_told_tomorrow(client, store, clock):
    card = store.card("gift-wrap")
    later = {**store.text(card), "languages": {"en": {"title": "Gift wrap costs", "short": "Now two euros."}}}
    store.publish(card, later, start=timezone.now() + timedelta(days=1))
    assert [title for title, _ in entries(client)] == ["Gift wrap"]
    clock.shift(timedelta(days=1, seconds=1))
    assert [title for title, _ in entries(client)] == ["Gift wrap costs"] * 2


def test_unknown_languages_have_no_feed(client, store):
    assert client.get("/faq/fr/changes.atom").status_code == 404


def test_the_page_says_when_it_was_last_checked(client, store, clock):
    clock.move_to("2026-03-04T12:00:00+00:00")
    store.cancel_order()
    assert "Last checked on March 4, 2026" in text_of(client.get("/faq/en/cancel-order/"))
    assert "Проверено: 4 марта 2026" in text_of(client.get("/faq/ru/cancel-order/?order_stage=packed"))


def test_other_questions_of_the_topic_stand_beside_it(client, store):
    store.cancel_order()
    store.card("gift-wrap")
    store.card("elsewhere", topic="returns")
    page = text_of(client.get("/faq/en/cancel-order/"))
    assert 'href="/faq/en/gift-wrap/"' in page
    assert "elsewhere" not in page


CANARY = "ornitorrinco"


@pytest.fixture
def secrets(store):
    """The word stands wherever customers must not look: internal cards, notes, drafts, tomorrow, what was withdrawn."""
    english = {"title": f"Fraud {CANARY}", "short": f"{CANARY} here.", "questions": [f"the {CANARY}"], "notes": f"{CANARY}!"}
    store.cancel_order()
    store.card(f"fraud-{CANARY}", audience="internal", topic=f"topic-{CANARY}", languages={"en": english})
    card = store.card("gift-wrap", languages={"en": {"title": "Gift wrap", "short": "Free.", "notes": f"Ask {CANARY}."}})
    changed = {**store.text(card), "languages": {"en": english}}
    store.draft(card, changed)
    other = store.card("tomorrow")
    store.publish(other, changed, start=timezone.now() + timedelta(days=1))
    store.withdraw(store.card(f"was-{CANARY}", languages={"en": english}))
    hidden = store.card(f"hidden-{CANARY}", languages={"en": english})
    store.publish(hidden, {**store.text(hidden), "audience": "internal"})


def test_nothing_that_customers_must_not_see_stands_anywhere(secrets, client):
    addresses = [
        "/sitemap.xml",
        "/robots.txt",
        *(f"/faq/{tag}/{rest}" for tag in ("en", "pt-BR", "ru") for rest in ("", "changes.atom", "gift-wrap/", "tomorrow/")),
        "/faq/en/search/?q=ornitorr",
        "/faq/en/search/?q=the",
        "/faq/en/search/?q=fraud",
    ]
    for address in addresses:
        for headers in ({}, {"HX-Request": "true"}):
            page = client.get(address, headers=headers)
            assert page.status_code == 200, address
            assert CANARY not in text_of(page).replace("ornitorrinco/?", ""), address
    assert CANARY not in text_of(look := client.get("/faq/en/search/?q=ornitorrinc"))
    assert "Fraud" not in text_of(look)
    for slug in ("fraud", "was", "hidden"):
        assert client.get(f"/faq/en/{slug}-{CANARY}/").content == client.get("/faq/en/nothing/").content
