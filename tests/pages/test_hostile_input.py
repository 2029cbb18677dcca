"""What nobody types: numbers of no row, letters that no text has. It is refused, and no page breaks."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
# Digits to Python, no number to a database; more digits than a database holds; no number at all.
NO_NUMBERS = ("²", "٣", "9" * 40, "-1", "\x00", "x")


@pytest.fixture
def card(store):
    return store.card("contact-us")


@pytest.fixture
def forms(card, people):
    """Forms that name a row, and the field that does."""
    about = {"kind": "card", "slug": card.slug}
    return [
        (reverse("act_on_people", kwargs={**about, "verb": "release-from"}), "involvement"),
        (reverse("act_on_person", args=[people.ana.username, "there"]), "absence"),
        (reverse("see_notices"), "notice"),
        (reverse("add_member", args=["season"]), "version"),
    ]


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_number_of_no_row_finds_none(client_of, people, forms, number):
    mx = client_of(people.max)
    mx.post(reverse("new_release"), {"title": "Season", "slug": "season"})
    for address, field in forms:
        assert mx.post(address, {field: number}).status_code == 404


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_a_team_has_no_members_that_are_not_there(client_of, people, number):
    given = {"title": "Desk", "slug": "desk", "lead": people.olivia.pk, "members": [people.ana.pk, number]}
    assert client_of(people.max).post(reverse("teams"), given).status_code == 422


@pytest.mark.parametrize(("wanted", "leads_to"), [("²", "%C2%B2"), ("//elsewhere.example", "/desk/card/contact-us/")])
def test_a_form_leads_back_to_pages_of_ours(client_of, people, card, wanted, leads_to):
    watch = reverse("act_on_people", kwargs={"kind": "card", "slug": card.slug, "verb": "watch"})
    assert client_of(people.ana).post(watch, {"next": wanted})["Location"] == leads_to


@pytest.mark.parametrize("address", ["/desk/flags/?card=%00", "/desk/notices/?kind=%00", "/desk/people/%00/"])
def test_an_address_with_a_letter_that_no_text_has_is_refused(client_of, people, address):
    assert client_of(people.max).get(address).status_code in (400, 404)


def test_what_is_typed_is_kept_without_letters_that_no_text_has(client_of, people, card, store):
    place = reverse("autosave", args=["card", card.slug, store.draft(card).number])
    given = {"text-en\x00": "a\x00b", "seen": "1", "significance": "wording"}
    assert client_of(people.marta).post(place, given).status_code == 200
