"""Who may do what: every act by every role, and the reason when not."""

import pytest
from django.contrib.auth.models import AnonymousUser

from policies.models import Version
from policies.permissions import may_arrange, may_draft, may_edit, may_publish, may_read_desk, may_review, may_withdraw
from policies.workflow import request_changes, submit

ALL = {"olivia", "pavel", "marta", "ana", "max", "ada", "stranger"}


@pytest.fixture
def versions(store):
    """Marta's version of Olivia's card in each state in which something may be done with it."""
    card = store.card("contact-us")
    draft, submitted = (store.draft(card, store.text(card)) for _ in range(2))
    submit(submitted, by=store.people.marta)
    return {"draft": draft, "in_review": submitted, "approved": store.approved(card, store.text(card)), "card": card}


def allowed(people, ask):
    verdicts = {person.username: ask(person) for person in people}
    assert all(bool(verdict) is verdict.allowed is (not str(verdict.reason)) for verdict in verdicts.values())
    return {name for name, verdict in verdicts.items() if verdict}


def test_it_lets_each_role_do_its_acts_and_no_others(people, versions):
    assert allowed(people, may_read_desk) == ALL - {"stranger"}
    assert allowed(people, may_draft) == {"olivia", "pavel", "marta", "max", "ada"}
    assert allowed(people, may_arrange) == {"olivia", "pavel", "max", "ada"}
    assert allowed(people, lambda person: may_edit(person, versions["draft"])) == {"marta", "max"}
    assert allowed(people, lambda person: may_edit(person, versions["in_review"])) == set()
    assert allowed(people, lambda person: may_review(person, versions["in_review"])) == {"olivia", "pavel", "max"}
    assert allowed(people, lambda person: may_review(person, versions["draft"])) == set()
    assert allowed(people, lambda person: may_publish(person, versions["approved"])) == {"olivia", "pavel", "max"}
    assert allowed(people, lambda person: may_publish(person, versions["in_review"])) == set()
    assert allowed(people, lambda person: may_withdraw(person, versions["card"])) == {"olivia", "max"}


def test_it_lets_nobody_in_who_is_not_known_or_no_longer_active(people, versions):
    people.max.is_active = False
    for person in (AnonymousUser(), people.max):
        for verdict in (
            may_read_desk(person),
            may_draft(person),
            may_arrange(person),
            may_edit(person, versions["draft"]),
            may_review(person, versions["in_review"]),
            may_publish(person, versions["approved"]),
            may_withdraw(person, versions["card"]),
        ):
            assert not verdict
        assert not Version.objects.visible_to(person).exists()


def test_it_asks_again_when_a_role_is_taken_away(people):
    assert may_draft(people.marta)
    people.marta.groups.clear()
    assert not may_draft(people.marta)


def test_it_shows_versions_to_those_who_work_with_them(store, people, versions):
    request_changes(versions["in_review"], by=people.olivia, comment="Shorter.")
    seen = {person.username: set(Version.objects.visible_to(person).values_list("state", flat=True)) for person in people}
    others = {"returned", "approved", "published"}
    assert seen["stranger"] == set()
    assert seen["ana"] == {"published"}
    assert seen["pavel"] == others
    assert seen["marta"] == seen["olivia"] == seen["max"] == seen["ada"] == others | {"draft"}
