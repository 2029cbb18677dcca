"""`manage.py channel`: keys are made, listed and revoked where the site runs."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client

from policies.models import Channel, ChannelKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


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


def test_it_makes_a_channel_of_the_kind_asked_for_and_refuses_to_make_it_another():
    run("create", "shop", "--kind", "assistant")
    assert Channel.objects.get(slug="shop").kind == "assistant"
    run("create", "shop")
    run("create", "shop", "--kind", "assistant")
    with pytest.raises(CommandError, match="of the kind assistant"):
        run("create", "shop", "--kind", "widget")
    with pytest.raises(CommandError, match="--kind"):
        run("create", "other", "--kind", "telephone")
    assert [Channel.objects.get(slug="shop").kind, ChannelKey.objects.count()] == ["assistant", 3]


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
    assert "chatbot (public, other)" in listed
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


def test_a_key_is_replaced_by_one_alike_and_ends_when_the_overlap_is_over():
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False) as clock:
        first = run("create", "chatbot", "--scope", "answers", "--scope", "feedback", "--note", "Live").strip()
        second = run("rotate", first[:12], "--overlap", "2h").strip()
        assert second.startswith("concord_")
        assert "\n" not in second
        assert "ending until 2026-11-21 14:00" in run("list")
        clock.shift(timedelta(hours=2, seconds=-1))
        assert [status_with(key) for key in (first, second)] == [200, 200]
        clock.shift(timedelta(seconds=1))
        assert [status_with(key) for key in (first, second)] == [401, 200]
        shown = run("show", "chatbot")
        assert "ended until 2026-11-21 14:00" in shown
        assert shown.count("answers, feedback") == shown.count("(Live)") == 2
        with pytest.raises(CommandError, match="No valid key"):
            run("rotate", first[:12])


def test_a_key_made_to_end_ends_by_itself_and_its_successor_lives_as_long():
    with time_machine.travel("2026-11-21T12:00:00Z", tick=False) as clock:
        run("create", "chatbot")
        key = run("key", "chatbot", "--ends", "2026-11-22T12:00:00Z").strip()
        clock.shift(timedelta(hours=23))
        again = run("rotate", key[:12], "--overlap", "7d").strip()
        clock.shift(timedelta(hours=1))
        assert [status_with(secret) for secret in (key, again)] == [401, 200]
        clock.shift(timedelta(hours=23))
        assert status_with(again) == 401


def test_it_sets_and_shows_a_channel_and_leaves_what_is_not_named():
    run("create", "chatbot")
    origins = ["--origin", "https://shop.example", "--origin", "http://localhost:3000"]
    by = ["--by", "ada"]
    run("set", "chatbot", *by, "--kind", "chatbot", "--title", "Chat bot", "--languages", "ru,en", "--rate", "90", *origins)
    run("set", "chatbot", *by, "--description", "On the shop's pages")
    channel = Channel.objects.get(slug="chatbot")
    assert (channel.kind, channel.title, channel.languages, channel.requests_per_minute) == (
        "chatbot",
        "Chat bot",
        ["ru", "en"],
        90,
    )
    assert channel.allowed_origins == ["https://shop.example", "http://localhost:3000"]
    shown = run("show", "chatbot")
    for line in ("languages: ru, en", "title: Chat bot", "description: On the shop's pages", "state: on", "minute and key: 90"):
        assert line in shown
    run("set", "chatbot", *by, "--languages", "all", "--rate", "usual", "--origin", "none")
    channel.refresh_from_db()
    assert (channel.languages, channel.requests_per_minute, channel.allowed_origins) == ([], None, [])


def test_it_switches_a_channel_off_and_on_at_once():
    key = run("create", "chatbot").strip()
    run("disable", "chatbot", "--by", "ada")
    assert status_with(key) == 403
    assert "switched off" in run("list")
    run("enable", "chatbot", "--by", "max")
    assert status_with(key) == 200


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["create", "agents", "--audience", "public"], "internal"),
        (["create", "My Bot"], "lower-case"),
        (["create", "bot\n"], "lower-case"),
        (["create", "b" * 81], "lower-case"),
        (["revoke", "none"], "No valid key"),
        (["show", "nothing"], "no channel"),
        (["key", "nothing"], "no channel"),
        (["key", "faq", "--ends", "2020-01-01"], "past"),
        (["key", "faq", "--ends", "soon"], "instant"),
        (["set", "faq", "--by", "ada"], "Say what to set"),
        (["set", "faq", "--by", "ada", "--languages", "tlh"], "Choose one of"),
        (["set", "faq", "--by", "ada", "--rate", "many"], "whole number"),
        (["set", "faq", "--by", "ada", "--rate", "0"], "at least 1"),
        (["set", "faq", "--by", "ada", "--origin", "https://shop.example/"], "as browsers send it"),
        (["disable", "agents", "--by", "ada"], "cannot be switched off"),
        (["enable", "faq", "--by", "ada"], "on already"),
        (["disable", "faq", "--by", "olivia"], "Only administrators"),
        (["disable", "faq", "--by", "nobody"], "no person"),
    ],
)
def test_it_refuses_with_a_sentence_and_changes_nothing(arguments, message):
    with pytest.raises(CommandError, match=message):
        run(*arguments)
    assert not ChannelKey.objects.exists()
    assert not Channel.objects.filter(slug__in=["My Bot", "bot\n"]).exists()


def test_it_sets_the_ladder_and_shows_every_step():
    run("create", "shop")
    usual = "due.low=serve due.medium=serve due.high=serve expired.low=notice expired.medium=notice expired.high=escalate"
    assert f"ladder: {usual}\n" in run("show", "shop")
    run("ladder", "shop", "--by", "ada", "--step", "due.high=notice", "--step", "expired.low=serve")
    assert "due.high=notice expired.low=serve expired.medium=notice" in run("show", "shop")
    assert Channel.objects.get(slug="shop").ladder["due"]["high"] == "notice"
    run("ladder", "shop", "--by", "ada")
    assert f"ladder: {usual}\n" in run("show", "shop")


@pytest.mark.parametrize("wrong", ["late.high=serve", "due.huge=serve", "due.high=hide", "due.high", "due=serve"])
def test_it_refuses_a_ladder_by_the_step_that_is_none(wrong):
    run("create", "shop")
    with pytest.raises(CommandError, match="ladder"):
        run("ladder", "shop", "--by", "ada", "--step", wrong)
    assert Channel.objects.get(slug="shop").ladder == {}


def test_it_sets_no_ladder_for_who_may_not():
    run("create", "shop")
    with pytest.raises(CommandError):
        run("ladder", "shop", "--by", "ana", "--step", "due.high=notice")
    assert Channel.objects.get(slug="shop").ladder == {}
