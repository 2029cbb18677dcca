"""`manage.py mcp`: a desk's own assistant starts it and talks over standard input and output."""

import os
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from mcp.client.stdio import StdioServerParameters

from kb.env import BASE
from tests.mcp.assistant import over_stdio

pytestmark = [pytest.mark.sqlite, pytest.mark.once]


def environment(key, tmp_path):
    return {
        "CONCORD_KEY": key,
        "CONCORD_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "SEARCH_INDEX": str(settings.SEARCH_INDEX),
        "SECRET_KEY": settings.SECRET_KEY,
        "ANSWER_ENCODER": "none",
        "PATH": os.environ["PATH"],
    }


@pytest.mark.django_db(transaction=True)
def test_it_answers_as_the_api_does(store, key_of, channel, tmp_path):
    store.cancel_order()
    said = channel("internal").get("/api/v1/answers/cancel-order", {"order_stage": "packed", "lang": "ru"}).json()
    started = {"command": sys.executable, "args": ["manage.py", "mcp"], "cwd": BASE}

    async def talk(client):
        tools = await client.list_tools()
        asked = {"card": "cancel-order", "lang": "ru", "context": {"order_stage": "packed"}}
        return tools.tools, await client.call_tool("answer", asked), await client.call_tool("answer", {"card": "x y"})

    server = StdioServerParameters(**started, env=environment(key_of("internal"), tmp_path))
    tools, answered, refused = over_stdio(server, talk)
    assert len(tools) == 7
    assert (answered.structured_content["answer"], answered.structured_content["notes"]) == (said["answer"], said["notes"])
    assert answered.content[0].text == said["answer"]["text"]
    assert refused.is_error


@pytest.mark.parametrize("key", ["", "concord_wrong", "feedback only"])
def test_it_needs_a_key_that_may_answer(db, key_of, monkeypatch, key):
    monkeypatch.setenv("CONCORD_KEY", key_of(scopes=("feedback",)) if " " in key else key)
    with pytest.raises(CommandError, match="Set CONCORD_KEY to a valid key"):
        call_command("mcp")
