"""Passwords and their limits: throttled by account and by address, locked, unlocked; and what the history says of it."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from policies.errors import Conflict, Refused
from policies.models import Event
from policies.people.appointments import give_role
from policies.people.attempts import locked_until, unlock
from policies.people.departures import deactivate, reactivate
from tests.pages.marked import text_of
from tests.people import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


def enter(name: str, password: str = PASSWORD, client: Client | None = None, address: str = "192.0.2.1", **more: str):
    return (client or Client(REMOTE_ADDR=address)).post("/accounts/login/", {"login": name, "password": password, **more})


def guess(name: str, times: int = 5) -> None:
    for number in range(times):
        enter(name, "a guess", address=f"192.0.2.{number + 1}")


def actions(person: User) -> list[str]:
    return list(Event.objects.filter(thing=f"person:{person.username}").values_list("action", flat=True))


@pytest.mark.asvs("6.3.1")
def test_it_locks_an_account_after_wrong_passwords_from_anywhere_and_says_until_when(people, clock):
    guess("ana")
    refused = enter("ana", address="198.51.100.7")
    assert refused.status_code == 200
    assert "another 15 minutes" in text_of(refused)
    assert "ask an administrator to unlock" in text_of(refused)
    assert "_auth_user_id" not in refused.client.session
    clock.shift(15 * 60 + 1)
    assert enter("ana").status_code == 302


def test_it_counts_name_and_address_of_an_account_together(people):
    for number, login in enumerate(["ana", "ANA@example.com", "ana@example.com", "ana", "ana@EXAMPLE.com"]):
        enter(login, "a guess", address=f"192.0.2.{number}")
    assert enter("ana").status_code == 200
    assert locked_until(people.ana)


@pytest.mark.asvs("6.3.8")
def test_it_tells_nobody_which_accounts_there_are(people):
    guess("ana")
    guess("nobody-of-this-name")
    shown = [
        text_of(enter(name, "a guess", address="198.51.100.7")).replace(name, "") for name in ("ana", "nobody-of-this-name")
    ]
    assert "another 15 minutes" in shown[0]
    assert [part.split('role="alert"')[1][:300] for part in shown][0] == shown[1].split('role="alert"')[1][:300]


def test_it_limits_an_address_that_tries_many_names(people):
    for number in range(20):
        enter(f"name-{number}", "a guess")
    assert "Too many attempts from your network" in text_of(enter("ana"))
    assert enter("ana", address="198.51.100.7").status_code == 302


def test_a_success_in_between_gives_no_new_guesses(people):
    for _round in range(2):
        guess("ana", 2)
        assert enter("ana", address="198.51.100.7").status_code == 302
    guess("ana", 1)
    assert enter("ana", address="198.51.100.7").status_code == 200


def test_an_administrator_unlocks_and_nobody_else(people):
    guess("ana")
    with pytest.raises(Refused):
        unlock(people.ana, by=people.max)
    unlock(people.ana, by=people.ada)
    with pytest.raises(Conflict):
        unlock(people.ana, by=people.ada)
    assert enter("ana").status_code == 302
    assert actions(people.ana)[-3:] == ["lock_out", "unlock", "log_in"]


def test_a_person_s_page_shows_the_lock_to_who_can_mend_it(people, client_of):
    guess("ana")
    assert "Locked until" in text_of(client_of(people.ada).get("/desk/people/ana/"))
    assert "Locked until" not in text_of(client_of(people.max).get("/desk/people/ana/"))
    client_of(people.ada).post("/desk/people/ana/unlock/")
    assert locked_until(people.ana) is None


@pytest.mark.asvs("16.3.1")
def test_the_history_knows_who_came_in_and_who_did_not_and_nothing_typed(people):
    guess("ana", 1)
    enter("hunter2-typed-into-the-wrong-field", "x")
    enter("ana")
    assert actions(people.ana) == ["fail_to_log_in", "log_in"]
    written = [f"{event.thing}{event.before}{event.after}{event.details}" for event in Event.objects.all()]
    assert not [line for line in written if "hunter2" in line or "a guess" in line]
    assert Event.objects.get(action="log_in").details["shown"] == ["password"]


def test_a_flood_of_guesses_writes_no_more_lines_than_lock_the_account(people):
    guess("ana", 12)
    assert actions(people.ana) == ["fail_to_log_in"] * 5 + ["lock_out"]


@pytest.mark.asvs("7.2.4")
def test_a_log_in_makes_a_new_session_key(people):
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    enter("ana", client=client)
    assert client.session.session_key != planted


@pytest.mark.asvs("7.4.2")
@pytest.mark.parametrize("what", ["deactivate", "role"])
def test_sessions_end_when_an_account_ends_or_its_roles_change(people, what):
    client = Client()
    enter("ana", client=client)
    assert client.get("/").status_code == 200
    if what == "role":
        give_role(people.ana, "author", by=people.ada)
    else:
        deactivate(people.ana, by=people.ada)
        reactivate(people.ana, by=people.ada)
    assert client.get("/").status_code == 302


@pytest.mark.asvs("7.4.3")
def test_a_new_password_ends_all_other_sessions(people):
    here, there = Client(), Client()
    enter("ana", client=here)
    enter("ana", client=there)
    form = {"oldpassword": PASSWORD, "password1": "an-even-longer-one", "password2": "an-even-longer-one"}
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302
    assert actions(people.ana)[-1] == "change_password"


@pytest.mark.asvs("7.5.2")
def test_one_sees_where_one_is_logged_in_and_ends_the_others(people):
    here, there = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}), Client()
    enter("ana", client=here)
    enter("ana", client=there)
    page = text_of(here.get("/accounts/sessions/"))
    assert "Firefox, Windows" in page
    assert "Another browser" in page
    here.post("/accounts/sessions/")
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)
    assert "Nowhere else" in text_of(here.get("/accounts/sessions/"))


@pytest.mark.asvs("7.3.1")
@pytest.mark.asvs("7.3.2")
def test_a_session_ends_when_it_is_not_used_and_when_it_is_old(people, clock, settings):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 60, 10
    client = Client()
    enter("ana", client=client)
    for _hour in range(11):
        clock.shift(50 * 60)
        assert client.get("/").status_code == 200
    clock.shift(51 * 60)
    assert client.get("/").status_code == 302, "older than ten hours"
    enter("ana", client=client)
    clock.shift(61 * 60)
    assert client.get("/").status_code == 302, "not used for an hour"
    assert client.get("/api/v1/languages").status_code == 401


@pytest.mark.asvs("7.5.3")
def test_what_matters_asks_again_and_then_does_it(people, clock):
    client = Client()
    enter("ada", client=client)
    clock.shift(31 * 60)
    asked = client.post("/desk/people/ana/give-role/", {"role": "author"})
    assert (asked.status_code, asked["Location"].split("?")[0]) == (302, "/accounts/reauthenticate/")
    assert not people.ana.groups.filter(name="author").exists()
    assert client.post(asked["Location"], {"password": "a guess"}).status_code == 200
    assert client.post(asked["Location"], {"password": PASSWORD}).status_code == 302
    assert people.ana.groups.filter(name="author").exists()


def test_the_api_lets_no_stale_session_do_what_the_page_does_not(people, clock):
    client = Client()
    enter("ada", client=client)
    clock.shift(31 * 60)
    for address, body in (
        ("/api/v1/people/ana/give-role", {"role": "author"}),
        ("/api/v1/people/ana/unlock", {}),
        ("/api/v1/channels/chat/keys", {}),
    ):
        refused = client.post(address, body, content_type="application/json", headers={"If-Match": '"x"'})
        assert refused.status_code == 403, address
        assert "Confirm who you are" in refused.json()["detail"]


def test_one_goes_only_to_pages_of_the_site_after_logging_in(people):
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        assert enter("ana", next=elsewhere)["Location"] == "/"


def test_sessions_that_are_over_are_deleted(people):
    client = Client()
    enter("ana", client=client)
    row = client.session.model.objects.get()
    assert row.expire_date > timezone.now()
    cache.clear()
