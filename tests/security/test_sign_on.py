"""Single sign-on against a provider over HTTP: roles follow groups, nothing else does, and no answer is taken on trust."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from kb.entrance import environment
from policies.models import Event
from policies.people.departures import deactivate
from policies.people.roles import roles_of
from tests.pages.marked import text_of
from tests.security.provider import CLIENT, SECRET, provider
from tests.security.test_coming_in import enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
EVA = {"sub": "u-1", "email": "eva@example.com", "email_verified": True, "preferred_username": "eva", "given_name": "Eva"}


@pytest.fixture
def idp(settings, people):
    with provider() as at:
        app = {"provider_id": "sso", "name": "Example ID", "client_id": CLIENT, "secret": SECRET}
        app["settings"] = {"server_url": at.address}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        settings.OIDC_ROLES = {"support": "agent", "editors": "author", "admins": "administrator"}
        yield at


def come(at, client: Client | None = None, **claims):
    """Logs in there and comes back; the response to that."""
    client, at.says = client or Client(), {**EVA, **claims}
    away = client.post("/accounts/oidc/sso/login/")
    return client.get(at.log_in(away["Location"]).replace("http://testserver", ""))


def eva() -> User:
    return User.objects.get(username="eva")


@pytest.mark.asvs("6.8.2")
def test_roles_follow_the_groups_with_every_log_in(idp):
    response = come(idp, groups=["support", "editors", "cooks"])
    assert (response.status_code, response["Location"]) == (302, "/")
    assert roles_of(eva()) == {"agent", "author"}
    assert not eva().has_usable_password()
    assert response.client.get("/").status_code == 200
    come(idp, groups="support")
    assert roles_of(eva()) == {"agent"}
    assert response.client.get("/").status_code == 302, "sessions with the roles of before end"
    assert Event.objects.filter(action="log_in").last().details["shown"] == ["sso"]
    changed = Event.objects.filter(action="follow_groups").last()
    assert (changed.before, changed.after, changed.by) == ({"roles": ["agent", "author"]}, {"roles": ["agent"]}, None)


def test_who_leaves_all_groups_does_not_come_in(idp):
    come(idp, groups=["support"])
    refused = come(idp, groups=[])
    assert refused.status_code == 403
    assert "none of your groups gives you a role" in text_of(refused)
    assert refused.client.get("/").status_code == 302
    assert roles_of(eva()) == frozenset()


def test_who_is_in_no_group_gets_no_account(idp):
    for groups in ([], ["cooks"], None, {"admins": True}, [["admins"]], "administrator"):
        assert come(idp, groups=groups).status_code == 403, groups
    assert not User.objects.filter(username="eva").exists()


def test_roles_that_no_group_gives_stay(idp, people):
    come(idp, groups=["support"])
    eva().groups.add(*people.max.groups.all())
    come(idp, groups=["editors"])
    assert roles_of(eva()) == {"author", "manager"}


def test_a_verified_address_leads_to_the_account_there_is_and_another_does_not(idp, people):
    refused = come(idp, groups=["admins"], email="ana@example.com", email_verified=False)
    assert refused["Location"] == "/accounts/oidc/taken/"
    assert "is not verified" in text_of(refused.client.get("/accounts/oidc/taken/")) or refused.status_code == 302
    assert roles_of(User.objects.get(username="ana")) == {"agent"}
    assert come(idp, groups=["editors"], email="ana@example.com").status_code == 302
    assert roles_of(User.objects.get(username="ana")) == {"author"}
    assert SocialAccount.objects.get().user == people.ana


def test_an_ended_account_stays_ended(idp, people):
    come(idp, groups=["support"])
    deactivate(eva(), by=people.ada)
    refused = come(idp, groups=["admins"])
    assert refused["Location"] == "/accounts/inactive/"
    assert refused.client.get("/").status_code == 302


def test_nobody_gets_a_password_beside_it(idp):
    come(idp, groups=["support"])
    sent = len(mail.outbox)
    Client().post("/accounts/password/reset/", {"email": "eva@example.com"})
    assert len(mail.outbox) == sent


def test_it_keeps_nothing_of_what_the_provider_says(idp):
    come(idp, groups=["support"], address={"street": "Elm Street"}, phone_number="+1 555 0100")
    come(idp, groups=["support"], birthdate="1990-01-01")
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.asvs("10.5.2")
def test_it_takes_no_answer_about_two_people(idp):
    idp.lies = {"sub": "u-2", "email": "ada@example.com", "groups": ["admins"]}
    assert come(idp, groups=["support"]).status_code == 401
    assert not User.objects.filter(username="eva").exists()


@pytest.mark.asvs("10.5.4")
def test_it_takes_no_token_for_somebody_else(idp):
    idp.audience = "another-site"
    refused = come(idp, groups=["admins"])
    assert "_auth_user_id" not in refused.client.session
    assert not User.objects.filter(username="eva").exists()


@pytest.mark.asvs("10.1.2")
def test_it_takes_no_answer_that_another_browser_asked_for(idp):
    idp.says = {**EVA, "groups": ["support"]}
    theirs = idp.log_in(Client().post("/accounts/oidc/sso/login/")["Location"]).replace("http://testserver", "")
    victim = Client()
    assert "_auth_user_id" not in victim.get(theirs).client.session
    assert victim.get("/").status_code == 302


def test_a_link_alone_begins_no_log_in(idp):
    client = Client()
    assert client.get("/accounts/oidc/sso/login/").status_code == 200
    assert idp.asked == []
    assert client.post("/accounts/oidc/other/login/").status_code == 404


def test_passwords_can_be_switched_off(idp, settings):
    settings.PASSWORD_LOGIN = False
    page = text_of(Client().get("/accounts/login/"))
    assert "Log in with Example ID" in page
    assert 'name="password"' not in page
    refused = enter("ana")
    assert "_auth_user_id" not in refused.client.session
    for address in ("password/reset/", "password/change/", "reauthenticate/", "2fa/passkeys/login/"):
        assert Client().get(f"/accounts/{address}").status_code == 404, address


def test_what_matters_asks_the_provider_again(idp, clock):
    client = come(idp, groups=["admins"]).client
    clock.shift(31 * 60)
    asked = client.post("/desk/people/ana/give-role/", {"role": "author"})
    assert asked["Location"].startswith("/accounts/confirm/")
    page = text_of(client.get(asked["Location"], headers={"Referer": "http://testserver/desk/people/ana/"}))
    assert "next=http%3A//testserver/desk/people/ana/" in page or "next=http://testserver/desk/people/ana/" in page
    away = client.post("/accounts/oidc/sso/login/?next=/desk/people/ana/&auth_params=prompt%3Dlogin")
    assert "prompt=login" in away["Location"]
    assert client.get(idp.log_in(away["Location"]).replace("http://testserver", ""))["Location"] == "/desk/people/ana/"
    assert client.post("/desk/people/ana/give-role/", {"role": "author"})["Location"] == "/desk/people/ana/"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"OIDC_ISSUER": "http://id.example.com"}, "https://"),
        ({"OIDC_ISSUER": "https://id.example.com"}, "OIDC_CLIENT_ID"),
        ({"OIDC_ROLES": "admins"}, "group=role"),
        ({"OIDC_ROLES": "admins=root"}, "group=role"),
        ({"SECOND_FACTOR_REQUIRED": "kings"}, "is no role"),
        ({"PASSWORD_LOGIN": "false"}, "leaves no way in"),
    ],
)
def test_odd_settings_are_refused_with_a_sentence(monkeypatch, given, said):
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    def read() -> None:
        environment.roles("SECOND_FACTOR_REQUIRED")
        environment.roles_of_groups("OIDC_ROLES")
        environment.has_passwords(environment.providers())

    with pytest.raises(ImproperlyConfigured, match=said):
        read()
