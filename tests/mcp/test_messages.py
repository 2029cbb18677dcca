"""What arrives at /mcp from anybody: who is let in, and what is refused before a tool is reached."""

import httpx
import pytest

from policies.models import Channel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
LIST = {"jsonrpc": "2.0", "id": 7, "method": "tools/list"}
JSON = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


@pytest.fixture
def post(live_server, key_of):
    def send(body, *, key=None, method="POST", **headers):
        content = {"json": body} if isinstance(body, dict | list) else {"content": body}
        sent = {**JSON, "Authorization": f"Bearer {key or key_of()}", **headers}
        sent = {name: value for name, value in sent.items() if value}
        return httpx.request(method, f"{live_server.url}/mcp", **content, headers=sent, timeout=30)

    return send


def refusal(response, status):
    """The message of an error of JSON-RPC."""
    assert response.status_code == status
    body = response.json()
    assert (body["jsonrpc"], body["id"]) == ("2.0", None)
    assert "ETag" not in response.headers
    return body["error"]["message"]


def test_it_lets_in_keys_that_may_answer_and_nobody_else(post, key_of, client_of, people, live_server):
    assert post(LIST).json()["result"]["tools"]
    for authorization in (None, "Bearer concord_wrong", "Basic YTpi", "Bearer"):
        response = post(LIST, Authorization=authorization)
        assert refusal(response, 401)
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "scope" in refusal(post(LIST, key=key_of(scopes=("feedback",))), 403)
    cookie = client_of(people.ada).cookies["sessionid"].value
    refusal(post(LIST, Authorization=None, Cookie=f"sessionid={cookie}"), 401)


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_it_keeps_no_stream_and_no_session(post, method):
    response = post("", method=method)
    assert refusal(response, 405)
    assert "POST" in response.headers["Allow"]
    assert "Mcp-Session-Id" not in post(LIST).headers


BODIES = [
    ([LIST, LIST], 400, "one message at a time"),
    (b"[]", 400, "one message at a time"),
    (b"{", 400, "not JSON"),
    (b"\xff", 400, "not JSON"),
    (b"", 400, "not JSON"),
    (b'{"a":' * 3000 + b"1" + b"}" * 3000, 400, "not JSON"),
    (b'{"x": "' + b"x" * 70_000 + b'"}', 413, "too large"),
]


@pytest.mark.parametrize(("body", "status", "message"), BODIES, ids=range(len(BODIES)))
def test_it_reads_one_message_of_a_fair_size(post, body, status, message):
    assert message in refusal(post(body), status)


def test_what_the_protocol_does_not_know_is_an_error_and_no_fault(post):
    for body in ({}, {"jsonrpc": "1.0"}, {**LIST, "params": 5}):
        response = post(body)
        assert (response.status_code, "error" in response.json()) == (400, True), response.text
    deep: list[object] = []
    for _ in range(90):
        deep = [deep]
    nested = {"name": "ask", "arguments": {"question": "x", "context": {"a": deep}}}
    for body in ({**LIST, "method": "prompts/list"}, {**LIST, "method": "tools/call", "params": {}}):
        assert "error" in post(body).json()
    assert post({**LIST, "method": "tools/call", "params": nested}).json()["result"]["isError"]
    assert "error" in post({**LIST, "method": "tools/list"}, **{"MCP-Protocol-Version": "1999-01-01"}).json()
    assert post({"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202
    assert post(LIST, Accept="text/html").status_code == 406


def test_pages_of_other_sites_are_kept_out(post, live_server, key_of):
    key = key_of()
    assert post(LIST, key=key, Origin="https://evil.example").status_code == 403
    assert post(LIST, key=key, Origin="null").status_code == 403
    assert post(LIST, key=key, Origin=live_server.url).status_code == 200
    Channel.objects.filter(slug="public-test").update(allowed_origins=["https://shop.example"])
    assert post(LIST, key=key, Origin="https://shop.example").status_code == 200
    assert post(LIST, key=key, Origin="https://shop.example.evil.example").status_code == 403
    assert post(LIST, key=key, Host="evil.example").status_code == 400


def test_errors_are_said_in_the_language_of_the_assistant(post):
    call = {**LIST, "method": "tools/call", "params": {"name": "search", "arguments": {"q": " "}}}
    english, russian = post(call).json(), post(call, **{"Accept-Language": "ru"}).json()
    assert english["result"]["isError"]
    assert english["result"]["content"] != russian["result"]["content"]


def test_messages_are_counted_once_with_all_other_requests_of_the_key(post, key_of, settings, live_server):
    settings.API_REQUESTS_PER_MINUTE = 4
    key, call = key_of(), {**LIST, "method": "tools/call", "params": {"name": "languages", "arguments": {}}}
    bearer = {"Authorization": f"Bearer {key}"}
    assert [post(call, key=key).status_code for _ in range(3)] == [200] * 3
    assert httpx.get(f"{live_server.url}/api/v1/languages", headers=bearer).status_code == 200
    response = post(call, key=key)
    assert refusal(response, 429)
    assert response.json()["error"]["data"]["retry_after"] == int(response.headers["Retry-After"]) > 0
