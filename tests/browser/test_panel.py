"""The panel in the frame of a help desk on another site, from log-in to the reply in the ticket."""

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from policies.channels import set_channel
from policies.models import Channel, Flag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TICKET = """<!doctype html><html lang="en"><title>Ticket</title><textarea id="reply" aria-label="Reply"></textarea>
<iframe id="panel" title="Concord" width="320" height="800" allow="clipboard-write" src="{panel}"></iframe><script>
addEventListener("message", ({{ data, origin }}) => {{ reply.value = JSON.stringify({{ ...data, origin }}) }})
</script>"""


@pytest.fixture
def desk(live_server, people):
    """The origin of a help desk whose tickets hold the panel. It is another site: no cookie of ours is sent in the frame."""

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(TICKET.format(panel=f"{live_server.url}/panel/?{self.path.partition('?')[2]}").encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    origin = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield origin
    server.shutdown()
    server.server_close()


@pytest.fixture
def ticket(store, people, page_at, desk, live_server):
    """A page with a ticket, in the browser of somebody who is logged in at the store."""
    store.cancel_order()
    store.offer()
    set_channel(Channel.objects.get(slug="panel"), by=people.ada, allowed_origins=[desk])
    browser = Client()
    browser.force_login(people.ana)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    page = page_at(900)
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url, "sameSite": "Lax"}])
    page.goto(f"{desk}/?q=is+it+too+late+to+cancel+my+order&order_stage=packed&lang=en")
    return page


def test_it_goes_from_log_in_to_the_reply_in_the_ticket(ticket, people, live_server, channel):
    frame, reply = ticket.frame_locator("#panel"), ticket.locator("#reply")
    with ticket.context.expect_page():
        frame.get_by_role("button", name="Log in").click()
    shown = frame.locator("[data-card=cancel-order]")
    expect(shown).to_contain_text("Yes, you can cancel.")
    said = channel("internal").get("/api/v1/answers/cancel-order?lang=en&order_stage=packed").json()["answer"]
    assert (shown.get_attribute("data-digest"), shown.inner_html()) == (said["digest"], said["html"])
    frame.get_by_role("button", name="Copy reply").click()
    expect(reply).to_have_value(re.compile("concord.reply"))
    told = json.loads(reply.input_value())
    assert (told["text"], told["digest"], told["origin"]) == (said["text"], said["digest"], live_server.url)
    frame.get_by_role("radio", name="In Transit").check()
    expect(shown).to_contain_text("can no longer be cancelled")
    frame.get_by_text("Flag this card").click()
    frame.get_by_role("radio", name="Outdated").check()
    frame.get_by_role("button", name="Send the flag").click()
    expect(frame.get_by_text("see your flag")).to_be_visible()
    assert (Flag.objects.get().by, Flag.objects.get().channel) == (people.ana, "panel")
    inside = next(each for each in ticket.frames if "/panel/" in each.url)
    assert inside.evaluate("document.documentElement.scrollWidth") <= 320
    ticket.reload()  # The next ticket: the tab keeps the pass.
    expect(shown).to_contain_text("Yes, you can cancel.")
    assert len(ticket.context.pages) == 1


@pytest.mark.parametrize("width", [375, 1280])
def test_it_answers_in_a_tab_of_its_own_too(store, people, page_of, width):
    store.cancel_order()
    page = page_of(people.ana, width, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/panel/?q=cancel+my+order&lang=en")
    page.get_by_role("button", name="Packed").press("Enter")
    expect(page.locator("[data-card=cancel-order]")).to_contain_text("Yes, you can cancel.")
    page.get_by_role("button", name="Copy reply").press("Enter")
    expect(page.get_by_role("button", name="Copied").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Yes, you can cancel. The refund takes 5 days."
    assert page.evaluate("document.documentElement.scrollWidth") <= width
