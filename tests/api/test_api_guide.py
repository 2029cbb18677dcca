"""docs/api.md is run: every curl is sent as it stands there, and what stands below it is what comes back."""

import re
import shlex
from itertools import pairwise

import orjson
import pytest
from django.test import Client

from kb.api.openapi.description import description
from kb.api.openapi.refusals import REFUSALS
from kb.env import BASE
from policies.channels import create_channel

GUIDE = (BASE / "docs/api.md").read_text()
BLOCKS = re.findall(r"```bash\n(.*?)```(?:\n```json\n(.*?)```)?", GUIDE, re.DOTALL)
OF_CHANNELS = {"answers", "ask", "changes", "search", "suggest", "topics", "dimensions", "languages", "receipts", "feedback"}


@pytest.fixture
def values(store):
    """The store of the guide, and what its `$NAMES` stand for."""
    store.cancel_order()
    store.offer(is_public=True)
    key = create_channel("chatbot", audience="public", scopes=["answers", "feedback"])
    seen = Client(headers={"Authorization": f"Bearer {key}"}).get(
        "/api/v1/answers/cancel-order", {"order_stage": "packed", "lang": "en"}
    )
    return {"CONCORD": "", "KEY": key, "RECEIPT": seen.json()["receipt"], "ETAG": seen["ETag"]}


def send(command, values):
    """What curl would send: -H and -d, POST with a body."""
    words = shlex.split(re.sub(r"\$([A-Z]+)", lambda name: values[name[1]].replace('"', '\\"'), command), comments=True)
    headers, body, address = {}, None, ""
    for before, word in pairwise(words):
        if before == "-H":
            headers.update([word.split(": ", 1)])
        elif before == "-d":
            body = word
        elif word.startswith("/"):
            address = word
    client = Client()
    if body is None:
        return client.get(address, headers=headers)
    return client.post(address, body, content_type=headers.pop("Content-Type"), headers=headers)


def holds(said, given, at=""):
    """Whether all that the guide shows is there; `...` at the end of a text stands for any more of it."""
    if isinstance(said, dict):
        return all(holds(value, given[name], f"{at}.{name}") for name, value in said.items())
    if isinstance(said, list):
        return all(holds(value, entry, f"{at}[]") for value, entry in zip(said, given, strict=False))
    if isinstance(said, str) and said.endswith("...") and isinstance(given, str | None):
        assert given is None or given.startswith(said[:-3]), at
        return True
    assert said == given, at
    return True


def test_every_example_does_what_the_guide_says(values):
    for commands, said in BLOCKS:
        for command in re.split(r"\n(?=curl)", commands.strip().replace("\\\n", " ")):
            expected = re.search(r"# (\d{3})", command)
            response = send(command, values)
            assert response.status_code in ([int(expected[1])] if expected else [200, 201]), (command, response.content)
        if said:
            assert holds(orjson.loads(said), response.json())


def test_it_shows_every_call_of_channels():
    shown = set(re.findall(r"/api/v1/([a-z]+)", " ".join(commands for commands, _ in BLOCKS)))
    described = {path.split("/")[3] for path in description()["paths"]}
    assert described >= OF_CHANNELS
    assert shown >= OF_CHANNELS


def test_it_explains_every_refusal():
    explained = {int(status) for line in re.findall(r"^\| ([0-9, ]+) \|", GUIDE, re.MULTILINE) for status in line.split(", ")}
    assert explained == set(REFUSALS) - {304}
