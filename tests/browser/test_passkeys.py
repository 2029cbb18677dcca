"""A passkey is made and opens the door, in a browser with an authenticator of its own."""

import pytest
from playwright.sync_api import expect

from tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_replaces_the_password(people, page_at, live_server):
    page = page_at()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto("/accounts/login/?next=/accounts/2fa/passkeys/add/")
    page.fill("[name=login]", "ana")
    page.fill("[name=password]", PASSWORD)
    page.click("button.button--primary")
    page.fill("[name=name]", "Laptop")
    page.check("[name=passwordless]")
    page.click("form[data-passkey] button")
    expect(page.locator(".codes li")).to_have_count(10)
    page.goto("/accounts/2fa/passkeys/")
    expect(page.locator("main")).to_contain_text("Replaces the password")
    page.goto("/accounts/logout/")
    page.click("main form button")
    page.goto("/accounts/login/?next=/accounts/sessions/")
    page.click("form[data-passkey=enter] button")
    expect(page).to_have_url(f"{live_server.url}/accounts/sessions/")
    page.goto("/")
    expect(page).to_have_url(f"{live_server.url}/")
