"""From beginning to end by calls alone: a release, a person who leaves, a must-read, and a list longer than a page."""

import pytest

from policies.models import Event, Publication
from policies.publishing import current_revision
from tests.api.managing.conftest import text

pytestmark = pytest.mark.django_db


def test_it_brings_a_release_into_force_and_says_its_revision(store, as_):
    card = store.card("contact-us", risk="low")
    draft = store.draft(card, text())
    marta, olivia = as_("marta"), as_("olivia")
    assert marta.post("/releases", {"slug": "spring", "title": "Spring"}).status_code == 201
    added = marta.act("/releases/spring", "add", {"kind": "card", "slug": "contact-us", "number": draft.number})
    assert [member["number"] for member in added.json()["members"]] == [2]
    assert as_("ana").get("/releases/spring").json() | {"members": [], "hidden": 1} == as_("ana").get("/releases/spring").json()
    marta.act("/releases/spring", "submit")
    approved = olivia.act("/releases/spring", "approve", {"comment": "Good."}).json()
    assert (approved["state"], approved["is_live"], approved["revision"]) == ("approved", False, None)
    published = olivia.act("/releases/spring", "publish").json()
    assert (published["state"], published["is_live"], published["revision"]) == ("published", True, current_revision())
    version = olivia.get("/cards/contact-us/versions/2").json()
    assert (version["standing"], version["is_live"], version["revision"]) == ("live", True, current_revision())


def test_it_says_the_revision_of_a_publication_and_that_a_draft_is_none(store, as_):
    card = store.card("contact-us", risk="low")
    store.approved(card, text())
    olivia, path = as_("olivia"), "/cards/contact-us/versions/2"
    before = olivia.get(path)
    assert (before.json()["is_live"], before.json()["revision"]) == (False, None)
    published = olivia.act(path, "publish")
    assert published.json()["revision"] == Publication.objects.get(version__number=2).number == current_revision()
    assert published["Concord-Revision"] == str(current_revision())
    assert published["ETag"] == olivia.get(path)["ETag"] != before["ETag"]
    assert olivia.get(f"{path}?min_revision={published.json()['revision']}").status_code == 200
    first = olivia.get("/cards/contact-us/versions/1").json()
    assert (first["standing"], first["is_live"]) == ("superseded", False)


def test_it_hands_over_what_somebody_had_who_leaves(store, as_, people):
    store.card("contact-us")
    ada, max_ = as_("ada"), as_("max")
    assert ada.act("/people/olivia", "deputy", {"deputy": "pavel"}).json()["deputy"] == "pavel"
    assert [share["heir"] for share in ada.get("/people/olivia/handover").json()["results"]] == ["pavel"]
    gone = ada.act("/people/olivia", "deactivate").json()
    assert (gone["is_active"], gone["subjects"]) == (False, 0)
    (waiting,) = max_.get("/unowned").json()["subjects"]
    assert (waiting["slug"], waiting["owner"], waiting["inherited_from"]) == ("contact-us", "pavel", "olivia")
    assert max_.act("/cards/contact-us/people", "confirm-owner").json()["inherited_from"] is None
    assert max_.get("/unowned").json()["subjects"] == []


def test_it_lets_an_agent_answer_a_must_read_until_it_is_right(store, as_, desk):
    ana, path = as_("ana"), f"/must-reads/{desk['must-reads']}"
    asked = ana.get(path).json()
    assert (asked["right"], asked["acknowledged_at"]) == (None, None)
    wrong = ana.act(path, "acknowledge", {"choice": 0}).json()
    assert (wrong["attempts"], wrong["acknowledged_at"]) == (1, None)
    assert ana.act(path, "acknowledge", {"choice": 1}).json()["acknowledged_at"]
    assert ana.get("/must-reads").json()["results"] == []
    (reader,) = as_("olivia").get(f"{path}/readers").json()["results"]
    assert (reader["person"], reader["attempts"]) == ("ana", 2)
    assert as_("olivia").get(path).json()["right"] == 1


def test_it_pages_through_a_list_of_any_length_while_it_grows(store, as_, people):
    """The history of acts, which no page number can hold still."""
    store.card("contact-us")
    max_ = as_("max")
    total, seen, address = Event.objects.count(), [], "/events?limit=3"
    while address:
        page = max_.get(address).json()
        seen += [event["number"] for event in page["results"]]
        store.topic("more")
        as_("ana").post("/flags", {"card": "contact-us", "kind": "unclear"})
        address = page["next"] and page["next"].split("/api/v1")[1]
    assert seen == list(range(total, 0, -1))
    assert max_.get(f"/events/{total}").json()["number"] == total


def test_it_narrows_events_to_a_person_a_thing_and_an_act(store, as_):
    store.card("contact-us")
    max_ = as_("max")
    assert {event["by"] for event in max_.get("/events?by=marta").json()["results"]} == {"marta"}
    assert {event["action"] for event in max_.get("/events?action=publish").json()["results"]} == {"publish"}
    assert max_.get("/events?thing=card:nothing").json()["results"] == []
    assert max_.get("/events?action=burn").status_code == 400
    mine = as_("olivia").get("/events").json()["results"]
    assert {event["thing"].split(":")[1] for event in mine} == {"contact-us"}


def test_it_takes_note_of_ones_own_notices_only(as_, desk):
    path = f"/notices/{desk['notices']}"
    assert as_("ana").get(path).status_code == 404
    assert as_("ana").post(f"{path}/see").status_code == 404
    max_ = as_("max")
    assert max_.get(path).json()["seen_at"] is None
    assert max_.post(f"{path}/see").json()["seen_at"]
    assert max_.get("/notices?new=true").json()["results"] == []
