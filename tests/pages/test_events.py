"""The history of acts as a page and as files: who may read what, narrowed, page by page, and safe in a spreadsheet."""

import ast
import csv
import hashlib
import io
import json

import pytest
import rfc8785
from django.test import Client
from django.urls import reverse

from kb.env import BASE
from policies.audit.event_words import ACTIONS
from policies.audit.proof import head
from policies.channels import open_channel
from policies.events import record
from policies.models import Event
from policies.queues.escalating import Handed, escalate
from policies.workflow import approve, save_draft, submit

pytestmark = pytest.mark.django_db
URL = "/desk/events/"


@pytest.fixture
def trail(store, people):
    """Two cards, one of them not Olivia's, and a draft that was handed in."""
    card = store.card("contact-us")
    other = store.card("gift-wrap")
    type(other).objects.filter(pk=other.pk).update(owner=people.pavel)
    draft = store.draft(card, store.text(card))
    save_draft(draft, {**store.text(card), "audience": "internal"}, by=people.marta)
    submit(draft, by=people.marta)
    return card


def body(response):
    return b"".join(response.streaming_content).decode()


def numbers(response):
    return [line.event.number for line in response.context["lines"]]


def test_it_tells_everything_to_managers_and_administrators(client_of, people, trail):
    for person in (people.max, people.ada):
        shown = client_of(person).get(URL)
        assert numbers(shown) == sorted(Event.objects.values_list("number", flat=True), reverse=True)[:50]
    page = shown.content.decode()
    for words in ("Handed in for review", "Card contact-us, version 2", "Marta", "<del>Draft</del> <ins>In review</ins>"):
        assert words in page


def test_it_tells_owners_of_their_own_only(client_of, people, trail):
    things = {line.event.thing for line in client_of(people.olivia).get(URL).context["lines"]}
    assert things == {"card:contact-us:1", "card:contact-us:2"}
    things = {line.event.thing for line in client_of(people.pavel).get(URL).context["lines"]}
    assert things == {"card:gift-wrap:1"}
    assert numbers(client_of(people.pavel).get(f"{URL}?thing=card:contact-us")) == []
    assert "contact-us" not in body(client_of(people.pavel).get(f"{URL}export/jsonl/"))


def test_it_tells_nothing_to_others(client_of, people, trail):
    for path in (URL, f"{URL}export/csv/", f"{URL}export/jsonl/"):
        assert client_of(people.ana).get(path).status_code == 403
        assert client_of(people.marta).get(path).status_code == 403
        assert Client().get(path).status_code == 302
    assert b"/desk/events/" not in client_of(people.ana).get(reverse("desk")).content


@pytest.mark.parametrize(
    ("query", "actions"),
    [
        ("thing=card:contact-us:2", ["submit", "save_draft", "start_draft"]),
        ("action=save_draft", ["save_draft"]),
        ("until=2020-01-01", []),
        ("since=2999-01-01", []),
        ("thing=card:contact-us&action=publish", ["publish"]),
        ("thing=card:contact", []),
        ("thing=%25", []),
    ],
)
def test_it_narrows_to_what_is_asked(client_of, people, trail, query, actions):
    shown = client_of(people.max).get(f"{URL}?{query}")
    assert [line.event.action for line in shown.context["lines"]] == actions


def test_it_narrows_to_a_person(client_of, people, trail):
    shown = client_of(people.max).get(f"{URL}?by={people.olivia.pk}")
    assert {line.event.by for line in shown.context["lines"]} == {people.olivia}


@pytest.mark.parametrize("query", ["by=x", "since=soon", "action=nothing"])
def test_it_says_what_does_not_fit(client_of, people, trail, query):
    for path in (URL, f"{URL}export/csv/"):
        assert client_of(people.max).get(f"{path}?{query}").status_code == 400


def test_it_turns_pages_that_new_events_do_not_move(client_of, people, trail):
    for n in range(120):
        record("comment", f"note:{n}", by=people.marta)
    client = client_of(people.max)
    first = client.get(f"{URL}?action=comment")
    below = f"{URL}?action=comment&below={first.context['below']}"
    second = numbers(client.get(below))
    record("comment", "note:new", by=people.marta)
    assert numbers(client.get(below)) == second
    assert second[0] == numbers(first)[-1] - 1
    third = client.get(f"{URL}?action=comment&below={second[-1]}")
    assert (len(numbers(third)), third.context["below"]) == (20, None)
    back = client.get(f"{URL}?action=comment&above={third.context['above']}")
    assert numbers(back) == second
    for odd in ("below=x", "above=-1", "below=" + "9" * 40):
        assert len(numbers(client.get(f"{URL}?action=comment&{odd}"))) == 50


def test_it_gives_a_table_that_no_spreadsheet_takes_for_formulas(client_of, people, trail):
    for word in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1"):
        record("comment", word, by=people.marta, comment=word)
    response = client_of(people.max).get(f"{URL}export/csv/?action=comment")
    assert response["Content-Type"].startswith("text/csv")
    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(body(response))))
    assert [row["thing"] for row in rows] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1"]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values())


def test_it_gives_lines_from_which_the_chain_can_be_proved(client_of, people, trail):
    """By anybody, without us: that is what the export is for."""
    previous, last = "", 0
    for line in body(client_of(people.max).get(f"{URL}export/jsonl/")).splitlines():
        event = json.loads(line)
        seal, _person = event.pop("seal"), event.pop("person")
        assert (event["number"], event["previous"]) == (last + 1, previous)
        assert hashlib.sha256(rfc8785.dumps(event)).hexdigest() == seal
        previous, last = seal, event["number"]
    assert (last, previous) == head()
    assert client_of(people.max).get(f"{URL}export/xml/").status_code == 404


def test_it_says_from_which_address_a_page_was_sent(client_of, people, store, trail, settings):
    version = trail.versions.get(number=2)
    address = reverse("act", kwargs={"kind": "card", "slug": "contact-us", "number": 2, "verb": "approve"})
    forwarded = {"X-Forwarded-For": "203.0.113.9, 198.51.100.4"}
    client_of(people.pavel).post(address, headers=forwarded)
    assert Event.objects.get(thing="card:contact-us:2", action="approve").origin == "page 127.0.0.1"
    again = submit(store.draft(trail, store.text(trail)), by=people.marta)
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    client_of(people.pavel).post(address.replace("/2/", f"/{again.number}/"), headers=forwarded)
    assert Event.objects.get(thing=f"card:contact-us:{again.number}", action="approve").origin == "page 198.51.100.4"
    assert approve(submit(store.draft(trail, store.text(trail)), by=people.marta), by=people.pavel)
    assert Event.objects.latest("number").origin == ""
    assert version


def test_it_is_reached_from_the_thing_itself(client_of, people, trail):
    link = b'href="/desk/events/?thing=card:contact-us"'
    address = reverse("subject", kwargs={"kind": "card", "slug": "contact-us"})
    assert link in client_of(people.olivia).get(address).content
    assert link not in client_of(people.ana).get(address).content


def test_it_has_words_for_everything_that_is_recorded():
    recorded = set()
    for path in (BASE / "policies").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and node.args:
                recorded |= {inner.value for inner in ast.walk(node.args[0]) if isinstance(inner, ast.Constant)}
    assert {action for action in recorded if isinstance(action, str)} - set(ACTIONS) == set()


@pytest.mark.parametrize("language", ["en", "ru", "pt-br"])
def test_it_speaks_the_readers_language(client_of, people, trail, language):
    page = client_of(people.max).get(URL, headers={"Accept-Language": language}).content.decode()
    assert {"en": "History of acts", "ru": "История действий", "pt-br": "Histórico de ações"}[language] in page


def test_it_says_in_words_what_was_chosen(client_of, people):
    open_channel("shop", audience="public", by=people.ada, kind="widget")
    escalate("Where is it?", Handed("orders", "en"), channel="chat")
    ada = client_of(people.ada)
    ada.cookies["django_language"] = "ru"
    shown = ada.get(URL).content.decode()
    for words in ("Клиенты", "Окошко чата на сайте", "Ждёт", "Клиент попросил человека"):
        assert words in shown, words
