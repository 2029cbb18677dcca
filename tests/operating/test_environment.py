"""Odd values of the environment are refused with a sentence that names the variable and never repeats a secret."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from kb import env

ODD = [
    ("DATABASE_URL", "concord:hunter2", lambda: env.database(30)),
    ("DATABASE_URL", "postgres://concord:hunter2@db:port/concord", lambda: env.database(30)),
    ("DATABASE_URL", "postgres://concord:hunter2@db:5432/", lambda: env.database(30)),
    ("DATABASE_URL", "mysql://concord:hunter2@db/concord", lambda: env.database(30)),
    ("REDIS_URL", "hunter2@redis", env.redis),
    ("REDIS_URL", "redis://", env.redis),
    ("EMAIL_URL", "carrier-pigeon://hunter2@loft", env.email),
    ("TIME_ZONE", "Mars/Olympus", lambda: env.time_zone("TIME_ZONE", "UTC")),
    ("DEBUG", "maybe", lambda: env.flag("DEBUG", default=False)),
    ("WEB_THREADS", "0", lambda: env.whole("WEB_THREADS", 4)),
    ("WEB_THREADS", "four", lambda: env.whole("WEB_THREADS", 4)),
    ("WEB_THREADS", "-4", lambda: env.whole("WEB_THREADS", 4)),
    ("KEEP_QUESTIONS_DAYS", "1.5", lambda: env.days("KEEP_QUESTIONS_DAYS", 180)),
    ("CONCORD_URL", "answers.example.com", lambda: env.web_address("CONCORD_URL", "")),
    ("CSRF_TRUSTED_ORIGINS", "answers.example.com", lambda: env.origins("CSRF_TRUSTED_ORIGINS")),
    ("ALLOWED_HOSTS", "https://answers.example.com", lambda: env.hosts("ALLOWED_HOSTS", [])),
    ("METRICS_NETWORKS", "10.0.0.0/99", lambda: env.networks("METRICS_NETWORKS", [])),
    ("LOG_FORMAT", "xml", lambda: env.choice("LOG_FORMAT", ("json", "line"))),
    ("CONCORD_DATA", str(env.BASE), lambda: env.folder("CONCORD_DATA", env.BASE / "var")),
]


@pytest.mark.parametrize(("name", "value", "read"), ODD)
def test_it_refuses_an_odd_value_by_name(monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        read()
    assert name in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_it_asks_for_a_secret_in_production(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        env.secret_key(tmp_path, is_production=True)
    assert list(tmp_path.iterdir()) == []


def test_it_limits_statements_and_keeps_what_the_address_says(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://concord:x@db:5433/store?sslmode=verify-full")
    found = env.database(30)
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db", 5433, "store")
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert "statement_timeout=30000" in found["OPTIONS"]["options"]
    assert "idle_in_transaction_session_timeout=60000" in found["OPTIONS"]["options"]


@pytest.mark.parametrize("word", ["TRUE", "yes", "on", "1"])
def test_it_reads_yes_in_several_words(monkeypatch, word):
    monkeypatch.setenv("DEBUG", word)
    assert env.flag("DEBUG", default=False) is True
    monkeypatch.setenv("DEBUG", "")
    assert env.flag("DEBUG", default=True) is True
