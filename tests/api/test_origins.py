"""Scripts of other pages: a browser may ask for any channel's pages, and read only what the key's own channel allows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from policies.channel_settings import read_origin
from policies.channels import create_channel, disable_channel, set_channel
from policies.content.problems import ContentError
from policies.models import Channel

pytestmark = pytest.mark.django_db
SHOP, OTHER, EVIL = "https://shop.example", "https://other.example", "https://evil.example"
URL = "/api/v1/languages"


@pytest.fixture
def shop(people):
    """The key of a channel that lists the shop's page."""
    return key_of("shop", SHOP, people)


def key_of(slug, origin, people):
    secret = create_channel(slug, audience="public")
    set_channel(Channel.objects.get(slug=slug), by=people.ada, allowed_origins=[origin])
    return secret


def ask(origin, key, url=URL, **headers):
    return Client(headers={"Origin": origin, "Authorization": f"Bearer {key}", **headers}).get(url)


def preflight(origin, url=URL, method="GET"):
    wanted = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
    return Client(headers={"Origin": origin, **wanted}).options(url)


def allowed(response):
    return response.headers.get("Access-Control-Allow-Origin")


def test_a_page_that_the_channel_lists_may_read_the_answer_and_its_headers(shop):
    response = ask(SHOP, shop)
    assert (response.status_code, allowed(response)) == (200, SHOP)
    exposed = set(response["Access-Control-Expose-Headers"].split(", "))
    assert {"ETag", "Concord-Revision", "Retry-After", "RateLimit", "RateLimit-Policy"} <= exposed
    assert "origin" in response["Vary"].lower().split(", ")
    again = ask(SHOP, shop, **{"If-None-Match": response["ETag"]})
    assert (again.status_code, allowed(again)) == (304, SHOP)


def test_a_page_reads_errors_of_its_own_key_too(shop):
    assert allowed(ask(SHOP, shop, "/api/v1/answers/none")) == SHOP
    assert allowed(ask(SHOP, shop, "/api/v1/channels")) == SHOP


def test_a_page_of_another_channel_passes_the_preflight_and_reads_nothing(shop, people):
    key_of("other", OTHER, people)
    assert allowed(preflight(OTHER)) == OTHER
    response = ask(OTHER, shop)
    assert (response.status_code, allowed(response)) == (200, None)
    assert "origin" in response["Vary"].lower().split(", ")


@pytest.mark.parametrize(
    "origin",
    [
        EVIL,
        "null",
        "http://shop.example",
        "https://shop.example:8443",
        "https://shop.example.evil.example",
        "https://SHOP.example",
        "",
    ],
)
def test_a_page_that_nobody_lists_is_told_nothing(shop, origin):
    for response in (ask(origin, shop), preflight(origin)):
        assert allowed(response) is None
        assert "Access-Control-Allow-Methods" not in response


def test_credentials_are_never_allowed_and_a_session_is_for_our_own_pages(shop, client_of, people):
    client = client_of(people.ana)
    response = client.get(URL, headers={"Origin": SHOP})
    assert (response.status_code, allowed(response)) == (200, None)
    for answer in (response, ask(SHOP, shop), preflight(SHOP)):
        assert "Access-Control-Allow-Credentials" not in answer


def test_without_a_key_nothing_is_allowed(shop):
    assert allowed(Client(headers={"Origin": SHOP}).get(URL)) is None
    assert allowed(ask(SHOP, "concord_wrong")) is None


def test_the_preflight_allows_what_calls_need(shop):
    response = preflight(SHOP, "/api/v1/ask", "POST")
    assert response.status_code == 200
    assert {"GET", "POST", "PUT"} == set(response["Access-Control-Allow-Methods"].split(", "))
    for header in ("authorization", "content-type", "if-match", "if-none-match", "idempotency-key", "accept-language"):
        assert header in response["Access-Control-Allow-Headers"]


def test_a_channel_that_is_switched_off_opens_no_door(shop, people):
    disable_channel(Channel.objects.get(slug="shop"), by=people.ada)
    assert allowed(preflight(SHOP)) is None
    assert allowed(ask(SHOP, shop)) is None


def test_pages_of_the_site_itself_know_nothing_of_it(shop, client):
    for path in ("/faq/en/", "/chat/", "/healthz"):
        response = client.get(path, headers={"Origin": SHOP})
        assert allowed(response) is None
        assert "origin" not in response.headers.get("Vary", "").lower()


def test_only_the_preflight_reads_the_origins(shop):
    with CaptureQueriesContext(connection) as with_origin:
        ask(SHOP, shop)
    with CaptureQueriesContext(connection) as without:
        Client(headers={"Authorization": f"Bearer {shop}"}).get(URL)
    reads = [[query["sql"] for query in queries if query["sql"].startswith("SELECT")] for queries in (with_origin, without)]
    assert len(reads[0]) == len(reads[1])


@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.example",
        "https://shop.example:8443",
        "https://xn--80ak6aa92e.example",
        "https://a-b.c.d.example",
        "http://localhost",
        "http://localhost:3000",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
    ],
)
def test_it_takes_an_origin_as_browsers_send_it(origin):
    assert read_origin(origin) == origin


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "*",
        "https://*",
        "https://*.shop.example",
        "http://shop.example",
        "https://Shop.example",
        "https://shop.example/",
        "https://shop.example/path",
        "https://shop.example?x=1",
        "https://shop.example#x",
        "https://me@shop.example",
        "https://shop.example:443",
        "https://shop.example:0",
        "https://shop.example:65536",
        "http://localhost:80",
        "https://магазин.example",
        "https://shop..example",
        "https://-shop.example",
        "https://shop.example\n",
        "https://shop.example, https://evil.example",
        "ftp://shop.example",
        "https://" + "a." * 200 + "example",
    ],
)
def test_it_refuses_what_no_browser_sends(origin):
    with pytest.raises(ContentError, match="as browsers send it"):
        read_origin(origin)
