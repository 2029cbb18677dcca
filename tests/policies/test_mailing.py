"""E-mail: at once what blocks somebody, the rest once a day by the person's own clock, and nothing in quiet hours."""

from datetime import UTC, datetime, time, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend

from policies.models import Colleague, Notice
from policies.notices.mailing import is_quiet, last_digest, send_mail_due
from policies.notices.telling import see_all, tell

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SAID = {"titles": {"en": "Returns", "ru": "Возврат"}, "by": "Marta", "due_at": "2026-03-02T10:00:00+00:00"}


class Picky(EmailBackend):
    """A mail server that does not know one address."""

    def send_messages(self, messages):
        if any("olivia@example.com" in message.to for message in messages):
            raise SMTPRecipientsRefused({"olivia@example.com": (550, b"no such box")})
        return super().send_messages(messages)


class Absent(BaseEmailBackend):
    """No mail server."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("nobody is there")


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as travel:
        yield travel


def wants(person, **wishes):
    defaults = {"digest_at": time(8), **wishes}
    return Colleague.objects.update_or_create(person=person, defaults=defaults)[0]


def urgent(person, key="u"):
    tell(person, "review_wanted", key, path="/desk/", **SAID)


def calm(person, key="c"):
    tell(person, "due", key, path="/desk/", **SAID)


def sent() -> list[tuple[str, int]]:
    """To whom, and how many notices in it, since last time."""
    found = [(message.to[0].split("@")[0], message.body.count("http://127.0.0.1:8000/desk/\n")) for message in mail.outbox]
    mail.outbox.clear()
    return found


def test_what_blocks_somebody_leaves_at_once_and_the_rest_with_the_digest(clock, people):
    urgent(people.olivia)
    calm(people.olivia)
    send_mail_due()
    assert sent() == [("olivia", 1)]
    clock.move_to(NOON + timedelta(hours=19, minutes=59))
    send_mail_due()
    assert sent() == []
    clock.move_to(NOON + timedelta(hours=20))
    send_mail_due()
    send_mail_due()
    assert sent() == [("olivia", 1)]


def test_a_person_can_have_everything_at_once_or_nothing(clock, people):
    wants(people.olivia, email="at_once")
    wants(people.pavel, email="never")
    for person in (people.olivia, people.pavel):
        urgent(person)
        calm(person)
    send_mail_due()
    assert sent() == [("olivia", 2)]
    clock.shift(timedelta(days=2))
    send_mail_due()
    assert sent() == []


def test_what_was_seen_in_the_desk_is_not_sent(clock, people):
    urgent(people.olivia)
    see_all(people.olivia)
    send_mail_due()
    assert sent() == []


def test_nobody_who_has_left_gets_mail(clock, people):
    urgent(people.olivia)
    people.olivia.is_active = False
    people.olivia.save()
    send_mail_due()
    assert sent() == []


def test_quiet_hours_hold_back_what_is_urgent_until_they_end(clock, people):
    wants(people.olivia, quiet_from=time(22), quiet_until=time(7), time_zone="America/Sao_Paulo")
    clock.move_to(datetime(2026, 3, 3, 1, 30, tzinfo=UTC))  # 22:30 in São Paulo.
    urgent(people.olivia)
    send_mail_due()
    clock.move_to(datetime(2026, 3, 3, 9, 59, tzinfo=UTC))
    send_mail_due()
    assert sent() == []
    clock.move_to(datetime(2026, 3, 3, 10, 0, tzinfo=UTC))
    send_mail_due()
    assert sent() == [("olivia", 1)]


@pytest.mark.parametrize(
    ("start", "end", "quiet"),
    [
        (time(12), time(13), [12]),
        (time(22), time(2), [22, 23, 0, 1]),
        (time(9), time(9), []),
        (None, None, []),
        (time(0), time(3), [0, 1, 2]),
    ],
)
def test_quiet_hours_may_go_over_midnight(start, end, quiet):
    wishes = Colleague(quiet_from=start, quiet_until=end, time_zone="UTC")
    hours = [hour for hour in range(24) if is_quiet(wishes, datetime(2026, 3, 2, hour, 30, tzinfo=UTC))]
    assert sorted(hours) == sorted(quiet)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # New York goes from 02:00 to 03:00 on 8 March 2026; a digest at 02:30 comes at 03:30 of the new time.
        ("2026-03-08T07:29:00+00:00", "2026-03-07T07:30:00+00:00"),
        ("2026-03-08T07:31:00+00:00", "2026-03-08T07:30:00+00:00"),
        ("2026-03-09T06:31:00+00:00", "2026-03-09T06:30:00+00:00"),
        # And back from 02:00 to 01:00 on 1 November, where 01:30 comes twice and the digest once.
        ("2026-11-01T05:31:00+00:00", "2026-11-01T05:30:00+00:00"),
        ("2026-11-01T06:31:00+00:00", "2026-11-01T05:30:00+00:00"),
        ("2026-11-02T06:31:00+00:00", "2026-11-02T06:30:00+00:00"),
    ],
)
def test_the_digest_keeps_to_the_persons_clock(at, expected):
    hour = time(1, 30) if at.startswith("2026-11") else time(2, 30)
    wishes = Colleague(digest_at=hour, time_zone="America/New_York")
    assert last_digest(wishes, datetime.fromisoformat(at)) == datetime.fromisoformat(expected)


def test_every_day_has_one_digest_in_every_zone(clock, people):
    """A year of hours, with both changes of the clock."""
    for zone in ("America/New_York", "Australia/Lord_Howe", "Europe/Lisbon", "Asia/Kolkata"):
        wishes = Colleague(digest_at=time(2, 15), time_zone=zone)
        start = datetime(2026, 1, 1, tzinfo=UTC)
        instants = {last_digest(wishes, start + timedelta(minutes=30 * step)) for step in range(365 * 48)}
        assert len(instants) in (365, 366)


def test_it_speaks_the_persons_language_and_says_where_to_go(clock, people):
    wants(people.olivia, language="ru", time_zone="Europe/Moscow")
    urgent(people.olivia)
    send_mail_due()
    (message,) = mail.outbox
    assert message.subject == "Concord: Нужна проверка"
    assert "Marta просит проверить «Возврат»." in message.body
    assert "http://127.0.0.1:8000/desk/\n" in message.body
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert '<a href="http://127.0.0.1:8000/desk/">Marta' in html


def test_html_says_words_and_no_tags(clock, people):
    tell(people.olivia, "review_wanted", "x", path="/desk/", title="<b>Bold</b>\nBcc: all", by="<i>M</i>")
    send_mail_due()
    (message,) = mail.outbox
    assert "<b>" not in message.alternatives[0][0]
    assert "\n" not in message.subject


def test_an_address_that_is_refused_stops_nobody_else_and_is_tried_again(clock, people, settings):
    settings.EMAIL_BACKEND = "tests.policies.test_mailing.Picky"
    urgent(people.olivia)
    urgent(people.pavel)
    assert send_mail_due() == 1
    assert sent() == [("pavel", 1)]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    clock.shift(timedelta(minutes=14))
    assert send_mail_due() == 0
    clock.shift(timedelta(minutes=2))
    assert send_mail_due() == 1
    assert sent() == [("olivia", 1)]


def test_a_mail_server_that_is_away_loses_nothing(clock, people, settings):
    settings.EMAIL_BACKEND = "tests.policies.test_mailing.Absent"
    for person in people:
        urgent(person)
    for _ in range(40):
        assert send_mail_due() == 0
        clock.shift(timedelta(minutes=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for _ in range(20):
        send_mail_due()
        clock.shift(timedelta(minutes=1))
    assert sorted(sent()) == sorted((person.username, 1) for person in people)


def test_a_repeat_carries_the_same_message_id_and_holds_the_same(clock, people):
    """A worker was killed between sending and writing down that it had sent."""
    urgent(people.olivia, "one")
    urgent(people.olivia, "two")
    send_mail_due()
    first = mail.outbox.pop().extra_headers["Message-ID"]
    Notice.objects.update(emailed_at=None)
    urgent(people.olivia, "three")
    see_all(people.olivia)
    clock.shift(timedelta(minutes=16))
    send_mail_due()
    (again,) = mail.outbox
    assert again.extra_headers["Message-ID"] == first
    assert again.body.count("/desk/\n") == 2


def test_a_clock_that_is_set_back_sends_nothing_again(clock, people):
    calm(people.olivia)
    clock.move_to(datetime(2026, 3, 3, 8, 0, tzinfo=UTC))
    send_mail_due()
    assert sent() == [("olivia", 1)]
    clock.move_to(datetime(2026, 3, 3, 7, 0, tzinfo=UTC))
    send_mail_due()
    clock.move_to(datetime(2026, 3, 3, 8, 0, tzinfo=UTC))
    send_mail_due()
    assert sent() == []
