"""An author takes back what was handed in: the version stays as it was, and the same text goes on as a draft."""

import pytest

from policies.errors import Conflict, Refused
from policies.models import Event, Review, Version
from policies.releases import (
    add_to_release,
    approve_release,
    create_release,
    members_of,
    publish_release,
    recall_release,
    submit_release,
)
from policies.workflow import approve, publish, recall, request_changes, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(store, people):
    return submit(store.draft(card := store.card("contact-us"), store.text(card)), by=people.marta)


@pytest.mark.parametrize("state", ["in_review", "approved"])
@pytest.mark.parametrize("who", ["marta", "max"])
def test_it_gives_the_text_back_to_its_author(people, submitted, state, who):
    person = getattr(people, who)
    if state == "approved":
        approve(submitted, by=people.pavel)
    draft = recall(submitted, by=person, comment="One more thing.")
    assert (draft.state, draft.number, draft.author, draft.digest) == ("draft", 3, people.marta, submitted.digest)
    submitted.refresh_from_db()
    assert submitted.state == "returned"
    review = Review.objects.filter(version=submitted).latest("id")
    assert (review.decision, review.by, review.comment, review.digest) == (
        "recall",
        person,
        "One more thing.",
        submitted.digest,
    )
    event = Event.objects.get(action="recall")
    assert (event.thing, event.by, event.before, event.after) == (
        "card:contact-us:2",
        person,
        {"state": state},
        {"state": "returned"},
    )


@pytest.mark.parametrize("who", ["olivia", "pavel", "ana", "ada", "stranger"])
def test_it_is_refused_to_everybody_else(people, submitted, who):
    with pytest.raises(Refused):
        recall(submitted, by=getattr(people, who))
    submitted.refresh_from_db()
    assert submitted.state == "in_review"
    assert not Event.objects.filter(action="recall").exists()


def test_it_is_refused_for_what_is_not_handed_in_or_published_already(store, people, submitted):
    with pytest.raises(Refused):
        recall(store.draft(submitted.subject), by=people.marta)
    publish(approve(submitted, by=people.pavel), by=people.pavel)
    with pytest.raises(Refused, match="not published yet"):
        recall(submitted, by=people.marta)


def test_it_comes_too_late_when_somebody_moved_it_meanwhile(people, submitted):
    stale = Version.objects.get(pk=submitted.pk)
    approve(submitted, by=people.pavel)
    with pytest.raises(Conflict):
        recall(stale, by=people.marta)
    submitted.refresh_from_db()
    assert submitted.state == "approved"


def test_it_needs_approval_again_afterwards(people, submitted):
    """The approval was of the version that was taken back, though the text is the same."""
    approve(submitted, by=people.pavel)
    again = submit(recall(submitted, by=people.marta), by=people.marta)
    assert again.state == "in_review"
    with pytest.raises(Refused):
        publish(again, by=people.pavel)


@pytest.mark.parametrize("give_back", ["recall", "request_changes"])
def test_the_new_draft_does_not_undo_what_was_published_meanwhile(store, people, submitted, give_back):
    """Its text was begun from version 1; version 3 is not in it, so it cannot simply be published over it."""
    store.publish(submitted.subject, {**store.text(submitted.subject), "audience": "internal"})
    if give_back == "recall":
        draft = recall(submitted, by=people.marta)
    else:
        draft = request_changes(submitted, by=people.pavel, comment="Shorter.")
    assert draft.based_on.number == 1
    approved = approve(submit(draft, by=people.marta), by=people.pavel)
    with pytest.raises(Conflict, match="version 3"):
        publish(approved, by=people.pavel)


@pytest.mark.parametrize("state", ["in_review", "approved"])
def test_a_release_is_taken_back_whole(store, people, state):
    release = create_release("summer", "Summer", by=people.marta)
    for slug in ("contact-us", "gift-wrap"):
        add_to_release(store.draft(card := store.card(slug), store.text(card)), release, by=people.marta)
    submit_release(release, by=people.marta)
    if state == "approved":
        approve_release(release, by=people.pavel)
    part = members_of(release)[0]
    with pytest.raises(Refused, match="release"):
        recall(part, by=people.marta)
    for person in (people.olivia, people.pavel, people.ana):
        with pytest.raises(Refused):
            recall_release(release, by=person)
    recall_release(release, by=people.marta, comment="Wait.")
    release.refresh_from_db()
    assert release.state == "draft"
    assert [(version.number, version.state) for version in members_of(release)] == [(3, "draft"), (3, "draft")]
    assert Version.objects.filter(release=release, state="returned").count() == 2
    submit_release(release, by=people.marta)
    publish_release(approve_release(release, by=people.pavel), by=people.pavel)
    with pytest.raises(Refused):
        recall_release(release, by=people.marta)
