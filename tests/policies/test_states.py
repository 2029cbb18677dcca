"""Every verb in every state, through the page and through the API: what the table allows happens, the rest is refused."""

import pytest
from django.urls import reverse

from kb.env import BASE
from policies.guards import guards
from policies.models import Card, Event, Publication, Review, Version
from policies.permissions import may_edit, may_publish, may_recall, may_review
from policies.publishing import now
from policies.review.rights import may_comment, may_restore
from policies.review.states import DERIVED, STATES, VERBS, moves, refusal
from policies.review.states_page import page
from policies.standing import NAMES, standing_of
from policies.workflow import approve, publish, request_changes, start_draft, submit
from policies.writing.editing import texts_of

pytestmark = pytest.mark.django_db
FORBIDDEN = [(verb, state) for verb in VERBS for state in STATES if refusal(verb, state)]
ALLOWED = [(verb, state) for verb in VERBS for state in STATES if not refusal(verb, state) and verb != "merge"]
TEXT = {"source": "en", "languages": {"en": {"title": "How can I reach you?", "short": "Write to us."}}}


@pytest.fixture
def at_state(store, people):
    """`at_state("approved")`: version 1 of a new card in this state. Max, who manages knowledge, may do everything with it."""

    def make(state):
        card = Card.objects.create(kind="card", slug="contact-us", topic=store.topic(), owner=people.olivia, risk="low")
        version = start_draft(card, TEXT, by=people.marta)
        if state != "draft":
            submit(version, by=people.marta)
        if state == "returned":
            request_changes(version, by=people.olivia, comment="No.")
        if state in ("approved", "published"):
            approve(version, by=people.olivia)
        if state == "published":
            publish(version, by=people.olivia)
        return version

    return make


def press(client, version, verb):
    """On the pages."""
    place = {"kind": "card", "slug": version.subject.slug}
    numbered = {**place, "number": version.number}
    match verb:
        case "withdraw":
            return client.post(reverse("withdraw", kwargs=place), follow=True)
        case "edit":
            form = {"seen": version.edits, "significance": "meaning", "text-en": texts_of(version)["en"]}
            return client.post(reverse("edit", kwargs=numbered), form, follow=True)
        case "comment":
            return client.post(reverse("comment", kwargs=numbered), {"line": "en:1", "body": "Hm."}, follow=True)
        case "restore":
            return client.post(reverse("restore", kwargs=numbered), follow=True)
    address = reverse("act", kwargs={**numbered, "verb": verb.replace("_", "-")})
    return client.post(address, {"comment": "So."}, follow=True)


def send(client, version, verb):
    """By the API, having seen what is there."""
    path = f"/api/v1/cards/{version.subject.slug}/versions/{version.number}"
    bodies = {"edit": {"content": TEXT}, "comment": {"text": "en", "line": 1, "body": "Hm."}}
    decisions = ("approve", "request_changes", "recall")
    body = bodies.get(verb, {"comment": "So."} if verb in decisions else {})
    options = {"content_type": "application/json", "headers": {"If-Match": client.get(path)["ETag"]}}
    return (
        client.put(path, body, **options)
        if verb == "edit"
        else client.post(f"{path}/{verb.replace('_', '-')}", body, **options)
    )


DOORS = {"page": press, "api": send}


def everything():
    """What no refusal may change."""
    return [list(model.objects.order_by("pk").values()) for model in (Version, Event, Publication, Review)]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("verb", "state"), FORBIDDEN)
def test_it_refuses_a_forbidden_move_with_the_reason(at_state, people, client_of, door, verb, state):
    version = at_state(state)
    before = everything()
    response = DOORS[door](client_of(people.max), version, verb)
    assert str(refusal(verb, state)) in response.content.decode()
    if door == "api":
        assert response.status_code == (409 if verb == "withdraw" else 403)
        assert response["Content-Type"] == "application/problem+json"
    else:
        assert response.status_code in (403, 409) or response.redirect_chain, "It says so in place, or on the version's page."
    assert everything() == before


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("verb", "state"), ALLOWED)
def test_it_makes_an_allowed_move(at_state, people, client_of, door, verb, state):
    version = at_state(state)
    response = DOORS[door](client_of(people.max), version, verb)
    assert response.status_code in (200, 201), response.content
    assert Version.objects.get(pk=version.pk).state in VERBS[verb].moves[state]
    assert Event.objects.filter(action={"edit": "save_draft", "restore": "start_draft"}.get(verb, verb), by=people.max).exists()


@pytest.mark.parametrize("state", STATES)
def test_permissions_say_what_the_table_says(at_state, people, state):
    version = at_state(state)
    verdicts = {
        "edit": may_edit, "submit": may_edit, "approve": may_review, "request_changes": may_review, "recall": may_recall,
        "publish": may_publish, "comment": may_comment, "restore": may_restore,
    }  # fmt: skip
    for verb, may in verdicts.items():
        verdict = may(people.max, version)
        assert (bool(verdict), str(verdict.reason)) == (not refusal(verb, state), str(refusal(verb, state)))


def test_the_database_lets_through_the_moves_of_the_table_and_no_other():
    (guard,) = [guard for guard in guards("IS") if guard.name == "version_moves"]
    assert guard.condition.count("OLD.state =") == len(list(moves()))
    for old, new in moves():
        assert f"(OLD.state = '{old}' AND NEW.state = '{new}')" in guard.condition
    assert set(STATES) == set(Version.State.values)


def test_a_published_version_stands_as_one_of_the_derived_states(at_state, people):
    assert set(NAMES) - set(DERIVED) == set(STATES) - {"published"}
    assert standing_of(at_state("published"), now()) in DERIVED


def test_it_can_be_withdrawn_however_a_published_version_stands(store, people, client_of):
    """And nothing else can be done with it but to restore it."""
    card = store.card("contact-us", risk="low")
    store.publish(card, {**store.text(card), "audience": "internal"})
    store.withdraw(card)
    for version in Version.objects.filter(subject=card).select_related("subject"):
        for verb in ("edit", "submit", "approve", "request_changes", "recall", "publish", "comment"):
            before = everything()
            assert send(client_of(people.max), version, verb).status_code == 403
            assert everything() == before
        assert send(client_of(people.max), version, "withdraw").status_code == 200


def test_the_page_about_states_is_current():
    """`manage.py states > docs/states.md` brings it up to date."""
    assert (BASE / "docs" / "states.md").read_text() == page()
