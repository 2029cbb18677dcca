"""Texts that mean harm in what is no page: calls, feeds, files for spreadsheets, e-mails, content files, addresses, bodies.

What a browser does with them on pages is in `tests/browser/test_hostile.py`. With CONCORD_HOSTILE naming a folder every string
of its lists is tried, and every document of its `json_parsing.jsonl`.
"""

import base64
import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.core.cache import caches

from kb.overview.all import FIGURES
from policies.files.collection import read_collection
from policies.files.exports import export_to
from policies.files.imports import import_collection
from policies.masking import masked
from policies.models import Event
from policies.notices.mailing import send_mail_due
from policies.publishing import now
from policies.spreadsheets import FORMULA
from tests.people import PASSWORD
from tests.security.hostile import FOLDER, SAMPLE, strings, type_everywhere
from tests.security.typing_places import CONTROL, asked, card_texts, card_title, flagged, notice, release

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3600 if FOLDER else 240)]
AT_ONCE = 100 if FOLDER else len(SAMPLE)
SETS = range(0, len(strings()), AT_ONCE)
PLACES = (card_title, card_texts, release, notice, asked, flagged)
SITE = "http://testserver"
ATOM = "{http://www.w3.org/2005/Atom}"
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
DOCUMENTS = (("y_array.json", b"[1]"), ("n_open.json", b'{"question":'), ("n_nan.json", b"[NaN]"), ("n_deep.json", b"[" * 9999))


@pytest.fixture(params=SETS)
def texts(request, settings):
    settings.ANSWER_ENCODER = "none"
    settings.API_REQUESTS_PER_MINUTE = settings.VISITOR_REQUESTS_PER_MINUTE = 1_000_000
    return strings()[request.param : request.param + AT_ONCE]


@pytest.mark.asvs("1.2.3")
def test_what_is_no_page_gives_it_back_as_it_was_typed(store, people, client, client_of, channel, texts, tmp_path):
    typed = type_everywhere(store, texts, PLACES)
    told = {one.address: one.text for one in typed.stands if one.place == "card_title" and one.address.startswith("/faq/en/t")}
    assert told or FOLDER
    assert calls_that_change_it(texts, typed, client_of(people.max), channel("public")) == []
    for address, text in told.items():
        blocks = [json.loads(found) for found in DATA.findall(client.get(address).content.decode())]
        assert [block["mainEntity"][0]["name"] for block in blocks if block["@type"] == "FAQPage"] == [text]
    feed = ElementTree.fromstring(client.get("/faq/en/changes.atom").content)
    titles = {entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")}
    assert titles <= {*told.values(), *(f"Told {number}" for number in range(len(texts))), "Contact us"}
    assert len(ElementTree.fromstring(client.get("/sitemap.xml").content)) > len(told)
    spreadsheets_hold_no_formula(client_of(people.ada), client_of(people.max))
    send_mail_due()
    mails_say_it(texts, typed)
    files_bring_it_back(tmp_path)


def calls_that_change_it(texts, typed, manager, public):
    """Each text that a card's version or an answer gives in other words."""
    changed = []
    refused = {(place, text) for place, text, _codes in typed.refused}
    for number, text in enumerate(texts):
        kept = re.sub("\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", text).strip()
        if ("card_texts", text) not in refused:
            given = manager.get(f"/api/v1/cards/told-{number}/versions/1").json()["content"]["languages"]["en"]
            said = [*given["questions"], given["short"], given["body"], given["notes"], given["texts"]["one"]]
            changed += [(text, said)] if said != [text.strip(), *[kept] * 4] else []
        if ("card_title", text) not in refused:
            answer = public.get(f"/api/v1/answers/titled-{number}?lang=en").json()["answer"]
            changed += [(text, answer["title"])] if answer["title"] != text.strip() else []
    return changed


def spreadsheets_hold_no_formula(administrator, manager):
    for address in ("/desk/events/export/csv/", *(f"/desk/overview/{name}.csv" for name in FIGURES)):
        asks = administrator if "events" in address else manager
        lines = b"".join(asks.get(address).streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(lines, newline="")))
        assert {len(row) for row in rows} <= {len(rows[0])}, address
        wrong = [cell for row in rows for cell in row if cell.startswith(FORMULA) and not re.fullmatch(r"-[\d.]+", cell)]
        assert wrong == [], address


def mails_say_it(texts, typed):
    """A notice's sentence holds the text; no header does, however many lines the text would like to have."""
    bodies = "\n".join(message.body for message in mail.outbox)
    told = [one.text for one in typed.stands if one.place == "notice"]
    assert [text for text in told if text not in bodies] == []
    for message in mail.outbox:
        assert "\n" not in message.subject
        assert not {"crlf", "set-cookie", "bcc"} & {name.lower() for name in message.message()}


def files_bring_it_back(folder):
    """What is exported and brought in again is what it was."""
    export_to(folder / "out", now())
    last = Event.objects.latest("number").number
    imported = import_collection(read_collection(folder / "out"), by=None)
    assert (imported.new, imported.changed) == ([], [])
    assert Event.objects.latest("number").number == last


def test_no_address_and_no_form_breaks_or_leads_away(store, people, client, client_of, texts):
    store.card("contact-us", risk="low")
    manager = client_of(people.max)
    for text in texts:
        for kept in ("default", "rates"):
            caches[kept].clear()  # Nobody else asks as much in a minute.
        pasted = manager.post("/desk/paste/", {"html": text})
        assert pasted.status_code == 400 or isinstance(pasted.json()["markdown"], str), text
        for address, field in (("/receipts/", "receipt"), ("/desk/flags/", "card"), ("/desk/events/", "thing"), ("/", "lang")):
            assert manager.get(address, {field: text}).status_code in (200, 302, 400, 404), (address, text)
        assert client.get("/faq/en/search/", {"q": text}).status_code in (200, 400)
        known = {"login": "ana", "password": PASSWORD, "next": text}
        led = client.post("/accounts/login/", known)
        client.logout()
        assert led.status_code in (302, 400), text
        assert led.status_code == 400 or is_ours(led["Location"]), (text, led["Location"])
        assert "crlf" not in {name.lower() for name in led.headers}


def is_ours(location: str) -> bool:
    """As browsers read it: without letters that they skip, with slashes for backslashes (URL standard, 4.4)."""
    read = re.sub(r"[\t\r\n]", "", location).strip("".join(map(chr, range(33)))).replace("\\", "/")
    return urlsplit(urljoin(f"{SITE}/accounts/login/", read))[:2] == urlsplit(SITE)[:2]


def documents():
    if not FOLDER:
        return DOCUMENTS
    lines = (Path(FOLDER) / "json_parsing.jsonl").read_text().splitlines()
    return [(row["name"], base64.b64decode(row["b64"])) for row in map(json.loads, lines)]


def test_a_body_is_read_as_the_standard_says_or_refused(store, channel, settings):
    """RFC 8259: `y_` must be read (and is no question), `n_` must be refused, `i_` may be either; none is a fault of ours."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    public, wrong = channel("public"), []
    for name, body in documents():
        response = public.post("/api/v1/ask", body, content_type="application/json")
        codes = {problem["code"] for problem in response.json().get("errors", [])}
        is_unread = "malformed_json" in codes
        if (
            response.status_code not in (400, 413)
            or (name.startswith("y_") and is_unread)
            or (name[0] == "n" and not is_unread)
        ):
            wrong.append((name, response.status_code, codes))
    assert wrong == []


def test_what_a_customer_asks_is_kept_without_who_they_are():
    """The rule that texts of customers come back by, so that the walk above could not hide behind it."""
    assert masked("write to eva@example.com <b>") == "write to [e-mail] <b>"
    assert [text for text in SAMPLE if masked(text) != text] == []
    assert CONTROL.search("a\nb")
