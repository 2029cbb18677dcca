"""Managing and answering are two doors: no key without `manage` opens one of the first, and no draft leaves by the second."""

import ast

import pytest
from django.test import Client

from kb.env import BASE
from policies.workflow import submit
from tests.api.managing.walking import api_calls

pytestmark = pytest.mark.django_db
SECRET = "Xylophones"
MANAGING = [(address, method) for address, method, scope in api_calls() if scope == "manage"]


def text(title):
    return {"source": "en", "languages": {"en": {"title": title, "short": f"{title} are sold from May on."}}}


@pytest.fixture
def drafts(store, people):
    """A live card with a draft; another that is in review and one that is approved, neither ever published."""
    card = store.card("contact-us", risk="low")
    store.draft(card, text(SECRET))
    for slug in ("in-review", "approved"):
        other = store.card(slug, risk="low")
        version = submit(store.draft(other, text(SECRET)), by=people.marta)
        if slug == "approved":
            store.approved(other, text(f"{SECRET} again"))
        assert version.number == 2


def test_it_walks_the_calls():
    assert len(MANAGING) > 100
    assert ("/api/v1/cards/contact-us/versions/2/submit", "post") in MANAGING


def test_it_answers_every_read(as_, drafts):
    max_ = as_("max").client
    found = {address: max_.get(address).status_code for address, method in MANAGING if method == "get"}
    assert set(found.values()) <= {200, 400, 403, 404}, found
    assert sum(status == 200 for status in found.values()) > 30


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_it_opens_no_managing_call_to_a_key_without_that_scope(key_for, people, audience):
    key = key_for(people.max, ("answers", "feedback"), audience).client
    for address, method in MANAGING:
        response = getattr(key, method)(address, content_type="application/json")
        code = response.json()["errors"][0]["code"]
        assert (response.status_code, code) == (403, "missing_scope"), (method, address)


def test_it_opens_none_to_nobody(db):
    for address, method in MANAGING:
        response = getattr(Client(), method)(address, content_type="application/json")
        assert response.status_code in (401, 403), (method, address)


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_it_shows_no_draft_to_a_key_for_answers(key_for, drafts, people, audience):
    key = key_for(people.max, ("answers", "feedback"), audience).client
    reads = [address for address, method, scope in api_calls() if method == "get" and scope != "manage"]
    assert len(reads) > 8
    for address in reads:
        for query in ({"q": SECRET.lower()}, {"q": "contact us"}) if address.endswith(("search", "suggest")) else ({},):
            assert SECRET.encode() not in key.get(address, query).content, address
    said = key.post("/api/v1/ask", {"question": SECRET}, content_type="application/json").json()
    assert not any(SECRET in str(part) for name, part in said.items() if name != "question")


def test_it_shows_no_draft_to_the_key_of_an_agent(key_for, drafts, people):
    """Only who may read it on the desk."""
    key = key_for(people.ana).client
    for address, method in MANAGING:
        if method == "get":
            assert SECRET.encode() not in key.get(address).content, address


def imports_of(path):
    found = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {
        f"{node.module}.{name.name}" if isinstance(node, ast.ImportFrom) else name.name for node in found for name in node.names
    }


def test_it_makes_no_answer_where_it_manages_and_reads_no_draft_where_it_answers():
    rooms = {name for path in (BASE / "kb/api/rooms").glob("*.py") for name in imports_of(path)}
    finding = ("search.find.", "search.ask.", "search.propose.", "search.looking.", "search.results.")
    makes = ("policies.answers", "policies.reply", "kb.api.serializers", *finding)
    assert not {name for name in rooms if name.startswith(makes)}
    answering = ("answers", "ask", "search", "vocabulary", "changes", "receipts", "feedback", "outcomes")
    views = {name for view in answering for name in imports_of(BASE / f"kb/api/views/{view}.py")}
    assert not {name for name in views if name.startswith(("kb.api.room", "kb.api.managing"))}
