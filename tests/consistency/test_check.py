"""The proof over HTTP: silent while the channels agree, and loud about every fault that is planted in one of them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.html import escape

from kb.consistency.check import check
from policies.answers import answer_for, find_card
from policies.models import ChannelKey
from policies.moment import Moment
from policies.publishing import now

ENOUGH = 80  # Comparisons, spread evenly over the rules, languages and turning points of the one card.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def site(live_server, store):
    """A card with rules, offer, notes and three languages, whose fact has changed, and an internal one."""
    card = store.cancel_order()
    store.fact(value=7)
    store.publish(card, {**store.text(card), "audience": "public"}, start=timezone.now() + timedelta(days=5))
    store.card("for-agents", audience="internal")
    return live_server.url


def test_it_finds_nothing_where_all_is_well(site):
    report = check(site, most=ENOUGH)
    assert report.divergences == []
    assert report.failures == []
    assert report.is_clean
    assert set(report.compared) >= {"API, public", "API, internal", "FAQ page", "agents' page", "ask", "panel", "widget"}
    assert min(report.compared[name] for name in ("API, public", "FAQ page", "agents' page", "panel")) > 10


def with_answer(**changes):
    """An answer_for that changes the answer it gives."""

    def answer(card, context, language, at, **who):
        reply = answer_for(card, context, language, at, **who)
        if reply.answer is None:
            return reply
        changed = {name: change(reply) for name, change in changes.items()}
        return replace(reply, answer=replace(reply.answer, **changed))

    return answer


def stale(card, context, language, at, **who):
    """Keeps the first answer for a card, whatever comes later."""
    key = (card.slug, tuple(sorted(context.items())), language)
    return KEPT.setdefault(key, answer_for(card, context, language, at, **who))


KEPT: dict[object, object] = {}


def today_only(card, context, language, at, **who):
    """Ignores the instant asked for."""
    moment = now()
    found = find_card(card.slug, "internal", moment)
    return answer_for(found, context, language, moment, **who)


def one_behind(card, context, language, at, **who):
    """Reads an old fact, as a follower of the log does that missed a line."""
    return answer_for(card, context, language, Moment(at.at, at.revision - 2), **who)


FAULTS = {
    "escaped twice": with_answer(html=lambda reply: escape(reply.answer.html)),
    "notes leaked": with_answer(html=lambda reply: reply.answer.html + "<p>Check the stage.</p>"),
    "offer inside the answer": with_answer(html=lambda reply: reply.answer.html + (reply.offer.html if reply.offer else "")),
    "another rule": with_answer(rule=lambda reply: "delivered"),
    "another version": with_answer(version=lambda reply: reply.answer.version + 1),
    "white space lost": with_answer(html=lambda reply: reply.answer.html.replace("\n", " ").replace(" ", "", 1)),
    "language of the page": with_answer(language=lambda reply: "en"),
    "wrong fallback": lambda card, context, language, at, **who: answer_for(card, context, "en", at, **who),
    "context ignored": lambda card, context, language, at, **who: answer_for(card, {}, language, at, **who),
    "time ignored": today_only,
    "old fact": one_behind,
    "stale cache": stale,
}


DOORS = {
    "API, public": "kb.api.views.answers.answer_for",
    "FAQ page": "kb.faq.views.answer_for",
    "agents' page": "policies.views.cards.answer_for",
    "panel": "kb.panel.views.answers_for",  # Many at once.
}


def plant(monkeypatch, channel, fault):
    def of_each(cards, *what, **who):
        return [fault(card, *what, **who) for card in cards]

    monkeypatch.setattr(DOORS[channel], of_each if DOORS[channel].endswith("answers_for") else fault)


def planted(together):
    """Which fault each channel has: one in each, so that one check looks for four of them."""
    return dict(zip(DOORS, list(FAULTS)[4 * together : 4 * together + 4], strict=True))


@pytest.mark.parametrize("together", range(3))
def test_it_finds_every_planted_fault(site, monkeypatch, together):
    KEPT.clear()
    plan = planted(together)
    for channel, fault in plan.items():
        plant(monkeypatch, channel, FAULTS[fault])
    # What is kept too long shows only when the same is asked about another day.
    report = check(site, most=4 * ENOUGH if "stale cache" in plan.values() else ENOUGH)
    for channel, fault in plan.items():
        found = [divergence for divergence in report.divergences if divergence.channel == channel]
        assert found, f"{fault} in {channel} went unnoticed."
        assert "cancel-order" in {divergence.probe.card for divergence in found}
    same_view = {"API, internal", "chat", "widget", "assistants, public", "assistants, internal"}
    assert {divergence.channel for divergence in report.divergences} <= set(plan) | same_view


def test_it_blames_nobody_else(site, monkeypatch):
    """One fault in one channel: no other is named."""
    plant(monkeypatch, "panel", FAULTS["another rule"])
    assert {divergence.channel for divergence in check(site, most=ENOUGH).divergences} == {"panel"}


def test_it_finds_an_internal_card_on_a_public_page(site, monkeypatch):
    monkeypatch.setattr("kb.faq.views.find_card", lambda slug, audience, at: find_card(slug, "internal", at))
    found = check(site, most=ENOUGH).divergences
    assert {(divergence.probe.card, divergence.channel) for divergence in found} == {("for-agents", "FAQ page")}


def test_it_says_what_it_found_and_fails(site, monkeypatch, tmp_path, capsys):
    call_command("consistency", base=site, out=tmp_path, most=ENOUGH)
    assert "Every channel says the same." in (tmp_path / "report.md").read_text()
    assert json.loads((tmp_path / "report.json").read_text())["is_clean"] is True
    monkeypatch.setattr("kb.faq.views.answer_for", FAULTS["escaped twice"])
    with pytest.raises(CommandError, match=r"report\.md"):
        call_command("consistency", base=site, out=tmp_path, most=ENOUGH)
    text = (tmp_path / "report.md").read_text()
    assert "FAQ page: html" in text
    assert "## cancel-order, rule" in text


def test_it_does_not_call_silence_consistent(store, live_server, tmp_path):
    with pytest.raises(CommandError):
        call_command("consistency", base=live_server.url, out=tmp_path)


def test_it_leaves_no_living_key_behind(site):
    check(site, most=50)
    assert not ChannelKey.objects.filter(revoked_at=None, channel__slug__startswith="consistency").exists()
