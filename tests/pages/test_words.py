"""The pages on which knowledge managers say how cards are found: synonyms with their effect, best bets."""

import pytest
from django.utils import timezone

from policies.models import Event
from search.kept import BestBet, SynonymSet
from search.models import Question
from tests.pages.marked import text_of

pytestmark = pytest.mark.django_db
SYNONYMS, BETS = "/desk/synonyms/", "/desk/best-bets/"


@pytest.fixture
def max_(people, client_of):
    return client_of(people.max)


def asked(text, key, language="en"):
    Question.objects.create(
        key=key, way="find", asked_at=timezone.now(), channel="agents", language=language, text=text, revision=1
    )


def test_a_manager_sees_what_synonyms_would_change_then_keeps_changes_and_drops_them(store, max_):
    store.card("gift-wrap", languages={"en": {"title": "Gift wrap", "short": "We wrap gifts."}})
    asked("a present", "a")
    asked("how do I reach you", "b")
    shown = text_of(max_.get(SYNONYMS, {"language": "en", "words": "gift\npresent"}))
    assert "Nobody has asked" not in shown
    assert "a present" in shown
    assert "how do I reach you" not in shown
    assert not SynonymSet.objects.exists()
    assert max_.post(SYNONYMS, {"language": "en", "words": "gift\npresent"}).status_code == 302
    kept = SynonymSet.objects.get()
    assert (kept.language, kept.words) == ("en", ["gift", "present"])
    assert max_.post(f"{SYNONYMS}{kept.pk}/", {"words": "gift, present, parcel"}).status_code == 302
    kept.refresh_from_db()
    assert kept.words == ["gift", "present", "parcel"]
    assert max_.post(f"{SYNONYMS}{kept.pk}/drop/").status_code == 302
    assert not SynonymSet.objects.exists()
    actions = list(Event.objects.filter(thing=f"synonyms:{kept.pk}").values_list("action", flat=True))
    assert sorted(actions) == ["add_synonyms", "change_synonyms", "drop_synonyms"]


def test_it_says_at_the_field_what_is_wrong_with_the_words(max_):
    response = max_.post(SYNONYMS, {"language": "en", "words": "gift"})
    assert response.status_code == 422
    assert "Write at least two different words" in text_of(response)


def test_a_manager_puts_a_card_first_from_what_is_found_and_lets_the_words_decide_again(store, max_):
    store.card("gift-wrap")
    store.card("gift-returns")
    found = text_of(max_.get(BETS, {"language": "en", "query": "gift"}))
    assert 'name="card" value="gift-returns"' in found
    assert max_.post(BETS, {"language": "en", "query": "gift", "card": "gift-wrap"}).status_code == 302
    bet = BestBet.objects.get()
    assert "For everybody." in text_of(max_.get(BETS))
    assert max_.post(f"{BETS}{bet.pk}/", {"query": "a gift", "card": "gift-returns"}).status_code == 302
    bet.refresh_from_db()
    assert (bet.query, bet.card.slug) == ("a gift", "gift-returns")
    assert max_.post(f"{BETS}{bet.pk}/drop/").status_code == 302
    assert not BestBet.objects.exists()
    assert "There is no card of this name." in text_of(max_.post(BETS, {"language": "en", "query": "gift", "card": "nothing"}))


def test_it_says_of_a_card_that_is_not_live_that_it_comes_first_for_nobody(store, max_):
    card = store.card("gift-wrap")
    max_.post(BETS, {"language": "en", "query": "gift", "card": "gift-wrap"})
    store.withdraw(card)
    assert "comes first for nobody" in text_of(max_.get(BETS))


def test_colleagues_may_look_and_strangers_may_not(store, people, client_of):
    store.card("gift-wrap")
    ana, stranger = client_of(people.ana), client_of(people.stranger)
    for address in (SYNONYMS, BETS):
        assert "Only knowledge managers can change how cards are found." in text_of(ana.get(address))
        assert stranger.get(address).status_code == 403
    assert ana.post(SYNONYMS, {"language": "en", "words": "gift\npresent"}).status_code == 403
    assert ana.get(SYNONYMS, {"language": "en", "words": "gift\npresent"}).status_code == 403
    assert ana.post(BETS, {"language": "en", "query": "gift", "card": "gift-wrap"}).status_code == 403
    assert not SynonymSet.objects.exists()
    assert not BestBet.objects.exists()
