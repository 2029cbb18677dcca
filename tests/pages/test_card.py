"""The page of one card, for colleagues."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.channels import disable_channel, open_channel, set_channel, set_ladder
from policies.models import Channel, Feedback, Flag
from policies.notices.must_reads import acknowledge, require_reading
from tests.pages.marked import marked_in, text_of

pytestmark = pytest.mark.django_db


def test_it_shows_the_same_answer_as_the_find_page(store, people, client_of):
    store.cancel_order()
    ana, known = client_of(people.ana), {"order_stage": "packed", "lang": "ru"}
    assert marked_in(ana.get("/cards/cancel-order/", known)) == marked_in(ana.get("/", {"q": "отменить заказ", **known}))


def test_it_shows_background_record_and_the_way_to_the_faq(store, people, client_of):
    store.cancel_order()
    text = text_of(client_of(people.ana).get("/cards/cancel-order/", {"order_stage": "packed"}))
    assert "The refund takes 5 days.</p>" in text
    assert "/faq/en/cancel-order/?order_stage=packed" in text
    assert "Revision" in text


def test_it_shows_what_each_channel_says_with_its_digest(store, people, client_of):
    store.cancel_order()
    set_channel(Channel.objects.get(slug="chat"), by=people.ada, languages=["pt-BR"])
    disable_channel(open_channel("old-shop", audience="public", by=people.ada), by=people.ada)
    given = {"order_stage": "packed", "lang": "ru"}
    response = client_of(people.ana).get("/cards/cancel-order/", given)
    on = {line.channel.slug: line for line in response.context["channels"]}
    assert {name for name, line in on.items() if line.is_same} == {"faq", "agents", "panel"}
    assert on["chat"].reply.wording.language == "pt-BR"
    assert "In Portuguese" in text_of(response)
    assert "Switched off" in text_of(response)
    assert f'title="{on["faq"].reply.answer.digest}">{on["faq"].reply.answer.digest[7:15]}</code>' in text_of(response)
    asked = client_of(people.ana).get("/cards/cancel-order/", {"lang": "ru"})
    assert not any(line.is_same for line in asked.context["channels"])
    assert "Asks the customer first" in text_of(asked)


def test_a_channel_that_hands_over_or_warns_says_so(clock, store, people, client_of):
    store.card("contact-us")
    set_ladder(Channel.objects.get(slug="chat"), {"expired": {"medium": "escalate"}}, by=people.ada)
    before = timezone.now()
    clock.shift(timedelta(days=400))
    ana = client_of(people.ana)
    text = text_of(ana.get("/cards/contact-us/"))
    assert "Hands over to a person" in text
    assert "The same words, with a notice" in text
    past = text_of(ana.get("/cards/contact-us/", {"as_of": before.isoformat()}))
    assert "Hands over to a person" not in past


def test_customers_channels_do_not_show_an_internal_card(store, people, client_of):
    store.card("fraud", audience="internal")
    response = client_of(people.ana).get("/cards/fraud/")
    on = {line.channel.slug: line.reply for line in response.context["channels"]}
    assert on["faq"] is None
    assert on["agents"]
    assert "/desk/channels/faq/" not in text_of(response)


def test_while_somebody_picks_only_what_depends_on_it_is_sent(store, people, client_of):
    store.cancel_order()
    ana, given = client_of(people.ana), {"order_stage": "packed"}
    part = ana.get("/cards/cancel-order/", given, headers={"HX-Request": "true"})
    assert "<html" not in text_of(part)
    assert 'id="card-body"' in text_of(part)
    whole = ana.get("/cards/cancel-order/", given, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in text_of(whole)
    assert "Time line" in text_of(whole)


def test_it_can_be_asked_about_any_day_and_keeps_what_was_picked(store, people, client_of):
    store.cancel_order()
    ana, today = client_of(people.ana), timezone.localdate()
    text = text_of(ana.get("/cards/cancel-order/", {"order_stage": "packed", "as_of": str(today + timedelta(days=1))}))
    assert f'name="as_of" value="{today + timedelta(days=1)}" required' in text
    assert '<input type="hidden" name="order_stage" value="packed">' in text
    assert "Did this help the customer?" not in text
    assert ana.get("/cards/cancel-order/", {"as_of": "2001-01-01"}).status_code == 404


def test_a_flag_and_a_watch_lead_back_to_what_was_picked(store, people, client_of):
    store.cancel_order()
    ana, here = client_of(people.ana), "/cards/cancel-order/?order_stage=packed&lang=ru"
    text = text_of(ana.get(here))
    for form in ("watch", "say-helpful", "flag-card"):
        assert f'<input type="hidden" form="{form}" name="next" value="{here}">' in text
    given = {"kind": "unclear", "next": here, "language": "ru"}
    assert ana.post("/cards/cancel-order/flag/", given)["Location"] == here
    assert Flag.objects.get().language == "ru"
    assert ana.post("/cards/cancel-order/helpful/", {**given, "kind": "helpful"})["Location"] == here
    assert Feedback.objects.get().language == "ru"


def test_who_has_never_looked_is_told_of_what_must_be_read(store, people, client_of):
    card = store.cancel_order()
    content = store.text(card)
    content["languages"]["en"]["short"] = "You can cancel until the parcel is packed."
    store.publish(card, content)
    must_read = require_reading(store.version(card), by=people.olivia)
    ana = client_of(people.ana)
    hint = f'href="/desk/must-read/{must_read.pk}/">Read what changed</a>'
    assert hint in text_of(ana.get("/cards/cancel-order/"))
    assert hint not in text_of(client_of(people.marta).get("/cards/cancel-order/"))
    acknowledge(must_read, by=people.ana)
    assert hint not in text_of(ana.get("/cards/cancel-order/"))


def test_an_internal_card_leads_to_no_faq_page(store, people, client_of):
    store.card("fraud", audience="internal")
    text = text_of(client_of(people.ana).get("/cards/fraud/"))
    assert "/faq/en/fraud" not in text
    assert "no customer channel shows this card" in text


def test_it_does_not_know_unknown_cards(people, client_of):
    assert client_of(people.ana).get("/cards/nothing/").status_code == 404


@pytest.mark.parametrize("slug", ["cancel-order", "nothing"])
def test_it_tells_a_stranger_nothing_of_what_exists(store, people, client_of, slug):
    store.cancel_order()
    assert client_of(people.stranger).get(f"/cards/{slug}/").status_code == 403
