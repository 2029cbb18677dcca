"""Several changes at one instant, under one revision, or not at all."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.answers import answer_for, find_card
from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Event, Publication, Release, Version
from policies.publishing import current_revision, moment_at, now
from policies.releases import (
    add_to_release,
    approve_release,
    create_release,
    members_of,
    preview_of,
    publish_release,
    return_release,
    submit_release,
    take_from_release,
)
from policies.workflow import approve, publish, submit

LATER = timedelta(days=3)
END = timedelta(days=30)


@pytest.fixture
def card(store):
    return store.cancel_order()


@pytest.fixture
def fact(card, store):
    return store.fact()


@pytest.fixture
def release(people):
    start = timezone.now() + LATER
    return create_release("season", "The season", by=people.marta, start=start, until=start + END)


def with_value(value):
    return {"type": "duration", "unit": "day", "value": value}


def filled(release, store, card, fact):
    """A release that makes refunds slower and says so in the card."""
    content = store.text(card)
    content["languages"]["en"]["short"] = "In the season refunds take {{ refunds.card_days }}."
    for subject, form in ((fact, with_value(12)), (card, content)):
        add_to_release(store.draft(subject, form), release, by=store.people.marta)
    return release


def approved(release, people):
    submit_release(release, by=people.marta)
    return approve_release(release, by=people.olivia)


def said(card, at, language="en"):
    found = find_card(card.slug, "public", at)
    reply = answer_for(found, {"order_stage": "packed"}, language, at)
    return reply.answer.text, reply.wording.short_text


def test_it_takes_effect_whole_at_its_instant_under_one_revision_and_ends_whole(store, people, card, fact, release):
    approved(filled(release, store, card, fact), people)
    before = current_revision()
    publications = publish_release(release, by=people.olivia)
    assert {publication.number for publication in publications} == {before + 1} == {current_revision()}
    assert len(publications) == 2
    usual = "Yes, you can cancel. The refund takes 5 days."
    inside = [moment_at(release.start + step) for step in (timedelta(0), END - timedelta(microseconds=1))]
    outside = [now(), moment_at(release.start - timedelta(microseconds=1)), moment_at(release.until)]
    assert {said(card, at) for at in outside} == {(usual, "You can cancel until the parcel leaves our warehouse.")}
    assert {said(card, at) for at in inside} == {
        ("Yes, you can cancel. The refund takes 12 days.", "In the season refunds take 12 days.")
    }


def test_it_is_not_published_when_one_part_cannot_be_and_says_which(store, people, card, fact, release):
    approved(filled(release, store, card, fact), people)
    store.fact(value=7)  # Somebody changes the fact while the release waits.
    log = Publication.objects.count()
    with pytest.raises(ContentError) as raised:
        publish_release(release, by=people.olivia)
    assert [problem.field for problem in raised.value.problems] == ["fact/refunds.card_days"]
    assert "not begun from" in raised.value.problems[0].message
    assert Publication.objects.count() == log
    release.refresh_from_db()
    assert release.state == "approved"
    assert {version.state for version in members_of(release)} == {"approved"}


def test_its_parts_do_not_go_their_own_way(store, people, card, fact, release):
    version = members_of(filled(release, store, card, fact))[0]
    with pytest.raises(Refused):
        submit(version, by=people.marta)
    submit_release(release, by=people.marta)
    version.refresh_from_db()
    with pytest.raises(Refused):
        approve(version, by=people.olivia)
    approve_release(release, by=people.olivia)
    version.refresh_from_db()
    with pytest.raises(Refused):
        publish(version, by=people.olivia)


def test_nobody_approves_a_release_with_a_text_of_their_own(store, people, card, fact, release):
    filled(release, store, card, fact)
    submit_release(release, by=people.marta)
    with pytest.raises(ContentError) as raised:
        approve_release(release, by=people.marta)
    assert len(raised.value.problems) == 2
    release.refresh_from_db()
    assert release.state == "in_review"


def test_a_part_may_quote_a_fact_that_only_the_release_brings(store, people, card, release):
    new = store._subject(type(store.fact()), "season.days", store.topic())
    content = store.text(card)
    content["languages"]["en"]["short"] = "It takes {{ season.days }}."
    add_to_release(store.draft(new, with_value(9)), release, by=people.marta)
    add_to_release(store.draft(card, content), release, by=people.marta)
    approved(release, people)
    publish_release(release, by=people.olivia)
    assert said(card, moment_at(release.start))[1] == "It takes 9 days."
    assert said(card, now())[1] == "You can cancel until the parcel leaves our warehouse."


def test_its_preview_shows_the_site_as_it_will_be_and_nobody_else_sees_it(store, people, card, fact, release):
    filled(release, store, card, fact)
    assert said(card, preview_of(release))[1] == "In the season refunds take 12 days."
    assert said(card, now())[1] == said(card, moment_at(release.start))[1] != said(card, preview_of(release))[1]


def test_it_is_given_back_whole_with_new_drafts(store, people, card, fact, release):
    filled(release, store, card, fact)
    submit_release(release, by=people.marta)
    return_release(release, by=people.olivia, comment="Ten days are enough.")
    release.refresh_from_db()
    assert release.state == "draft"
    drafts = members_of(release)
    assert [(version.state, version.author) for version in drafts] == [("draft", people.marta)] * 2
    assert Version.objects.filter(release=release, state="returned").count() == 2


def test_an_empty_release_and_a_second_draft_of_one_subject_are_refused(store, people, card, fact, release):
    with pytest.raises(ContentError) as raised:
        submit_release(release, by=people.marta)
    assert raised.value.problems[0].code == "empty"
    add_to_release(store.draft(fact, with_value(8)), release, by=people.marta)
    with pytest.raises(Conflict):
        add_to_release(store.draft(fact, with_value(9)), release, by=people.marta)


def test_a_draft_can_leave_again_but_not_what_was_handed_in(store, people, card, fact, release):
    filled(release, store, card, fact)
    version = members_of(release)[0]
    take_from_release(version, by=people.marta)
    assert len(members_of(release)) == 1
    submit_release(release, by=people.marta)
    other = members_of(release)[0]
    with pytest.raises(Refused):
        take_from_release(other, by=people.marta)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=other.pk).update(release=None)


def test_what_was_loaded_before_somebody_handed_it_in_changes_nothing(store, people, card, fact, release):
    """A page that is older than the handing in: nothing slips into the release, and no event tells of what did not happen."""
    filled(release, store, card, fact)
    before, member, late = Release.objects.get(pk=release.pk), members_of(release)[0], store.draft(store.card("contact-us"))
    submit_release(release, by=people.marta)
    with pytest.raises(Conflict):
        add_to_release(late, before, by=people.marta)
    with pytest.raises(Conflict):
        take_from_release(member, by=people.marta)
    with pytest.raises(Conflict):
        take_from_release(late, by=people.marta)
    assert not Event.objects.filter(action="take_from_release").exists()
    assert len(members_of(release)) == 2


@pytest.mark.parametrize("who", ["ana", "stranger"])
def test_who_may_not_write_may_not_begin_a_release(people, who):
    with pytest.raises(Refused):
        create_release("mine", "Mine", by=getattr(people, who))
    assert not Release.objects.exists()


def test_its_end_must_follow_its_beginning_and_lie_ahead(people):
    soon = timezone.now() + LATER
    for start, until in ((soon, soon), (timezone.now() - LATER, None), (None, timezone.now() - LATER)):
        with pytest.raises(ContentError):
            create_release("season", "The season", by=people.marta, start=start, until=until)
    create_release("season", "The season", by=people.marta)
    with pytest.raises(Conflict):
        create_release("season", "Another", by=people.marta)
