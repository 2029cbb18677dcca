"""Second factors: codes of an app, recovery codes, passkeys; who needs one; and who takes a lost one away."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.db import transaction
from django.test import Client

from policies.errors import Conflict, Refused
from policies.models import Event
from policies.people.coming_in import remove_factors
from tests.pages.marked import text_of
from tests.security.test_coming_in import actions, enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture(autouse=True)
def _commits(monkeypatch):
    """What the library does when a change is on the disk, it does here at once: within the request, as it would be."""
    monkeypatch.setattr(transaction, "on_commit", lambda do, **_options: do())


def add_app(client: Client) -> str:
    """An app for who is logged in; its secret."""
    client.get("/accounts/2fa/app/add/")
    secret = client.session["mfa.totp.secret"]
    assert client.post("/accounts/2fa/app/add/", {"code": code_of(secret)}).status_code == 302
    return secret


@pytest.fixture
def with_app(people, clock):
    client = Client()
    enter("ana", client=client)
    secret = add_app(client)
    clock.shift(31)
    return client, secret


@pytest.mark.asvs("6.3.3")
def test_it_asks_for_the_code_and_takes_each_once(with_app, clock, people):
    _client, secret = with_app
    new = Client()
    asked = enter("ana", client=new)
    assert asked["Location"] == "/accounts/2fa/authenticate/"
    assert new.get("/").status_code == 302, "the password alone opens nothing"
    assert new.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    code = code_of(secret)
    assert new.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert new.get("/").status_code == 200
    again = Client()
    enter("ana", client=again)
    assert again.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200, "a code is good once"
    assert Event.objects.filter(action="log_in").last().details["shown"] == ["password", "totp"]
    assert "add_factor" in actions(people.ana)


def test_codes_can_be_guessed_a_few_times_only(with_app, people):
    _client, secret = with_app
    new = Client()
    enter("ana", client=new)
    for _guess in range(5):
        new.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert new.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 200
    assert "lock_out" in actions(people.ana)


@pytest.mark.asvs("6.5.1")
def test_a_recovery_code_is_shown_once_and_good_once(with_app):
    client, _secret = with_app
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert codes[0] in text_of(client.get("/accounts/2fa/codes/"))
    assert codes[0] not in text_of(client.get("/accounts/2fa/codes/"))
    for expected in (302, 200):
        new = Client()
        enter("ana", client=new)
        assert new.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == expected


@pytest.mark.asvs("11.3.3")
def test_the_secret_is_not_to_be_read_in_the_database(with_app):
    _client, secret = with_app
    assert secret not in str(Authenticator.objects.get(type="totp").data)


@pytest.mark.asvs("11.2.2")
def test_a_former_key_of_the_store_still_reads_it(with_app, settings):
    _client, secret = with_app
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key" * 5, [settings.SECRET_KEY]
    new = Client()
    enter("ana", client=new)
    assert new.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302


@pytest.mark.asvs("6.4.3")
def test_a_new_password_does_not_go_around_it(with_app):
    Client().post("/accounts/password/reset/", {"email": "ana@example.com"})
    link = re.search(r"/accounts/password/reset/key/\S+/", mail.outbox[-1].body)[0]
    client = Client()
    client.post(client.get(link)["Location"], {"password1": "four words of mine", "password2": "four words of mine"})
    assert client.get("/").status_code == 302
    assert enter("ana", "four words of mine")["Location"] == "/accounts/2fa/authenticate/"


def test_another_session_ends_when_a_factor_is_added(people):
    here, there = Client(), Client()
    enter("ana", client=here)
    enter("ana", client=there)
    add_app(here)
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)


@pytest.mark.asvs("7.5.1")
def test_adding_and_taking_away_ask_who_it_is(with_app, clock):
    client, _secret = with_app
    clock.shift(31 * 60)
    for address in ("app/add/", "app/remove/", "codes/new/", "passkeys/add/"):
        answer = client.post(f"/accounts/2fa/{address}", {})
        assert (answer.status_code, "reauthenticate" in answer["Location"]) == (302, True), address


@pytest.mark.asvs("6.3.4")
def test_a_role_that_needs_one_sees_nothing_before(people, settings, clock):
    settings.SECOND_FACTOR_REQUIRED = frozenset({"administrator", "manager"})
    client = Client()
    enter("max", client=client)
    for address in ("/", "/desk/", "/cards/x/", "/panel/", "/receipts/"):
        assert client.get(address)["Location"] == "/accounts/2fa/", address
    assert client.get("/api/v1/cards").status_code == 403
    assert client.get("/faq/en/").status_code == 200
    secret = add_app(client)
    assert client.get("/").status_code == 200
    clock.shift(31)
    assert client.post("/accounts/2fa/app/remove/", {}).status_code == 200, "the last one stays"
    assert Authenticator.objects.filter(user=people.max, type="totp").exists()
    assert secret
    ana = Client()
    enter("ana", client=ana)
    assert ana.get("/").status_code == 200, "agents may do without"


def test_an_administrator_takes_a_lost_one_away(with_app, people):
    client, _secret = with_app
    with pytest.raises(Refused):
        remove_factors(people.ana, by=people.max)
    remove_factors(people.ana, by=people.ada)
    with pytest.raises(Conflict):
        remove_factors(people.ana, by=people.ada)
    assert client.get("/").status_code == 302, "sessions end"
    assert enter("ana")["Location"] == "/"


def test_nobody_touches_somebody_else_s_passkeys(people, client_of):
    theirs = Authenticator.objects.create(user=people.max, type="webauthn", data={"name": "Key", "credential": {}})
    ana = client_of(people.ana)
    for verb in ("name", "remove"):
        assert ana.get(f"/accounts/2fa/passkeys/{theirs.pk}/{verb}/").status_code == 404
        assert ana.post(f"/accounts/2fa/passkeys/{theirs.pk}/{verb}/", {"name": "Mine"}).status_code == 404
