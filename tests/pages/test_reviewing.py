"""Reviewing on the pages: what changes, comments on lines, who approved, comparing, restoring and merging."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from policies.models import Comment, Event, RiskRule, Version
from policies.releases import add_to_release, create_release, submit_release
from policies.workflow import approve, publish, request_changes, submit
from tests.pages.test_desk import url

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(store):
    return store.cancel_order()


def changed(store, card, **fields):
    content = store.text(card)
    content["languages"]["en"] |= fields
    return content


@pytest.fixture
def submitted(store, people, card):
    content = changed(store, card, short="You can cancel before the parcel leaves.")
    content["audience"] = "internal"
    content["rules"][1]["outcome"] = "depends"
    content["rules"][0]["when"] = {"order_stage": ["placed", "paid"]}
    del content["rules"][2]
    for said in content["languages"].values():
        del said["texts"]["lost"]
    return submit(store.draft(card, content), by=people.marta)


def text_of(response):
    """The page as one reads it: no tags, single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_reviewer_lands_on_what_changes(client_of, people, submitted):
    page = client_of(people.pavel).get(url("version", submitted))
    html, text = page.content.decode(), text_of(page)
    assert "which holds now" in text
    assert "<del>until</del>" in html
    assert "<ins>before</ins>" in html
    assert "<del>lost</del>" in html
    assert "<del>Placed, Paid, Packed</del> <ins>Placed, Paid</ins>" in html
    assert "Who may see it – internal" in text
    assert "Português do Brasil · as before" in text or "as before" in text


def test_it_compares_with_what_is_live_and_not_with_what_it_was_begun_from(store, client_of, people, card, submitted):
    store.publish(card, changed(store, card, title="Cancelling"))
    page = client_of(people.pavel).get(url("version", submitted))
    assert page.context["comparison"].old.number == submitted.number + 1
    assert f"Merge with version {submitted.number + 1}" not in text_of(client_of(people.ana).get("/desk/"))
    assert f"Merge with version {submitted.number + 1}" in text_of(page)


def test_it_says_who_approved_and_what_is_still_needed(store, client_of, people):
    card = store.card("contact-us", risk="high")
    version = submit(store.draft(card, {**store.text(card), "audience": "internal"}), by=people.marta)
    assert "0 of 2 approvals. Still needed: 2 more." in text_of(client_of(people.pavel).get(url("version", version)))
    said = client_of(people.pavel).post(url("act", version, verb="approve"), follow=True)
    assert "Somebody else has to approve it as well." in text_of(said)
    assert "It can be published now" not in text_of(said)
    page = client_of(people.pavel).get(url("version", version))
    assert "1 of 2 approvals: Pavel. Still needed: one more." in text_of(page)
    assert "You have approved this already" in text_of(page)
    assert "disabled" in page.content.decode()
    client_of(people.olivia).post(url("act", version, verb="approve"))
    version.refresh_from_db()
    assert version.state == "approved"


def test_an_overdue_review_is_marked(client_of, people, submitted, time_machine):
    olivia = client_of(people.olivia)
    assert "Overdue" not in text_of(olivia.get(reverse("desk")))
    time_machine.move_to(timezone.now() + timedelta(hours=RiskRule.objects.get(pk="medium").review_hours, seconds=1))
    olivia = client_of(people.olivia)  # Nobody stays logged in for so long.
    assert "Overdue" in text_of(olivia.get(reverse("desk")))
    assert "Overdue" in text_of(olivia.get(url("version", submitted)))


def test_a_line_is_commented_on_and_the_comment_stands_beside_the_next_draft(client_of, people, submitted):
    pavel, marta = client_of(people.pavel), client_of(people.marta)
    page = pavel.get(url("version", submitted), {"line": "ru:2"})
    assert 'name="line" value="ru:2"' in page.content.decode()
    response = pavel.post(url("comment", submitted), {"line": "ru:2", "body": "Too stiff."})
    assert response.url.endswith("#line-ru-2")
    said = Comment.objects.get()
    assert (said.text, said.line, said.by, said.body) == ("ru", 2, people.pavel, "Too stiff.")
    assert said.quote.startswith("title:")
    assert Event.objects.get(action="comment").details["body"] == "Too stiff."
    assert "Too stiff." in text_of(marta.get(url("version", submitted)))
    pavel.post(url("act", submitted, verb="request-changes"), {"comment": ""})
    draft = Version.objects.select_related("subject").get(subject=submitted.subject, state="draft")
    editor = text_of(marta.get(url("edit", draft)))
    assert "Too stiff." in editor
    assert "Line 2" in editor


@pytest.mark.parametrize("place", ["xx:1", "en:0", "en:9999", "en", "", "en:x", ":1"])
def test_a_line_that_is_not_there_cannot_be_commented_on(client_of, people, submitted, place):
    page = client_of(people.pavel).post(url("comment", submitted), {"line": place, "body": "?"}, follow=True)
    assert "There is no such" in text_of(page)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("who", ["ana", "stranger"])
def test_comments_are_for_reviewers_and_the_author(client_of, people, submitted, who):
    response = client_of(getattr(people, who)).post(url("comment", submitted), {"line": "en:2", "body": "Hi"})
    assert response.status_code in (403, 404)
    assert not Comment.objects.exists()


def test_nothing_is_commented_on_after_the_review(client_of, people, submitted):
    approve(submitted, by=people.pavel)
    assert client_of(people.pavel).post(url("comment", submitted), {"line": "en:2", "body": "Hi"}).status_code == 403


def test_changes_are_requested_with_words_of_ones_own(client_of, people, submitted):
    """Somebody else's comment on a line does not say what this reviewer wants."""
    client_of(people.marta).post(url("comment", submitted), {"line": "en:2", "body": "Is this right?"})
    page = client_of(people.pavel).post(url("act", submitted, verb="request-changes"), {"comment": " "}, follow=True)
    assert "Say what should change" in text_of(page)
    submitted.refresh_from_db()
    assert submitted.state == "in_review"


def test_any_two_versions_are_compared(store, client_of, people, card):
    for title in ("Second", "Third"):
        store.publish(card, changed(store, card, title=title))
    address = reverse("compare", kwargs={"kind": "card", "slug": card.slug})
    ana = client_of(people.ana)
    page = ana.get(address, {"from": "1", "to": "3"}).content.decode()
    assert "<ins>Third</ins>" in page
    assert ">Second<" not in page
    assert "<del>Third</del>" in ana.get(address, {"from": "3", "to": "2"}).content.decode()
    assert "Both say exactly the same." in text_of(ana.get(address, {"from": "2", "to": "2"}))
    assert ana.get(address).context["new"].number == 3
    for wrong in ("4", "x", "01", "-1"):
        assert ana.get(address, {"from": wrong}).status_code == 404


def test_drafts_are_not_compared_by_whom_they_are_not_shown(store, client_of, people, card):
    draft = store.draft(card, changed(store, card, title="Secret"))
    address = reverse("compare", kwargs={"kind": "card", "slug": card.slug})
    assert client_of(people.ana).get(address, {"to": draft.number}).status_code == 404
    assert b"Secret" not in client_of(people.ana).get(address).content
    assert b"Secret" in client_of(people.marta).get(address).content


def test_values_of_a_fact_are_compared_as_they_are_shown(store, client_of, people):
    store.dimension()
    fact = store.fact()
    variants = [{"when": {"order_stage": ["lost"]}, "value": 9}]
    draft = store.draft(fact, {"type": "duration", "unit": "day", "value": 7, "variants": variants})
    page = client_of(people.marta).get(url("version", draft)).content.decode()
    assert "<del>5 days</del> <ins>7 days</ins>" in page
    assert "<ins>9 дней</ins>" in page


def test_an_older_version_becomes_a_new_draft(store, client_of, people, card):
    first = store.version(card)
    store.publish(card, changed(store, card, title="Second"))
    assert "Restore this version as a new draft" in text_of(client_of(people.marta).get(url("version", first)))
    response = client_of(people.marta).post(url("restore", first))
    draft = Version.objects.select_related("subject").get(state="draft")
    assert response.url == url("version", draft)
    said = draft.content["languages"]["en"]
    assert (said, draft.author, draft.number) == (first.content["languages"]["en"], people.marta, 3)
    assert client_of(people.ana).post(url("restore", first)).status_code == 403
    assert "Restore this" not in text_of(client_of(people.ana).get(url("version", first)))


def test_what_is_live_is_not_offered_to_be_restored(store, client_of, people, card):
    assert "Restore this" not in text_of(client_of(people.marta).get(url("version", store.version(card))))


def test_what_was_given_back_leads_to_the_draft_that_goes_on(client_of, people, submitted):
    request_changes(submitted, by=people.pavel, comment="Not yet")
    draft = Version.objects.select_related("subject").get(state="draft")
    page = client_of(people.marta).get(url("version", submitted)).content.decode()
    assert url("version", draft) in page
    assert "Go on with its new draft" in page
    assert "Restore this" not in page


def test_it_is_merged_by_choosing(store, client_of, people, card):
    mine = store.draft(card, changed(store, card, title="Mine", notes="Kept."))
    theirs = store.publish(card, changed(store, card, title="Theirs", body="Body.")).version
    marta = client_of(people.marta)
    assert f"Merge with version {theirs.number}" in text_of(marta.get(url("version", mine)))
    address = url("merge", mine, onto=theirs.number)
    page = text_of(marta.get(address))
    assert "One thing was changed in both" in page
    refused = marta.post(address, {})
    assert refused.status_code == 422
    assert "Both changed this" in text_of(refused)
    assert Version.objects.filter(state="draft").count() == 1
    field = "languages.en.title"
    empty = marta.post(address, {f"choice:{field}": "words", f"words:{field}": ""})
    assert empty.status_code == 422
    response = marta.post(address, {f"choice:{field}": "words", f"words:{field}": "Both"})
    merged = Version.objects.select_related("subject").get(state="draft", number=theirs.number + 1)
    assert response.url == url("version", merged)
    said = merged.content["languages"]["en"]
    assert (said["title"], said["notes"], said["body"]) == ("Both", "Kept.", "Body.")


def test_drafts_of_others_are_not_merged(store, client_of, people, card):
    mine = store.draft(card, changed(store, card, title="Mine"))
    theirs = store.publish(card, changed(store, card, title="Theirs")).version
    address = url("merge", mine, onto=theirs.number)
    for person in (people.ana, people.pavel, people.stranger):
        assert client_of(person).get(address).status_code in (403, 404)
        assert client_of(person).post(address, {"choice:languages.en.title": "mine"}).status_code in (403, 404)
    assert Version.objects.filter(state="draft").count() == 1


def test_publishing_on_top_of_another_offers_to_merge(store, client_of, people, card, submitted):
    approve(submitted, by=people.pavel)
    store.publish(card, changed(store, card, title="First"))
    page = client_of(people.pavel).post(url("act", submitted, verb="publish"), follow=True)
    assert "Merge that one in first." in text_of(page)
    assert "Merge with version" in text_of(page)


def test_a_schedule_that_undoes_something_says_so(store, client_of, people, card):
    later = timezone.now() + timedelta(days=3)
    content, other = changed(store, card, title="Scheduled"), changed(store, card, body="Mended.")
    waiting = submit(store.draft(card, other), by=people.marta)
    scheduled = store.publish(card, content, start=later).version
    live = publish(approve(waiting, by=people.pavel), by=people.pavel).version
    for address in (url("version", scheduled), url("version", live), reverse("subject", args=["card", card.slug])):
        page = text_of(client_of(people.marta).get(address))
        assert f"replaces version {live.number} and does not have its changes" in page
        assert f"Bring version {live.number} into version {scheduled.number}" in page


def test_the_author_takes_it_back(client_of, people, submitted):
    assert "Take it back" not in text_of(client_of(people.pavel).get(url("version", submitted)))
    assert client_of(people.pavel).post(url("act", submitted, verb="recall")).status_code == 403
    page = client_of(people.marta).get(url("version", submitted))
    assert "Take it back" in text_of(page)
    client_of(people.marta).post(url("act", submitted, verb="recall"), {"comment": "Wait."})
    submitted.refresh_from_db()
    assert submitted.state == "returned"
    assert "Taken back" in text_of(client_of(people.marta).get(url("version", submitted)))


def test_a_release_is_taken_back_by_its_author(store, client_of, people, card):
    release = create_release("summer", "Summer", by=people.marta)
    add_to_release(store.draft(card), release, by=people.marta)
    submit_release(release, by=people.marta)
    assert "0 of 1 approvals" in text_of(client_of(people.pavel).get(reverse("release", args=["summer"])))
    act = reverse("act_on_release", kwargs={"slug": "summer", "verb": "recall"})
    assert client_of(people.pavel).post(act).status_code == 403
    client_of(people.marta).post(act)
    release.refresh_from_db()
    assert release.state == "draft"


@pytest.mark.parametrize("language", ["ru", "pt-br"])
def test_it_speaks_the_language_of_the_reader(client_of, people, submitted, language):
    client = client_of(people.pavel)
    client.cookies["django_language"] = language
    page = text_of(client.get(url("version", submitted)))
    for english in ("What it says", "which holds now", "Still needed", "Who may see it", "As before", "To be decided"):
        assert english not in page


def test_a_returned_version_keeps_its_comments(client_of, people, submitted):
    client_of(people.pavel).post(url("comment", submitted), {"line": "en:2", "body": "Here."})
    request_changes(submitted, by=people.pavel, comment="")
    assert "Here." in text_of(client_of(people.marta).get(url("version", submitted)))
