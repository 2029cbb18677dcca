"""`manage.py channel`: keys are made, listed and revoked where the site runs."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from policies.models import Channel, ChannelKey

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("channel", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def status_with(key: str) -> int:
    return Client(headers={"Authorization": f"Bearer {key}"}).get("/api/v1/languages").status_code


def test_it_prints_a_working_key_alone_on_the_last_line():
    output = run("create", "chatbot", "--audience", "public", "--scope", "answers")
    key = output.splitlines()[-1]
    assert output == f"{key}\n"
    assert status_with(key) == 200
    assert Channel.objects.get(slug="chatbot").audience == "public"
    assert ChannelKey.objects.get().scopes == ["answers"]


def test_it_makes_a_further_key_and_both_work():
    first, second = run("create", "chatbot").strip(), run("create", "chatbot").strip()
    assert first != second
    assert [status_with(first), status_with(second)] == [200, 200]


def test_it_gives_the_scopes_asked_for():
    run("create", "panel", "--audience", "internal", "--scope", "feedback", "--scope", "answers")
    assert ChannelKey.objects.get().scopes == ["answers", "feedback"]


def test_it_lists_channels_and_keys_but_never_a_key_itself():
    key = run("create", "chatbot").strip()
    listed = run("list")
    assert "chatbot (public)" in listed
    assert key[:12] in listed
    assert key not in listed


def test_it_revokes_by_the_hint():
    key = run("create", "chatbot").strip()
    assert "chatbot" in run("revoke", key[:12])
    assert status_with(key) == 401
    assert "revoked" in run("list")


def test_it_asks_which_channel_when_two_keys_begin_alike():
    first, second = run("create", "one").strip(), run("create", "two").strip()
    ChannelKey.objects.update(hint="concord_abcd")
    with pytest.raises(CommandError, match="--channel"):
        run("revoke", "abcd")
    run("revoke", "abcd", "--channel", "two")
    assert [status_with(first), status_with(second)] == [200, 401]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["create", "agents", "--audience", "public"], "internal"),
        (["create", "My Bot"], "lower-case"),
        (["create", "bot\n"], "lower-case"),
        (["create", "b" * 81], "lower-case"),
        (["revoke", "none"], "No valid key"),
    ],
)
def test_it_refuses_with_a_sentence_and_changes_nothing(arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)
    assert not ChannelKey.objects.exists()
    assert not Channel.objects.filter(slug__in=["My Bot", "bot\n"]).exists()
