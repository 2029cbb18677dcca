"""The panel in a help desk's frame: who may frame it, who is let in, what it says, what cannot be done by it."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from policies.channels import disable_channel, set_channel
from policies.models import Channel, Event, Flag, OfferOutcome
from tests.pages.marked import text_of

pytestmark = pytest.mark.django_db
DESK = "https://desk.example"
MARKED = re.compile(r'<div class="answer__text prose" data-card="cancel-order" ([^>]*)>(.*?)</div>', re.DOTALL)
ASKED = "/panel/?card=cancel-order&order_stage=packed&lang=en"


@pytest.fixture
def card(store):
    card = store.cancel_order()
    store.offer()
    return card


@pytest.fixture
def frame(people, client_of):
    """A browser as it is inside a frame: no cookie, but the pass that the window beside it was given."""

    def of(person):
        made = client_of(person).post("/panel/pass/").json()["pass"]
        return Client(headers={"Authorization": f"Panel {made}"}, enforce_csrf_checks=True)

    return of


def framers(response):
    return re.search(r"frame-ancestors ([^;]*)", response["Content-Security-Policy"])[1]


def allow(people, slug, *origins):
    set_channel(Channel.objects.get(slug=slug), by=people.ada, allowed_origins=origins)


@pytest.mark.parametrize(("slug", "path"), [("panel", "/panel/"), ("chat", "/chat/")])
def test_it_is_framed_by_the_sites_that_its_channel_lists_and_by_nobody_else(people, client, slug, path):
    assert (framers(client.get(path)), client.get(path)["X-Frame-Options"]) == ("'none'", "DENY")
    allow(people, slug, DESK, "https://other.example")
    response = client.get(path)
    assert framers(response) == f"{DESK} https://other.example"
    assert "X-Frame-Options" not in response
    assert Event.objects.filter(action="set_channel", thing=f"channel:{slug}").exists()
    allow(people, slug)
    assert framers(client.get(path)) == "'none'"


def test_no_other_page_is_framed_also_not_the_window_that_hands_out_passes(people, client_of):
    allow(people, "panel", DESK)
    ana = client_of(people.ana)
    for path in ("/", "/desk/", "/panel/door/", "/accounts/login/", "/faq/en/", "/nothing/here/"):
        assert framers(ana.get(path)) == "'none'", path


def test_it_says_word_for_word_what_the_api_says_with_offer_notes_and_receipt(card, people, frame, channel):
    said = channel("internal").get("/api/v1/answers/cancel-order?lang=en&order_stage=packed").json()
    text = text_of(frame(people.ana).get(ASKED))
    attributes, html = MARKED.search(text).groups()
    assert html == said["answer"]["html"]
    for name in ("version", "rule", "language", "digest"):
        assert f'data-{name}="{said["answer"][name]}"' in attributes
    assert "STAYFREE" in text[text.index(html) :]
    assert "Check the" in text
    assert re.search(r'<a href="/receipts/[^"]+" target="_blank" rel="noopener">', text)


def test_the_tickets_question_finds_and_what_it_knows_is_kept_for_the_next_one(card, people, frame, store):
    store.card("contact-us")
    ana = frame(people.ana)
    page = ana.get("/panel/?q=is+it+too+late+to+cancel+my+order&order_stage=packed&lang=en")
    assert MARKED.search(text_of(page))
    other = text_of(ana.get("/panel/?card=contact-us&order_stage=packed&lang=en"))
    assert '<input type="hidden" name="order_stage" value="packed">' in other
    part = ana.get("/panel/?q=cancel&lang=en", headers={"HX-Request": "true", "HX-Target": "found"})
    assert "<html" not in text_of(part)


def test_what_does_not_fit_is_said_inside_the_frame(card, people, frame):
    allow(people, "panel", DESK)
    ana = frame(people.ana)
    for query, status in (("order_stage=boiled", 400), ("colour=red", 400), ("card=nothing", 404)):
        response = ana.get(f"/panel/?{query}")
        assert (response.status_code, framers(response)) == (status, DESK)
        assert 'class="notice' in text_of(response)


def test_without_a_pass_there_is_nothing_but_the_way_to_log_in(card, people, client):
    page = client.get(ASKED)
    assert page.status_code == 200
    assert "data-log-in" in text_of(page)
    assert "cancel" not in text_of(page).split("<body>")[1].replace("order_stage", "")
    assert "no-store" in page["Cache-Control"]
    forged = Client(headers={"Authorization": "Panel forged"}).get(ASKED)
    assert (forged.status_code, "data-log-in" in text_of(forged)) == (401, True)


def test_the_sites_own_log_in_opens_it_too_where_cookies_are_sent(card, people, client_of):
    assert MARKED.search(text_of(client_of(people.ana).get(ASKED)))
    assert client_of(people.stranger).get(ASKED).status_code == 403


def test_a_pass_is_made_for_who_is_logged_in_on_a_page_of_ours(people, client_of):
    assert Client().post("/panel/pass/").status_code == 302
    assert client_of(people.stranger).post("/panel/pass/").status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.ana)
    assert strict.post("/panel/pass/").status_code == 403
    door = client_of(people.ana).get("/panel/door/")
    assert (door.status_code, door["Cross-Origin-Opener-Policy"]) == (200, "unsafe-none")
    assert Client().get("/panel/door/").status_code == 302


@pytest.mark.parametrize("ends", ["log out", "password", "account", "hours"])
def test_a_pass_ends_with_the_log_in_it_was_made_from(card, people, client_of, clock, ends):
    ana = client_of(people.ana)
    shown = Client(headers={"Authorization": f"Panel {ana.post('/panel/pass/').json()['pass']}"})
    assert shown.get(ASKED).status_code == 200
    if ends == "log out":
        ana.post("/accounts/logout/")
    elif ends == "hours":
        clock.shift(8 * 60 * 60 + 1)
    elif ends == "password":
        people.ana.set_password("another-long-password")
        people.ana.save()
    else:
        people.ana.is_active = False
        people.ana.save()
    assert shown.get(ASKED).status_code == 401


def test_a_pass_opens_nothing_but_the_panel(card, people, frame):
    ana = frame(people.ana)
    assert ana.get("/cards/cancel-order/").status_code == 302
    assert ana.get("/api/v1/answers/cancel-order").status_code == 401
    assert ana.post("/cards/cancel-order/flag/", {"kind": "wrong"}).status_code == 403
    for row in Session.objects.all():
        cookie = Client()
        cookie.cookies["sessionid"] = row.session_key
        is_log_in = "_auth_user_id" in row.get_decoded()
        assert (cookie.get("/cards/cancel-order/").status_code == 200) is is_log_in


def test_one_flags_and_says_what_became_of_an_offer_with_a_pass_only(card, people, frame, client_of):
    ana = frame(people.ana)
    assert ana.post("/panel/flag/cancel-order/", {"kind": "wrong", "comment": "Old"}).status_code == 200
    said = Flag.objects.get()
    assert (said.kind, said.comment, said.by, said.channel) == ("wrong", "Old", people.ana, "panel")
    receipt = re.search(r'name="receipt" value="([^"]+)"', text_of(ana.get(ASKED)))[1]
    row = ana.post("/panel/outcome/STAYFREE/", {"outcome": "accepted", "receipt": receipt})
    assert (row.status_code, row["HX-Retarget"]) == (200, "#outcomes-free-shipping")
    assert OfferOutcome.objects.get().channel == "panel"
    # A form on another site's page sends cookies, at most.
    session = client_of(people.ana)
    assert session.post("/panel/flag/cancel-order/", {"kind": "wrong"}).status_code == 401
    assert session.post("/panel/outcome/STAYFREE/", {"outcome": "declined"}).status_code == 401
    assert (Flag.objects.count(), OfferOutcome.objects.count()) == (1, 1)
    assert ana.post("/panel/flag/cancel-order/", {"kind": "rude"}).status_code == 400
    assert ana.post("/panel/flag/nothing/", {"kind": "wrong"}).status_code == 404


def test_a_panel_that_is_switched_off_says_so(card, people, frame):
    ana = frame(people.ana)
    disable_channel(Channel.objects.get(slug="panel"), by=people.ada)
    response = ana.get(ASKED)
    assert (response.status_code, "switched off" in text_of(response)) == (403, True)
