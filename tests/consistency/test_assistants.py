"""What assistants are told is compared too: the JSON, and the text that the model is to say."""

import pytest

from kb.consistency.check import check
from kb.mcp import words

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
DOORS = {"assistants, public", "assistants, internal"}


def chatty(body):
    return [text + " I hope this helps!" for text in words.said(body)]


def silent(body):
    return ["I do not know."]


@pytest.mark.parametrize("fault", [None, chatty, silent])
def test_it_hears_what_an_assistant_is_made_to_say(live_server, store, monkeypatch, fault):
    store.cancel_order()
    if fault:
        monkeypatch.setattr("kb.mcp.calls.said", fault)
    report = check(live_server.url, most=130)
    assert report.failures == []
    assert min(report.compared[door] for door in DOORS) > 0
    found = {(divergence.channel, divergence.field) for divergence in report.divergences}
    assert found == ({(door, "text") for door in DOORS} if fault else set())
