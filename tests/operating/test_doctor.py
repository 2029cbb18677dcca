"""The doctor finds each fault that was really made, says how to mend it, and finds nothing where all is well."""

import json
import socket
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from kb.models import Pulse
from kb.operating import check_database, check_host, check_parts, doctor
from kb.operating.doctor import CHECKS
from kb.operating.findings import OK, WARNING, WRONG
from kb.operating.lag import BEAT, FOLLOWER, beat_once
from kb.tasks import beat
from search.folder import folder_of
from search.model import refit, shelf
from search.sync import sync

pytestmark = pytest.mark.django_db


def found(check) -> dict[str, str]:
    """What is not well: state and both sentences together, by part."""
    return {finding.part: f"{finding.state} {finding.said} {finding.mend}" for finding in check() if finding.state != OK}


def test_it_finds_nothing_where_all_is_well_and_names_what_is_not(capsys, settings, store, monkeypatch):
    # What the database is set to is looked at below: tests do not wait for disks.
    monkeypatch.setattr(doctor, "CHECKS", [check for check in CHECKS if check is not check_database.settings_of_database])
    settings.ANSWER_ENCODER = "none"
    settings.DATA.chmod(0o700)
    store.card()
    sync()
    beat()
    call_command("doctor")
    assert "All is well." in capsys.readouterr().out
    Pulse.objects.all().delete()
    with pytest.raises(SystemExit, match="1"):
        call_command("doctor", json=True)
    said = json.loads(capsys.readouterr().out)
    assert said["is_well"] is False
    wrong = [finding for finding in said["findings"] if finding["state"] == WRONG]
    assert [finding["part"] for finding in wrong] == ["worker"]
    assert wrong[0]["mend"]


def test_it_finds_missing_migrations_and_triggers():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'kb' AND name = '0003_pulse'")
        on = "" if connection.vendor == "sqlite" else " ON policies_event"
        cursor.execute(f"DROP TRIGGER policies_event_no_update{on}")
    assert "0003_pulse" in found(check_database.migrated)["database"]
    assert "policies_event_no_update" in found(check_database.guarded)["database"]
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('kb', '0999_of_tomorrow', '2030-01-01')")
    assert "0999_of_tomorrow" in " ".join(finding.said for finding in check_database.migrated())


def test_it_finds_a_clock_that_is_wrong():
    assert found(check_database.clock) == {}
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        assert "3600" in found(check_database.clock)["clock"].replace("3599", "3600")


def test_it_finds_a_log_that_is_ahead_of_the_clock(store):
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        store.card("gift-wrap")
    assert "ahead of this host's clock" in found(check_database.clock)["clock"]


@pytest.mark.sqlite
def test_it_finds_a_database_that_does_not_wait_for_the_disk():
    assert "does not wait for the disk" in found(check_database.settings_of_database)["database"]  # Tests switch it off.


@pytest.mark.postgres
def test_it_finds_a_server_that_may_lose_what_was_acknowledged():
    said = " ".join(finding.said for finding in check_database.settings_of_database())
    assert "fsync is off" in said
    assert "full_page_writes is off" in said


def test_it_finds_a_worker_that_stopped_and_messages_that_wait():
    assert "never" in found(check_parts.at_work)["worker"]
    beat_once(BEAT)
    assert found(check_parts.at_work) == {}
    Pulse.objects.update(at=timezone.now() - timedelta(minutes=10))
    assert "600 s ago" in found(check_parts.at_work)["worker"]


def test_it_finds_an_index_that_lags_differs_or_is_not_there(store, settings):
    assert "is not there" in found(check_parts.index)["index"]
    card = store.card()
    sync()
    assert found(check_parts.index) == {}
    store.publish(card, store.text(card))
    manifest = folder_of("public") / "manifest.json"
    form = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**form, "revision": 0}))
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert "revisions" in found(check_parts.index)["index"]
    settings.IS_PRODUCTION = True
    assert any("No follower" in finding.said for finding in check_parts.index())
    beat_once(FOLLOWER)
    assert Pulse.objects.get(part=FOLLOWER).host == socket.gethostname()
    assert not any("No follower" in finding.said for finding in check_parts.index())


def test_it_finds_an_answer_model_that_is_missing_or_of_other_code(store, monkeypatch):
    assert "none" in found(check_parts.model)["answer model"]
    store.card()
    refit.refit()
    assert found(check_parts.model) == {}
    monkeypatch.setattr(shelf, "schema_stamp", lambda name: "of-another-release")
    assert "another release" in found(check_parts.model)["answer model"]


@pytest.mark.redis
def test_it_finds_redis_gone_or_forgetful(settings, redis_url):
    settings.REDIS_URL = redis_url
    client = check_parts.redis.Redis.from_url(redis_url)
    client.config_set("maxmemory-policy", "allkeys-lru")
    assert "allkeys-lru" in found(check_parts.broker)["broker"]
    client.config_set("maxmemory-policy", "volatile-lru")
    assert found(check_parts.broker) == {}
    client.close()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert "does not answer" in found(check_parts.broker)["broker"]


@pytest.mark.parametrize("key", ["short", "a" * 80, "change-me-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG"])
def test_it_finds_a_key_that_can_be_guessed_and_files_that_others_read(settings, key, tmp_path):
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir(mode=0o700)
    settings.SECRET_KEY = "hG7_kd82-fKq0pLx91mZ-vB3nT5rWy6Ua4cEjS_oQiXl"
    assert found(check_host.secrets) == {}
    (settings.DATA / "secret_key").write_text("x")
    (settings.DATA / "secret_key").chmod(0o644)
    assert "chmod 600" in found(check_host.secrets)["secrets"]
    (settings.DATA / "secret_key").chmod(0o600)
    settings.SECRET_KEY = key
    assert "can be guessed" in found(check_host.secrets)["secrets"]


PRODUCTION = {
    "IS_PRODUCTION": True,
    "ALLOWED_HOSTS": ["answers.example.com"],
    "CONCORD_URL": "https://answers.example.com",
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "SECURE_SSL_REDIRECT": True,
}
ODD = {
    "DEBUG is on": {"DEBUG": True},
    "any name": {"ALLOWED_HOSTS": ["*"]},
    "no name": {"ALLOWED_HOSTS": ["localhost"]},
    "links in e-mails": {"CONCORD_URL": "http://answers.example.com"},
    "does not": {"CONCORD_URL": "https://other.example.com"},
    "without HTTPS": {"CSRF_TRUSTED_ORIGINS": ["http://answers.example.com"]},
    "BEHIND_PROXY": {"SECURE_PROXY_SSL_HEADER": None},
}


@pytest.mark.parametrize("said", ODD)
def test_it_finds_settings_with_which_nobody_can_work_or_anybody_can(settings, said):
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    assert found(check_host.addresses) == {}
    for name, value in ODD[said].items():
        setattr(settings, name, value)
    assert said in found(check_host.addresses)["settings"]


def test_it_finds_e_mail_that_goes_nowhere(settings):
    settings.EMAIL_BACKEND, settings.IS_PRODUCTION = "django.core.mail.backends.console.EmailBackend", True
    assert found(check_host.email)["e-mail"].startswith(WARNING)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "does not take us" in found(check_host.email)["e-mail"]


def test_it_finds_missing_styles_a_full_disk_and_folders_it_cannot_write(settings, tmp_path, monkeypatch):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    assert "assemble" in found(check_host.files)["files"]
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    assert found(check_host.files) == {}
    (tmp_path / "file").write_text("not a folder")
    settings.DATA = tmp_path / "file" / "data"
    assert "Nothing can be written" in found(check_host.files)["files"]
    settings.DATA = tmp_path / "data"
    monkeypatch.setattr(check_host, "LEAST_FREE", 10**18)  # No disk has as much.
    assert "are free" in found(check_host.files)["files"]


def test_it_finds_time_zones_that_the_machine_does_not_know(monkeypatch):
    assert found(check_host.time_zones) == {}
    monkeypatch.setattr(check_host.zoneinfo, "available_timezones", lambda: {"UTC"})
    assert "tzdata" in found(check_host.time_zones)["time zones"]


def test_it_says_once_that_the_database_is_out_of_reach(monkeypatch, capsys):
    def refuse(*args, **options):
        raise check_parts.DatabaseError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    with pytest.raises(SystemExit):
        call_command("doctor")
    out = capsys.readouterr().out
    assert out.count("connection refused") <= 2
    assert "See DATABASE_URL" in out.replace("see DATABASE_URL", "See DATABASE_URL")
    assert len(CHECKS) == 15
