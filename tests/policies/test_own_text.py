"""Nobody approves their own text, by whichever way they wrote it."""

import pytest

from policies.content.problems import ContentError
from policies.errors import Refused
from policies.models import Card, Topic
from policies.permissions import may_review
from policies.releases import add_to_release, approve_release, create_release, recall_release, submit_release
from policies.workflow import approve, recall, request_changes, save_draft, start_draft, submit


@pytest.fixture
def card(store):
    return store.card("contact-us")


def draft_by(card, store, person):
    return start_draft(card, store.text(card), by=person)


def test_it_refuses_the_author(store, people, card):
    version = submit(draft_by(card, store, people.olivia), by=people.olivia)
    with pytest.raises(Refused, match="own text"):
        approve(version, by=people.olivia)
    with pytest.raises(Refused, match="own text"):
        request_changes(version, by=people.olivia, comment="x")
    assert approve(version, by=people.pavel).state == "approved"


def test_it_refuses_a_manager_who_wrote_into_somebodys_draft(store, people, card):
    """The author is Marta; the words are Max's."""
    version = draft_by(card, store, people.marta)
    save_draft(version, {**version.content, "audience": "internal"}, by=people.max)
    submit(version, by=people.marta)
    with pytest.raises(Refused, match="own text"):
        approve(version, by=people.max)
    assert approve(version, by=people.pavel).state == "approved"


def test_it_lets_a_reviewer_approve_what_they_gave_back(store, people, card):
    version = submit(draft_by(card, store, people.marta), by=people.marta)
    again = request_changes(version, by=people.pavel, comment="Shorter.")
    assert approve(submit(again, by=people.marta), by=people.pavel).state == "approved"


def test_it_refuses_who_only_changes_their_role(store, people, card):
    version = submit(draft_by(card, store, people.marta), by=people.marta)
    people.marta.groups.set(people.max.groups.all())
    with pytest.raises(Refused, match="own text"):
        approve(version, by=people.marta)


@pytest.mark.parametrize(
    ("risk", "allows", "allowed"), [("low", True, True), ("low", False, False), ("medium", True, False), ("high", True, False)]
)
def test_it_makes_one_exception(store, people, card, risk, allows, allowed):
    Card.objects.update(risk=risk)
    Topic.objects.update(allows_self_approval=allows)
    card = Card.objects.get()
    version = submit(draft_by(card, store, people.olivia), by=people.olivia)
    assert may_review(people.olivia, version).allowed is allowed
    if not allowed:
        with pytest.raises(Refused):
            approve(version, by=people.olivia)
    else:
        assert approve(version, by=people.olivia).state == "approved"


def test_it_makes_no_exception_for_facts(store, people):
    fact = store.fact()
    Topic.objects.update(allows_self_approval=True)
    version = submit(start_draft(fact, {"type": "integer", "value": 7}, by=people.olivia), by=people.olivia)
    with pytest.raises(Refused):
        approve(version, by=people.olivia)


@pytest.mark.parametrize("give_back", [recall, request_changes])
def test_it_remembers_who_wrote_in_a_draft_that_came_back(store, people, card, give_back):
    """The words are Max's still, in a draft that begins anew under Marta's name."""
    version = draft_by(card, store, people.marta)
    save_draft(version, {**version.content, "audience": "internal"}, by=people.max)
    submit(version, by=people.marta)
    again = give_back(version, by=people.pavel if give_back is request_changes else people.marta, comment="Wait.")
    submit(again, by=people.marta)
    with pytest.raises(Refused, match="own text"):
        approve(again, by=people.max)
    assert approve(again, by=people.pavel).state == "approved"


def test_it_remembers_who_wrote_in_a_release_that_came_back(store, people, card):
    release = create_release("season", "Season", by=people.marta)
    version = add_to_release(draft_by(card, store, people.marta), release, by=people.marta)
    save_draft(version, {**version.content, "audience": "internal"}, by=people.max)
    recall_release(submit_release(release, by=people.marta), by=people.marta)
    submit_release(release, by=people.marta)
    with pytest.raises(ContentError, match="own text"):
        approve_release(release, by=people.max)
