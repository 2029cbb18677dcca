"""The walk of a version from draft to live, and every move that is not on it."""

import pytest

from policies.answers import answer_for, find_card
from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Event, Publication, Review, Version
from policies.publishing import current_revision, now
from policies.workflow import approve, create_card, publish, request_changes, revert, save_draft, submit, withdraw

State = Version.State


@pytest.fixture
def card(store):
    return store.card("contact-us")


@pytest.fixture
def draft(store, card):
    return store.draft(card, {**store.text(card), "audience": "internal"})


def at_state(store, draft, state):
    """The draft, moved on to this state by those who may."""
    people = store.people
    if state != State.DRAFT:
        submit(draft, by=people.marta)
    if state in (State.APPROVED, State.PUBLISHED):
        approve(draft, by=people.olivia)
    if state == State.PUBLISHED:
        publish(draft, by=people.olivia)
    if state == State.RETURNED:
        request_changes(draft, by=people.olivia, comment="Shorter, please.")
    return draft


def test_it_walks_from_draft_to_live(store, people, card, draft):
    assert (draft.state, draft.number, draft.based_on.number) == ("draft", 2, 1)
    saved = save_draft(draft, {**draft.content, "audience": "public"}, by=people.marta, significance="wording")
    assert (saved.edits, saved.audience, saved.significance) == (2, "public", "wording")
    submit(draft, by=people.marta)
    approve(draft, by=people.pavel, comment="Good.")
    before = current_revision()
    publication = publish(draft, by=people.pavel)
    assert (publication.number, publication.kind) == (before + 1, "publish")
    draft.refresh_from_db()
    assert draft.state == "published"
    assert draft.submitted_at <= draft.approved_at <= publication.recorded_at == publication.effective_from
    review = Review.objects.get(version=draft)
    assert (review.by, review.digest, review.comment) == (people.pavel, draft.digest, "Good.")
    done = Event.objects.filter(thing="card:contact-us:2").values_list("action", "by__username")
    assert list(done) == [
        ("start_draft", "marta"),
        ("save_draft", "marta"),
        ("submit", "marta"),
        ("approve", "pavel"),
        ("publish", "pavel"),
    ]
    assert find_card("contact-us", "public", now()).live_version_id == draft.pk


def test_it_gives_back_with_a_comment_and_a_new_draft(store, people, card, draft):
    draft = save_draft(draft, draft.content, by=people.marta, significance="typo")
    again = request_changes(submit(draft, by=people.marta), by=people.pavel, comment="Say when.")
    assert (draft.state, again.state, again.number) == ("returned", "draft", 3)
    assert (again.author, again.content, again.significance) == (people.marta, draft.content, "typo")
    assert approve(submit(again, by=people.marta), by=people.pavel).state == "approved"


def test_it_gives_back_to_somebody_who_lost_their_role(people, store, draft):
    submit(draft, by=people.marta)
    people.marta.groups.clear()
    assert request_changes(draft, by=people.pavel, comment="Shorter.").author == people.marta


def test_it_asks_for_a_comment_when_giving_back(people, draft):
    submit(draft, by=people.marta)
    with pytest.raises(ContentError, match="comment"):
        request_changes(draft, by=people.pavel, comment="  ")
    draft.refresh_from_db()
    assert draft.state == "in_review"


VERBS = {
    "save": lambda version, people: save_draft(version, version.content, by=people.max),
    "submit": lambda version, people: submit(version, by=people.max),
    "approve": lambda version, people: approve(version, by=people.pavel),
    "return": lambda version, people: request_changes(version, by=people.pavel, comment="No."),
    "publish": lambda version, people: publish(version, by=people.pavel),
}
ALLOWED = {
    State.DRAFT: {"save", "submit"},
    State.IN_REVIEW: {"approve", "return"},
    State.RETURNED: set(),
    State.APPROVED: {"publish"},
    State.PUBLISHED: set(),
}
FORBIDDEN = [(state, verb) for state in ALLOWED for verb in VERBS if verb not in ALLOWED[state]]


@pytest.mark.parametrize(("state", "verb"), FORBIDDEN)
def test_it_refuses_every_move_that_is_not_on_the_walk(store, people, draft, state, verb):
    version = at_state(store, draft, state)
    before = (Event.objects.count(), Publication.objects.count(), Version.objects.count(), Review.objects.count())
    with pytest.raises(Refused):
        VERBS[verb](version, people)
    version.refresh_from_db()
    assert version.state == state
    assert before == (Event.objects.count(), Publication.objects.count(), Version.objects.count(), Review.objects.count())


@pytest.mark.parametrize("verb", ["save", "submit", "approve", "return", "publish"])
def test_it_refuses_to_move_what_somebody_else_moved_meanwhile(store, people, draft, verb):
    """The page of the second person still shows the old state."""
    state = next(state for state in ALLOWED if verb in ALLOWED[state])
    version = at_state(store, draft, state)
    stale = Version.objects.get(pk=version.pk)
    moved = {"save": "submit", "return": "approve"}.get(verb, verb)
    VERBS[moved](version, people)
    before = (Event.objects.count(), Publication.objects.count(), Review.objects.count())
    with pytest.raises(Conflict):
        VERBS[verb](stale, people)
    assert before == (Event.objects.count(), Publication.objects.count(), Review.objects.count())


def test_it_keeps_nothing_of_a_save_that_came_too_late(people, draft):
    stale = Version.objects.get(pk=draft.pk)
    first = {**draft.content, "languages": {"en": {"title": "First", "short": "One."}}}
    late = {**draft.content, "languages": {"en": {"title": "Late", "short": "Two."}}}
    save_draft(draft, first, by=people.marta)
    was = (stale.content, stale.digest, stale.edits)
    with pytest.raises(Conflict):
        save_draft(stale, late, by=people.max)
    assert (stale.content, stale.digest, stale.edits) == was
    draft.refresh_from_db()
    assert draft.content["languages"]["en"]["title"] == "First"
    assert draft.rendered["en"]["short"]["text"] == "One."
    with pytest.raises(Conflict):
        save_draft(draft, late, by=people.marta, seen=1)
    assert save_draft(draft, late, by=people.marta, seen=2).edits == 3


def test_it_refuses_to_hand_in_what_it_has_not_seen(people, draft):
    stale = Version.objects.get(pk=draft.pk)
    save_draft(draft, {**draft.content, "audience": "public"}, by=people.marta)
    with pytest.raises(Conflict):
        submit(stale, by=people.max)


def test_it_keeps_a_draft_as_it_was_when_the_new_text_does_not_read(people, draft):
    for content in ({}, {**draft.content, "languages": {"en": {"title": "x", "short": "[" * 20_000}}}):
        with pytest.raises(ContentError) as caught:
            save_draft(draft, content, by=people.marta, significance="typo")
        assert all(problem.field for problem in caught.value.problems)
    stored = Version.objects.get(pk=draft.pk)
    assert (stored.content, stored.edits, stored.significance) == (draft.content, 1, "meaning")


def test_it_names_the_text_that_is_too_tangled(people, draft):
    tangled = {"en": {"title": "x", "short": "y", "notes": "[" * 20_000}}
    with pytest.raises(ContentError) as caught:
        save_draft(draft, {"source": "en", "languages": tangled}, by=people.marta)
    assert [problem.field for problem in caught.value.problems] == ["languages.en.notes"]


def test_it_refuses_a_significance_it_does_not_know(people, draft):
    with pytest.raises(ContentError, match="significance"):
        save_draft(draft, draft.content, by=people.marta, significance="enormous")


@pytest.mark.parametrize("text", ["\x00", "\ud800", "x" * 10_001])
def test_it_refuses_comments_that_no_database_holds(people, draft, text):
    submit(draft, by=people.marta)
    for act in (
        lambda: approve(draft, by=people.pavel, comment=text),
        lambda: request_changes(draft, by=people.pavel, comment=text),
    ):
        with pytest.raises(ContentError, match="comment"):
            act()


@pytest.mark.parametrize("slug", ["", "Returns", "a b", "-a", "a--b", "a" * 81, "a\x00", "ё", "a\n"])
def test_it_refuses_a_name_that_is_no_slug(store, people, slug):
    form = {"source": "en", "languages": {"en": {"title": "x", "short": "y"}}}
    with pytest.raises(ContentError, match="slug"):
        create_card(slug, topic=store.topic(), owner=people.olivia, risk="low", content=form, by=people.marta)


def test_it_publishes_only_on_top_of_what_is_published(store, people, card):
    first, second = store.approved(card, store.text(card)), store.approved(card, store.text(card))
    publish(first, by=people.olivia)
    with pytest.raises(Conflict, match="version 2"):
        publish(second, by=people.olivia)
    second.refresh_from_db()
    assert second.state == "approved"


def test_it_starts_from_what_is_published(store, people, card, draft):
    store.publish(card, {**store.text(card), "audience": "internal"})
    assert store.draft(card).content["audience"] == "internal"
    with pytest.raises(ContentError, match="first text"):
        store.draft(type(card).objects.create(kind="card", slug="new", topic=card.topic, owner=card.owner))


def test_it_withdraws_only_what_was_published(store, people, card, draft):
    new = type(card).objects.create(kind="card", slug="new", topic=card.topic, owner=card.owner)
    before = current_revision()
    for subject, version in ((new, None), (card, draft), (new, store.version(card))):
        with pytest.raises(Conflict):
            withdraw(subject, by=people.olivia, version=version)
    assert current_revision() == before


def test_it_reverts_to_an_older_version_by_the_usual_way(store, people, card):
    first = store.version(card)
    changed = store.text(card)
    changed["languages"]["en"]["short"] = "Something else."
    store.publish(card, changed)
    again = revert(card, first, by=people.marta)
    assert (again.state, again.number, again.digest) == ("draft", 3, first.digest)
    assert "1" in again.change_note


def test_it_does_not_call_translations_outdated_that_an_old_version_brings_back(store, people):
    card = store.cancel_order()
    first, changed = store.version(card), store.text(card)
    changed["languages"]["en"]["texts"]["not-shipped"] = "**Maybe.**"
    store.publish(card, changed)
    context = {"order_stage": "packed"}
    assert answer_for(card, context, "ru", now()).fallback.reason == "outdated"
    again = submit(revert(card, first, by=people.marta), by=people.marta)
    with_a_typo_mended = publish(approve(again, by=people.olivia), by=people.olivia)
    reply = answer_for(card, context, "ru", now())
    assert (reply.fallback, reply.answer.language) == (None, "ru")
    assert with_a_typo_mended.version.number == 3


def test_it_keeps_versions_numbered_in_a_row(store, card):
    numbers = [store.draft(card, store.text(card)).number for _ in range(3)]
    assert numbers == [2, 3, 4]
