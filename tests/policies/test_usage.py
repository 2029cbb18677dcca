"""Where things are used, and what a change of them touches."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from policies.models import Quote, Version
from policies.publishing import moment_at, now
from policies.workflow import approve, revert, save_draft, submit
from policies.writing.touched import touched_by
from policies.writing.usage import live_uses, times_used, where_used

pytestmark = pytest.mark.django_db


def used(kind, slug, **how):
    return [(use.version.subject.slug, use.standing) for use in where_used(kind, slug, how.pop("at", now()), **how)]


def linking(card):
    return {"en": {"title": "Link", "short": f"See [that](/cards/{card}/) and [this](/faq/pt-BR/{card}/?region=eu)."}}


def test_it_knows_what_a_card_quotes_asks_about_and_links_to(store):
    store.cancel_order()
    store.card("link", languages=linking("cancel-order"))
    assert used("fact", "refunds.card_days") == [("cancel-order", "live")]
    assert used("offer", "free-shipping") == [("cancel-order", "live")]
    assert used("dimension", "order_stage") == [("cancel-order", "live")]
    assert used("card", "cancel-order") == [("link", "live")]
    assert used("fact", "cancel-order") == []


def test_it_knows_what_facts_and_offers_depend_on(store):
    store.dimension()
    fact = store.fact()
    content = {"type": "duration", "unit": "day", "value": 5, "variants": [{"when": {"order_stage": ["lost"]}, "value": 9}]}
    store.publish(fact, content)
    store.offer("small", code="SMALL")
    texts = {"titles": {"en": "Large"}, "texts": {"en": "In {{ refunds.card_days }}."}}
    store.offer("large", when={"order_stage": ["placed"]}, cool_down_days=30, fallback="small", **texts)
    assert used("dimension", "order_stage") == [("refunds.card_days", "live"), ("large", "live")]
    assert used("fact", "refunds.card_days") == [("large", "live")]
    assert used("offer", "small") == [("large", "live")]


def test_it_follows_a_version_from_draft_to_the_past(store, people):
    card = store.cancel_order()
    soon = timezone.now() + timedelta(days=5)
    without = {"languages": {"en": {"title": "Cancel", "short": "Ask us."}}, "source": "en"}
    draft = store.draft(card, store.text(card))
    assert used("fact", "refunds.card_days") == [("cancel-order", "live"), ("cancel-order", "draft")]
    submit(draft, by=people.marta)
    assert used("fact", "refunds.card_days")[1:] == [("cancel-order", "in_review")]
    approve(draft, by=people.olivia)
    assert used("fact", "refunds.card_days")[1:] == [("cancel-order", "approved")]
    with_it = store.version(card)
    store.publish(card, without)
    store.publish(card, with_it.content, start=soon)
    assert used("fact", "refunds.card_days") == [("cancel-order", "scheduled"), ("cancel-order", "approved")]
    assert used("fact", "refunds.card_days", at=moment_at(soon)) == [("cancel-order", "live"), ("cancel-order", "approved")]
    store.withdraw(card)
    assert used("fact", "refunds.card_days") == [("cancel-order", "approved")]


def test_it_follows_every_save_of_a_draft(store, people):
    card = store.cancel_order()
    draft = store.draft(card)
    save_draft(draft, {"source": "en", "languages": linking("cancel-order")}, by=people.marta)
    assert set(draft.quotes.values_list("kind", "slug")) == {("card", "cancel-order")}
    save_draft(draft, store.text(card), by=people.marta)
    assert set(draft.quotes.values_list("kind", "slug")) == set(store.version(card).quotes.values_list("kind", "slug"))
    again = revert(card, store.version(card), by=people.marta)
    assert again.quotes.count() == draft.quotes.count() == 3


def test_it_shows_a_draft_to_nobody_who_may_not_read_it(store, people):
    card = store.cancel_order()
    store.draft(card)
    for person, count in (
        (people.marta, 2),
        (people.olivia, 2),
        (people.max, 2),
        (people.pavel, 1),
        (people.ana, 1),
        (people.stranger, 0),
    ):
        assert len(where_used("fact", "refunds.card_days", now(), seen_by=person)) == count, person


def test_it_counts_subjects_in_force(store):
    card = store.cancel_order()
    store.publish(card, store.text(card) | {"audience": "internal"})
    store.card("other", languages={"en": {"title": "Other", "short": "In {{ refunds.card_days }}."}})
    assert times_used("fact", ["refunds.card_days", "no.such"], now()) == {"refunds.card_days": 2, "no.such": 0}
    assert [use.version.subject.slug for use in live_uses("fact", now())["refunds.card_days"]] == ["cancel-order", "other"]


def test_a_filled_database_is_carried_forward(store):
    """The migration reads the JSON by itself; it must find what saving finds."""
    store.cancel_order()
    store.card("link", languages=linking("cancel-order"))
    store.dimension("days", kind="number", names={}, questions={})
    bound = [{"key": "late", "when": {"days": {"min": "refunds.card_days"}}, "outcome": "allowed"}]
    store.card("bound", rules=bound, languages={"en": {"title": "B", "short": "S", "texts": {"late": "T"}}})
    store.offer("large", code="LARGE", cool_down_days=30, fallback="free-shipping", when={"order_stage": ["placed"]})
    kept = set(Quote.objects.values_list("version", "kind", "slug"))
    Quote.objects.all().delete()
    import_module("policies.migrations.0007_fill_quotes").fill(apps, None)
    assert set(Quote.objects.values_list("version", "kind", "slug")) == kept
    assert {kind for _, kind, _ in kept} == {"fact", "offer", "dimension", "card"}


def test_a_change_shows_the_texts_that_it_would_make_wrong(store, people):
    fact = store.fact()
    right = {"title": "Refunds", "short": "In {{ refunds.card_days }}.", "body": "That is 5 days."}
    russian = {"title": "Возврат", "short": "Через {{ refunds.card_days }}, то есть пять дней."}
    store.card("refunds", languages={"en": right, "ru": russian})
    store.card("other", languages={"en": {"title": "Other", "short": "In {{ refunds.card_days }}."}})
    draft = store.draft(fact, {"type": "duration", "unit": "day", "value": 7})
    touched = {item.use.version.subject.slug: item.problems for item in touched_by(draft, now())}
    assert touched["other"] == ()
    assert [problem.field for problem in touched["refunds"]] == ["languages.en.body", "languages.ru.short"]
    assert '"пять дней"' in touched["refunds"][1].message
    assert "7 дней" in touched["refunds"][1].message
    same = store.draft(fact, {"type": "duration", "unit": "day", "value": 5, "about": "For cards."})
    assert not any(item.problems for item in touched_by(same, now()))


def test_the_pages_of_a_fact_and_an_offer_lead_to_what_uses_them(store, people, client_of):
    card = store.cancel_order()
    address = f"/desk/card/cancel-order/{store.version(card).number}/"
    for subject in ("fact/refunds.card_days", "offer/free-shipping"):
        page = client_of(people.ana).get(f"/desk/{subject}/").content.decode()
        assert "Used by" in page
        assert address in page


def test_the_page_of_a_change_shows_what_it_touches_before_it_is_approved(store, people, client_of):
    store.cancel_order()
    fact = store.fact("refunds.card_days", 5)
    draft = store.draft(fact, {"type": "duration", "unit": "day", "value": 9})
    pavel, url = client_of(people.pavel), f"/desk/fact/refunds.card_days/{draft.number}/"
    submit(draft, by=people.marta)
    page = pavel.get(url).content.decode()
    assert "This change touches" in page
    assert "Can I still cancel my order?" in page
    published = Version.objects.filter(subject=fact, state="published").latest("number")
    assert "This change touches" not in pavel.get(f"/desk/fact/refunds.card_days/{published.number}/").content.decode()
