"""The desk: a card is written by one person, approved by another and published, and nothing typed is ever lost."""

import re

import pytest
from django.urls import reverse

from kb.env import BASE
from policies.models import Card, Version
from policies.workflow import save_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(store):
    return store.cancel_order()


@pytest.fixture
def marta(client_of, people):
    return client_of(people.marta)


@pytest.fixture
def olivia(client_of, people):
    return client_of(people.olivia)


def url(name, version, **more):
    subject = version.subject
    return reverse(name, kwargs={"kind": subject.kind, "slug": subject.slug, "number": version.number, **more})


def begin(client, card):
    response = client.post(reverse("begin_draft", kwargs={"kind": "card", "slug": card.slug}))
    version = Version.objects.select_related("subject").get(subject=card, state="draft")
    assert response.url == url("edit", version)
    return version


def texts_in(page):
    """What the editor's form would send if nothing were typed."""
    form = page.context["form"]
    texts = {f"text-{name}": text for name, text in page.context["texts"].items()}
    return {"seen": form["seen"].value(), "significance": form["significance"].value(), **texts}


def test_it_takes_a_card_from_the_first_word_to_every_channel(store, people, marta, olivia, client):
    given = {
        "slug": "gift-wrap",
        "title": "Do you wrap gifts?",
        "short": "Yes, at no cost.",
        "language": "en",
        "topic": store.topic().pk,
        "owner": people.olivia.pk,
        "risk": "low",
    }
    response = marta.post(reverse("new_card"), given)
    version = Version.objects.select_related("subject").get(subject__slug="gift-wrap")
    assert response.url == url("edit", version)
    marta.post(url("act", version, verb="submit"))
    assert b"gift-wrap" in olivia.get(reverse("desk")).content
    olivia.post(url("act", version, verb="approve"), {"comment": "Lovely."})
    assert client.get("/faq/en/gift-wrap/").status_code == 404
    olivia.post(url("act", version, verb="publish"))
    assert b"Yes, at no cost." in client.get("/faq/en/gift-wrap/").content
    assert b"Lovely." in marta.get(url("version", version)).content


def test_it_says_what_is_wrong_with_a_new_card_and_keeps_what_was_typed(store, card, marta):
    response = marta.post(reverse("new_card"), {"slug": "cancel-order", "title": "Typed with care"})
    assert response.status_code == 422
    assert b"Typed with care" in response.content
    assert {"slug", "short", "topic", "owner"} <= set(response.context["form"].errors)
    assert Card.objects.count() == 1


def test_an_edit_is_saved_and_shown_as_a_difference_to_the_reviewer(card, marta, olivia):
    version = begin(marta, card)
    page = marta.get(url("edit", version))
    given = texts_in(page)
    given["text-en"] = given["text-en"].replace("until the parcel leaves", "before the parcel leaves")
    assert marta.post(url("edit", version), given).url == url("version", version)
    marta.post(url("act", version, verb="submit"))
    shown = olivia.get(url("version", version)).content.decode()
    assert "<del>until</del><ins>before</ins>" in shown


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("no front matter", "front matter"),
        ("---\ntitle: [\n---\n", "en:"),
        ("---\nsource: true\ntitle: A\nshort: B\nquestion: C\n---\n", "no such field"),
    ],
)
def test_an_error_names_the_text_and_the_line_and_keeps_what_was_typed(card, marta, typed, message):
    version = begin(marta, card)
    given = texts_in(marta.get(url("edit", version))) | {"text-en": typed}
    response = marta.post(url("edit", version), given)
    assert response.status_code == 422
    assert message in " ".join(str(problem) for problem in response.context["problems"])
    assert response.context["texts"]["en"] == typed
    assert Version.objects.get(pk=version.pk).edits == 1


def test_the_losing_editor_sees_both_texts_and_can_save_knowingly(people, card, marta, client_of):
    version = begin(marta, card)
    mine = texts_in(marta.get(url("edit", version)))
    mine["text-en"] = mine["text-en"].replace("until the parcel", "till the parcel")
    theirs = {**version.content, "audience": "internal"}
    save_draft(Version.objects.select_related("subject").get(pk=version.pk), theirs, by=people.max)
    response = marta.post(url("edit", version), mine)
    assert response.status_code == 409
    assert "till the parcel" in response.context["texts"]["en"]
    assert any(span.kind == "removed" and "internal" in span.text for span in response.context["collisions"]["en"])
    again = texts_in(response)
    assert marta.post(url("edit", version), again).status_code == 302
    assert "till the parcel" in Version.objects.get(pk=version.pk).content["languages"]["en"]["short"]


def test_nobody_approves_their_own_text_on_the_page_either(people, card, olivia):
    version = begin(olivia, card)
    olivia.post(url("act", version, verb="submit"))
    page = olivia.get(url("version", version)).content.decode()
    assert "Nobody approves their own text" in page
    assert 'formaction="' not in page
    assert olivia.post(url("act", version, verb="approve")).status_code == 403
    assert Version.objects.get(pk=version.pk).state == "in_review"


def test_changes_are_requested_with_a_reason(card, marta, olivia):
    version = begin(marta, card)
    marta.post(url("act", version, verb="submit"))
    olivia.post(url("act", version, verb="request-changes"), {"comment": " "})
    assert Version.objects.get(pk=version.pk).state == "in_review"
    olivia.post(url("act", version, verb="request-changes"), {"comment": "Shorter, please."})
    assert Version.objects.get(pk=version.pk).state == "returned"
    assert Version.objects.filter(subject=card, state="draft", author__username="marta").exists()


def test_a_version_is_published_for_later_at_the_minute_that_was_chosen(card, marta, olivia):
    version = begin(marta, card)
    marta.post(url("act", version, verb="submit"))
    olivia.post(url("act", version, verb="approve"))
    olivia.post(url("act", version, verb="publish"), {"start": "2000-01-01T00:00"})
    assert Version.objects.get(pk=version.pk).state == "approved"
    olivia.post(url("act", version, verb="publish"), {"start": "2999-01-01T08:30", "until": "2999-02-01T00:00"})
    assert "Scheduled" in olivia.get(url("version", version)).content.decode()


def test_a_withdrawn_card_is_gone_from_every_channel_and_its_history_stays(card, olivia, client):
    assert client.get("/faq/en/cancel-order/").status_code == 200
    olivia.post(reverse("withdraw", kwargs={"kind": "card", "slug": card.slug}))
    assert client.get("/faq/en/cancel-order/").status_code == 404
    assert "Withdrawn" in olivia.get(reverse("subject", kwargs={"kind": "card", "slug": card.slug})).content.decode()


@pytest.mark.parametrize("who", ["ana", "stranger"])
def test_who_may_not_write_is_told_why(people, card, client_of, who):
    client = client_of(getattr(people, who))
    for address in (reverse("new_card"), reverse("new_release")):
        assert client.get(address).status_code == 403
    assert client.post(reverse("begin_draft", kwargs={"kind": "card", "slug": card.slug})).status_code == 403
    assert client.post(reverse("withdraw", kwargs={"kind": "card", "slug": card.slug})).status_code == 403
    assert not Version.objects.filter(subject=card, state="draft").exists()


@pytest.mark.parametrize("name", ["desk", "releases", "translations", "new_card"])
def test_a_stranger_to_the_house_is_asked_to_log_in(client, db, name):
    assert client.get(reverse(name)).url.startswith("/accounts/login/")


def test_a_release_goes_its_way_on_the_pages(people, card, marta, olivia, client):
    marta.post(reverse("new_release"), {"title": "Season", "slug": "season", "start": "2999-11-15T00:00"})
    version = begin(marta, card)
    given = texts_in(marta.get(url("edit", version)))
    given["text-en"] = given["text-en"].replace("You can cancel until", "In the season you can cancel until")
    marta.post(url("edit", version), given)
    marta.post(reverse("add_member", args=["season"]), {"version": version.pk})
    preview = olivia.get("/cards/cancel-order/?release=season&order_stage=packed").content.decode()
    assert "In the season you can cancel" in preview
    assert "In the season" not in client.get("/faq/en/cancel-order/?release=season").content.decode()
    marta.post(reverse("act_on_release", args=["season", "submit"]))
    olivia.post(reverse("act_on_release", args=["season", "approve"]))
    olivia.post(reverse("act_on_release", args=["season", "publish"]))
    assert "Published" in olivia.get(reverse("release", args=["season"])).content.decode()
    assert "In the season" not in client.get("/faq/en/cancel-order/").content.decode()
    assert "In the season" in client.get("/faq/en/cancel-order/?as_of=2999-11-16").content.decode()
    assert olivia.get("/cards/cancel-order/?release=nothing").status_code == 400


def test_a_draft_is_nobody_elses_business(people, card, marta, client_of):
    version = begin(marta, card)
    for who, status in (("olivia", 200), ("max", 200), ("pavel", 404), ("ana", 404)):
        client = client_of(getattr(people, who))
        assert client.get(url("version", version)).status_code == status
        page = client.get(reverse("subject", kwargs={"kind": "card", "slug": card.slug})).content.decode()
        assert ("Draft" in page) == (status == 200)


def test_a_preview_is_for_those_who_write(people, card, marta, client_of):
    marta.post(reverse("new_release"), {"title": "Season", "slug": "season"})
    assert client_of(people.ana).get("/cards/cancel-order/?release=season").status_code == 403
    assert client_of(people.ana).get("/?release=season").status_code == 403
    assert client_of(people.pavel).get("/cards/cancel-order/?release=season").status_code == 200


def test_a_preview_shows_no_draft_to_whom_it_is_none_of_their_business(people, card, marta, client_of):
    marta.post(reverse("new_release"), {"title": "Season", "slug": "season"})
    marta.post(reverse("add_member", args=["season"]), {"version": begin(marta, card).pk})
    preview = "/cards/cancel-order/?release=season"
    for who, status in (("marta", 200), ("olivia", 200), ("max", 200), ("pavel", 403)):
        assert client_of(getattr(people, who)).get(preview).status_code == status
        assert client_of(getattr(people, who)).get("/?release=season&q=cancel").status_code == status
    marta.post(reverse("act_on_release", args=["season", "submit"]))
    assert client_of(people.pavel).get(preview).status_code == 200


def test_the_table_of_proofs_names_tests_that_there_are():
    proofs = (BASE / "docs" / "desk.md").read_text(encoding="utf-8").partition("## What proves it")[2]
    named = set(re.findall(r"`(test_\w+)`", proofs))
    texts = [path.read_text(encoding="utf-8") for path in (BASE / "tests").rglob("test_*.py")]
    there = {name for text in texts for name in re.findall(r"^def (test_\w+)", text, re.MULTILINE)}
    assert named > {"test_two_write_a_card_on_any_screen"}
    assert named - there == set()
