"""What acts make known, to whom, and what they do not."""

import pytest

from policies.models import Counter, Event, Involvement, Notice, Version
from policies.notices.causes import tell_of_events
from policies.origin import acting_from
from policies.releases import add_to_release, approve_release, create_release, publish_release, submit_release
from policies.workflow import approve, publish, recall, request_changes, start_draft, submit, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(store):
    card = store.card("contact-us")
    tell_of_events()
    Notice.objects.all().delete()
    return card


@pytest.fixture
def draft(store, card):
    content = store.text(card)
    content["languages"]["en"]["short"] = "Write to us; calling is over."
    return store.draft(card, content)


def told(kind: str) -> list[str]:
    tell_of_events()
    return sorted(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


def takes_part(card, person, part):
    Involvement.objects.create(subject=card, person=person, part=part)


def test_reviewers_are_told_of_what_is_handed_in(people, card, draft):
    takes_part(card, people.pavel, "verifier")
    takes_part(card, people.ana, "consulted")
    submit(draft, by=people.marta)
    assert told("review_wanted") == ["ana", "olivia", "pavel"]
    notice = Notice.objects.get(person=people.olivia)
    assert (notice.is_urgent, notice.path, notice.subject_id) == (True, "/desk/card/contact-us/2/", card.pk)


def test_the_author_is_no_reviewer_even_as_the_owner(people, card, store):
    submit(start_draft(card, store.text(card) | {"audience": "internal"}, by=people.olivia), by=people.olivia)
    assert told("review_wanted") == ["max"]


def test_what_was_decided_before_anybody_was_told_asks_nobody(people, draft):
    approve(submit(draft, by=people.marta), by=people.olivia)
    assert told("review_wanted") == []
    assert told("approved") == ["marta"]


def test_the_author_is_told_what_should_change(people, draft):
    request_changes(submit(draft, by=people.marta), by=people.olivia, comment="Which address?")
    assert told("changes_requested") == ["marta"]
    assert Notice.objects.get(kind="changes_requested").params["comment"] == "Which address?"


def test_taking_back_ones_own_text_tells_nobody(people, draft):
    recall(submit(draft, by=people.marta), by=people.marta)
    assert told("review_wanted") == told("changes_requested") == []


def test_watchers_and_the_author_are_told_what_was_published(people, card, draft):
    takes_part(card, people.ana, "informed")
    takes_part(card, people.olivia, "informed")
    publish(approve(submit(draft, by=people.marta), by=people.olivia), by=people.olivia)
    assert told("published") == ["ana", "marta"]
    assert told("approved") == []


def test_watchers_and_the_owner_are_told_of_a_withdrawal(people, card):
    takes_part(card, people.ana, "informed")
    withdraw(card, by=people.max)
    assert told("withdrawn") == ["ana", "marta", "olivia"]


def test_a_new_meaning_asks_for_its_translations(store, people):
    card = store.cancel_order()
    tell_of_events()
    content = store.text(card)
    content["languages"]["en"]["short"] = "You can cancel until we pack it."
    store.publish(card, content)
    assert told("translations_outdated") == ["marta", "olivia"]
    notice = Notice.objects.filter(kind="translations_outdated")[0]
    assert notice.params["names"] == "Português (Brasil), Русский"


def test_the_keepers_of_a_card_are_told_of_an_offer_that_changed(store, people):
    card = store.cancel_order()
    takes_part(card, people.pavel, "verifier")
    tell_of_events()
    assert told("offer_changed") == []
    store.offer(code="STAYLONGER")
    assert told("offer_changed") == ["olivia", "pavel"]


def test_a_release_is_asked_for_once_and_not_part_by_part(store, people, card):
    release = create_release("spring", "Spring", by=people.marta)
    for name in ("contact-us", "gift-wrap"):
        subject = store.card(name)
        add_to_release(store.draft(subject, {**store.text(subject), "audience": "internal"}), release, by=people.marta)
    tell_of_events()
    Notice.objects.all().delete()
    submit_release(release, by=people.marta)
    assert told("release_to_approve") == ["olivia"]
    assert told("review_wanted") == []
    publish_release(approve_release(release, by=people.olivia), by=people.olivia)
    assert told("published") == ["marta", "marta"]


def test_collections_that_come_in_by_a_command_tell_nobody(people, draft):
    with acting_from("command import"):
        submit(draft, by=people.marta)
    assert told("review_wanted") == []


def test_it_goes_on_after_the_last_event_and_tells_none_twice(people, draft):
    submit(draft, by=people.marta)
    assert tell_of_events() > 0
    assert (tell_of_events(), told("review_wanted")) == (0, ["olivia"])
    assert Counter.objects.get(pk="told").value == Event.objects.last().number
    Notice.objects.all().delete()
    assert told("review_wanted") == []


def test_withdrawing_one_version_is_told_as_well(people, card):
    before = Counter.objects.get(pk="told").value
    version = Version.objects.get(subject=card)
    withdraw(card, by=people.max, version=version)
    assert told("withdrawn") == ["marta", "olivia"]
    assert Counter.objects.get(pk="told").value > before
