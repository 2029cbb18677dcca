"""No page breaks its own policy: nothing that it wants to load, run or send is stopped, and no script runs that is not ours.

CI looks at the pages that most people see; CONCORD_POLICY=all (`make policy`) at every page that any role reaches by following
links, in a store that has one of everything.
"""

import os

import pytest
from django.test import Client

from tests.browser.reader import Reader
from tests.browser.walking import pages_for
from tests.security.places import furnish

WHOLE = os.environ.get("CONCORD_POLICY") == "all"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600 if WHOLE else 240)]
NOBODY = ("/faq/en/", "/faq/en/cancel-order/?order_stage=packed", "/faq/en/search/?q=cancel", "/chat/", "/accounts/login/")
COLLEAGUES = ("/?q=cancel&order_stage=packed", "/cards/cancel-order/", "/desk/", "/desk/new-card/", "/styleguide/")
ROLES = ("ana", "marta", "olivia", "max", "ada")


@pytest.mark.parametrize("who", ["nobody", *ROLES] if WHOLE else ["nobody", "max"])
def test_no_page_breaks_its_policy(store, people, page_at, page_of, who, settings):
    settings.ANSWER_ENCODER = "none"
    if WHOLE:
        settings.API_REQUESTS_PER_MINUTE = settings.VISITOR_REQUESTS_PER_MINUTE = 1_000_000
        furnish(store)
    store.cancel_order()
    client, reader = Client(), Reader(page_at() if who == "nobody" else page_of(getattr(people, who)))
    if who != "nobody":
        client.force_login(getattr(people, who))
    addresses = (NOBODY if who == "nobody" else COLLEAGUES) if not WHOLE else tuple(pages_for(client).values())
    for address in addresses:
        reader.read(address)
    print(f"{who}: {len(addresses)} pages", flush=True)
    assert reader.wrong == {}


def test_it_would_see_one(chromium, live_server):
    """The same look at a page that is made to break its policy, in a browser whose errors nobody counts."""
    context = chromium.new_context(base_url=live_server.url)
    reader = Reader(context.new_page())
    reader.read("/accounts/login/")
    assert reader.wrong == {}
    bad = '<p onclick="window.ran=1" style="color: red">x</p>'
    reader.page.evaluate("(bad) => document.body.insertAdjacentHTML('beforeend', bad)", bad)
    reader.look("/accounts/login/")
    context.close()
    assert reader.wrong == {"/accounts/login/": (["script-src-attr inline", "style-src-attr inline"], None)}
