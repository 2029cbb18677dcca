"""Who may not do something on the desk may not do it by a call, is told why in the same words, and nothing has changed."""

import pytest

from policies.models import Event
from policies.people.appointments import take_role
from tests.api.managing.conftest import text

pytestmark = pytest.mark.django_db
VERSION = "/cards/contact-us/versions"
# Who, the thing, the verb, what is sent, and a word of the reason.
ACTS = [
    ("ana", f"{VERSION}/1", "restore", {}, "authors"),
    ("ana", f"{VERSION}/1", "withdraw", {}, "withdraw"),
    ("pavel", "/cards/contact-us", "withdraw", {}, "owner"),
    ("ana", "/cards/contact-us/people", "assign-owner", {"owner": "olivia"}, "owner"),
    ("ana", "/cards/contact-us/people", "involve", {"part": "verifier", "who": "person:ana"}, "owner"),
    ("olivia", "/releases/summer", "recall", {}, "author"),
    ("ana", "/releases/summer", "recall", {}, "author"),
    ("olivia", "/people/marta", "give-role", {"role": "owner"}, "administrators"),
    ("max", "/people/marta", "deactivate", {}, "administrators"),
    ("ada", "/people/ada", "deactivate", {}, "own account"),
    ("ana", "/people/marta", "deputy", {"deputy": "ana"}, "this person"),
    ("marta", "/flags/{flags}", "resolve", {"resolution": "Nothing."}, "verify"),
]
SAVES = [
    ("marta", "/topics/cancellation", {"names": {"en": "Mine"}, "queue": "orders"}, "managers"),
    ("marta", "/rules/low", {"approvals": 1}, "managers"),
    ("olivia", "/teams/returns-desk", {"title": "Mine", "lead": "olivia"}, "managers"),
    ("marta", "/dimensions/order_stage", {"kind": "flag", "names": {"en": "X"}, "questions": {"en": "X?"}}, "owners"),
]
BEGINS = [
    ("ana", "/cards", {"slug": "new", "topic": "cancellation", "owner": "olivia", "content": text()}, "authors"),
    ("ana", f"{VERSION}", {}, "authors"),
    ("ana", "/releases", {"slug": "mine", "title": "Mine"}, "authors"),
    ("marta", "/topics", {"slug": "mine", "names": {"en": "Mine"}, "queue": "mine"}, "managers"),
    ("olivia", "/teams", {"slug": "mine", "title": "Mine", "lead": "olivia"}, "managers"),
    ("olivia", "/chat-tools", {"title": "Mine", "url": "https://chat.example.com/x"}, "managers"),
    ("pavel", "/must-reads", {"card": "gift-wrap", "number": 1}, "owner"),
    ("ana", "/verify-several", {"cards": {"contact-us": "the law"}}, "verify"),
]
READS = [
    ("olivia", "/second-looks", "managers"),
    ("olivia", "/second-looks/habits", "managers"),
    ("olivia", "/chat-tools", "managers"),
    ("ana", "/must-reads/{must-reads}/readers", "owner"),
    ("marta", "/verification/contact-us", "verify"),
    ("max", "/people/olivia/handover", "administrators"),
    ("marta", "/events", "history"),
]


def refused(response, word):
    (error,) = response.json().get("errors", [{}])
    return (response.status_code, error.get("code")) == (403, "refused") and word in error["message"]


def test_it_refuses_with_the_reason_and_changes_nothing(as_, desk, store, people):
    take_role(people.ana, "author", by=people.ada, topic=store.topic())
    before = Event.objects.count()
    responses = [
        *((path, as_(who).act(path.format(**desk), verb, body), word) for who, path, verb, body, word in ACTS),
        *((path, as_(who).save(path, body), word) for who, path, body, word in SAVES),
        *((path, as_(who).post(path, body), word) for who, path, body, word in BEGINS),
        *((path, as_(who).get(path.format(**desk)), word) for who, path, word in READS),
    ]
    assert [(path, found.content, word) for path, found, word in responses if not refused(found, word)] == []
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("path", "verb", "body", "field"),
    [
        ("/cards/contact-us/people", "assign-owner", {"owner": "nobody"}, "owner"),
        ("/cards/contact-us/people", "assign-owner", {"owner": "ana"}, "owner"),
        ("/cards/contact-us/people", "involve", {"part": "verifier", "who": "marta"}, "who"),
        ("/people/marta", "away", {"first_on": "2031-02-30", "last_on": "2031-03-01"}, "first_on"),
        ("/people/marta", "away", {"first_on": "2031-03-02", "last_on": "2031-03-01"}, "last_on"),
        ("/people/marta", "deputy", {"deputy": 5}, "deputy"),
        ("/verification/contact-us", "verify", {"answers": []}, "answers.text"),
        ("/verification/contact-us", "doubt", {"reason": " "}, "reason"),
        ("/flags/{flags}", "resolve", {"resolution": ""}, "resolution"),
        ("/second-looks/{second-looks}", "overturn", {}, "note"),
        ("/cards/contact-us/versions/2", "join-release", {"release": "none"}, "release"),
        ("/cards/contact-us/versions/2", "publish", {"start": "tomorrow"}, "start"),
        ("/releases/spring", "add", {"kind": "page", "slug": "x", "number": 1}, "kind"),
    ],
)
def test_it_names_the_field_that_does_not_fit(as_, desk, path, verb, body, field):
    before = Event.objects.count()
    response = as_("max").act(path.format(**desk), verb, body)
    assert response.status_code == 400, response.content
    assert field in [error["field"] for error in response.json()["errors"]]
    assert Event.objects.count() == before


@pytest.mark.parametrize("path", ["/flags", "/events", "/cards", "/people"])
def test_it_names_the_parameter_that_does_not_fit(as_, people, path):
    for query in ("cursor=x", "cursor=cD14", "limit=0", "limit=51", "colour=red"):
        if (path, query) != ("/cards", "cursor=cD14"):  # A slug may be anything, also what this cursor says.
            response = as_("max").get(f"{path}?{query}")
            assert response.status_code == 400, (query, response.content)
            assert response.json()["errors"][0]["field"] == query.split("=")[0]


def test_it_says_when_somebody_was_first(as_, desk):
    max_ = as_("max")
    assert max_.act("/flags/{flags}".format(**desk), "resolve", {"resolution": "Mended."}).status_code == 200
    again = max_.act("/flags/{flags}".format(**desk), "resolve", {"resolution": "Mended."})
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "conflict")
    assert max_.act("/cards/contact-us/people", "confirm-owner").status_code == 409
    assert max_.act("/releases/spring", "publish").status_code == 409
