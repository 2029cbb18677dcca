"""Assistants, driven by the SDK's own client: every tool says what /api/v1 says, to the same audience."""

import json
from datetime import timedelta
from itertools import product

import httpx
import pytest
from django.db import connections
from django.utils import timezone
from jsonschema import Draft202012Validator
from mcp.shared.exceptions import MCPError

from policies.keys import key_for, revoke_key
from tests.mcp.assistant import over_http

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
TOOLS = ["ask", "answer", "search", "changes", "dimensions", "topics", "languages"]
STAGES = ("packed", "in_transit", "lost", "delivered")
NOW_DIFFERS = ("receipt", "as_of")  # What two answers about now, one after the other, may differ in.


def api(url, key, address, body=None, **query):
    headers = {"Authorization": f"Bearer {key}"}
    method = "POST" if body else "GET"
    return httpx.request(method, f"{url}/api/v1/{address}", params=query, json=body, headers=headers, timeout=30).json()


def steady(reply):
    return {name: value for name, value in reply.items() if name not in NOW_DIFFERS}


@pytest.mark.parametrize(("mode", "version"), [("auto", "2026-07-28"), ("legacy", "2025-11-25")])
def test_it_agrees_on_a_version_of_the_protocol_and_says_what_it_can_do(live_server, key_of, mode, version):
    async def talk(client):
        return client.protocol_version, client.instructions, (await client.list_tools()).tools

    agreed, instructions, tools = over_http(live_server.url, key_of(), talk, mode=mode)
    assert agreed == version
    assert "Never guess" in instructions
    assert [tool.name for tool in tools] == TOOLS
    for tool in tools:
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.input_schema["additionalProperties"] is False
        assert all(part["description"] for part in tool.input_schema["properties"].values())
        assert tool.annotations.read_only_hint


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_it_answers_with_the_same_words_and_digest_as_the_api(site, key_of, audience):
    key, earlier = key_of(audience), (timezone.now() - timedelta(hours=36)).isoformat()
    asked = [{"lang": lang, "order_stage": stage} for lang, stage in product(("en", "pt-BR", "ru"), STAGES)]
    asked += [{"lang": "en", "order_stage": "packed", "as_of": earlier}, {"lang": "ru"}]

    async def talk(client):
        return [await client.call_tool("answer", arguments(query)) for query in asked]

    def arguments(query):
        context = {"order_stage": query["order_stage"]} if "order_stage" in query else {}
        return {"card": "cancel-order", "context": context, "lang": query["lang"], "as_of": query.get("as_of")}

    digests = set()
    for query, result in zip(asked, over_http(site, key, talk), strict=True):
        told, said = result.structured_content, api(site, key, "answers/cancel-order", **query)
        assert not result.is_error
        assert steady(told) == steady(said)
        if told["answer"]:
            digests.add(told["answer"]["digest"])
            assert result.content[0].text == said["answer"]["text"]
        else:
            assert said["needs"][0]["question"] in result.content[0].text
    assert len(digests) == 13  # Four rules in three languages; the one that quotes the fact said something else before.
    assert api(site, key, f"receipts/{told['receipt']}")["status"] == "needs_context"


def test_every_other_tool_gives_the_json_of_the_api(site, key_of):
    key = key_of()
    asked = {
        "search": ({"q": "cancel", "lang": "ru", "limit": 5}, {"q": "cancel", "lang": "ru", "limit": "5"}),
        "changes": ({"after": 2, "limit": "3"}, {"after": "2", "limit": "3"}),
        "dimensions": ({"lang": "pt-BR"}, {"lang": "pt-BR"}),
        "topics": ({}, {}),
        "languages": ({"lang": None}, {}),
    }
    question = {"question": "is it too late to cancel my order", "lang": "en", "context": {"order_stage": "packed"}}

    async def talk(client):
        others = {name: await client.call_tool(name, given) for name, (given, _) in asked.items()}
        return await client.call_tool("ask", question), others

    ask, others = over_http(site, key, talk)
    for name, (_, query) in asked.items():
        assert others[name].structured_content == api(site, key, name, **query)
        assert json.loads(others[name].content[0].text) == others[name].structured_content
    assert ask.structured_content["status"] == "answered"
    assert steady(ask.structured_content) == steady(api(site, key, "ask", body=question))


def test_a_public_key_is_never_told_what_is_internal(site, key_of):
    words = ("for-agents", "This is what we say about for agents", "Check the", "STAYFREE")

    async def talk(client):
        return [
            await client.call_tool("answer", {"card": "for-agents"}),
            await client.call_tool("answer", {"card": "cancel-order", "context": {"order_stage": "packed"}}),
            await client.call_tool("ask", {"question": "what do you say for agents?"}),
            await client.call_tool("search", {"q": "agents"}),
            await client.call_tool("changes", {}),
        ]

    public = over_http(site, key_of("public"), talk)
    assert [result.is_error for result in public] == [True, False, False, False, False]
    told = "".join(result.model_dump_json() for result in public)
    assert [word for word in words if word in told] == []
    internal = over_http(site, key_of("internal"), talk)
    told = "".join(result.model_dump_json() for result in internal)
    assert [word for word in words if word not in told] == []
    answered, offered = internal[1].content
    assert "STAYFREE" not in answered.text
    assert "After the answer, never instead of it, you may offer: Free shipping" in offered.text


BAD = [
    ("ask", {}, "question: This is needed."),
    ("ask", {"question": "cancel", "context": {"order_stage": "gone"}}, "context.order_stage: Choose one of placed"),
    ("ask", {"question": "cancel", "context": [1]}, "context: Write names with values."),
    ("ask", {"question": "can\0cel"}, "question: Text must not contain the NUL character."),
    ("ask", {"question": "x" * 1001}, "question: This is too long"),
    ("answer", {"card": "nope"}, "There is no such card."),
    ("answer", {"card": "../ask"}, "card: This holds characters that are not allowed here."),
    ("answer", {"card": "cancel-order", "context": {"as_of": "2020-01-01"}}, "context.as_of: There is no dimension"),
    ("answer", {"card": "cancel-order", "context": {"order_stage": ["packed"]}}, "context.order_stage: Send a text"),
    ("answer", {"card": "cancel-order", "as_of": "soon"}, "as_of: "),
    ("answer", {"card": "cancel-order", "stage": "packed"}, "stage: There is no such field."),
    ("search", {"q": "cancel", "limit": -1}, "limit: Write a whole number"),
    ("search", {"q": "cancel", "lang": 5}, "lang: Write a text."),
    ("changes", {"after": 10**9}, "after: This revision is not there yet."),
]


def test_bad_input_is_told_with_the_name_of_the_field(site, key_of):
    async def talk(client):
        return [await client.call_tool(name, arguments) for name, arguments, _ in BAD]

    for (name, arguments, message), result in zip(BAD, over_http(site, key_of(), talk), strict=True):
        assert result.is_error, (name, arguments)
        assert message in result.content[0].text
        assert result.structured_content["errors"]


def test_there_is_no_other_tool(live_server, key_of):
    with pytest.raises(MCPError, match="There is no such tool") as refusal:
        over_http(live_server.url, key_of(), lambda client: client.call_tool("publish", {}))
    assert refusal.value.code == -32602


def test_a_revoked_key_is_refused_with_the_next_message(live_server, key_of):
    key = key_of()

    async def talk(client):
        await client.call_tool("languages", {})
        revoke_key(key_for(key))
        connections.close_all()  # This thread's own.
        return await client.call_tool("languages", {})

    with pytest.raises(MCPError, match="revoked"):
        over_http(live_server.url, key, talk)
