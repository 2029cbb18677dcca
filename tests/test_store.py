"""The shared fixtures make what they promise."""

import pytest

from policies.answers import answer_for, visible_cards
from policies.models import Channel, Event
from policies.permissions import roles_of
from policies.publishing import current_revision, now


def test_it_makes_people_with_the_roles_of_their_names(people):
    assert roles_of(people.olivia) == {"owner", "author"}
    assert roles_of(people.stranger) == set()


def test_it_publishes_the_card_of_the_story(store):
    store.cancel_order()
    at = now()
    card = visible_cards("public", at).get(slug="cancel-order")
    reply = answer_for(card, {"order_stage": "packed"}, "pt-BR", at)
    assert reply.answer.rule == "not-shipped"
    assert "5 dias" in reply.answer.text
    assert current_revision() == 3


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_it_starts_afresh_after_a_test_that_commits(store, turn):
    assert Channel.objects.filter(slug="faq").exists()
    assert not Event.objects.exists()
    store.card()
    assert current_revision() == 1
