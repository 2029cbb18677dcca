"""Every example of the API's description is sent, and answered as the description says.

With CONCORD_RECORD=1 the answers are written into the files instead, to be looked at and committed.
"""

import os
import re
from dataclasses import asdict, fields, replace

import orjson
import pytest
import time_machine
from django.db import transaction

from kb.api.openapi.description import description
from kb.api.openapi.examples import COMMON, FOLDER, Example, files, fill
from tests.api.contract import FAULT, PROBLEM, validator
from tests.api.scenes import SCENES, client_for

RECORDS = os.environ.get("CONCORD_RECORD") == "1"
LONG = 5000
WHEN = "2026-12-01T09:00:00Z"
# What is another one each time: tokens, numbers of rows, what is made of chance.
CHANGES = {"receipt", "feedback", "reference", "id", "key", "secret", "hint", "number", "seal", "previous", "escalation"}
FILES = dict(files())


def told():
    """Address and method of every call, by its name."""
    found = {}
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            found[operation["operationId"]] = (path, method)
    return found


def every_example():
    return [(path, example) for path, calls in FILES.items() for found in calls.values() for example in found]


def by_scene():
    """(file, scene), each once: a scene is set once for all its examples in a file."""
    return sorted({(path.stem, example.scene) for path, example in every_example() if example.scene})


@pytest.mark.both
@pytest.mark.parametrize(("name", "scene"), by_scene())
def test_it_answers_as_its_examples_say(name, scene, store):
    path = FOLDER / f"{name}.json"
    with time_machine.travel(WHEN, tick=False):
        values = SCENES[scene](store) or {}
        for call, examples in FILES[path].items():
            for number, example in enumerate(examples):
                if example.scene == scene:
                    filled, response = send(call, example, values, store)
                    hold(call, example, filled, response, path, number)


def send(call, example, values, store):
    """In a transaction that is undone, so that every example finds the scene as it was set."""
    address, method = (example.address, example.method.lower()) if example.address else told()[call]
    client = client_for(fill(example.who, values), store)
    with transaction.atomic():
        address = address.format(**fill(example.path, values))
        if "$etag" in example.headers.values() and "etag" not in values:
            values = {**values, "etag": seen(client, address)}
        options = {"headers": fill(example.headers, values), "query_params": fill(example.query, values)}
        if example.body is not None:
            kind = example.headers.get("Content-Type", "application/json")
            options |= {"data": fill(example.body, values), "content_type": kind}
        response = getattr(client, method)(address, **options)
        transaction.set_rollback(True)
    used = re.findall(r'"\$(\w+)"', orjson.dumps([example.path, example.query, example.headers, example.body]).decode())
    return {name: values[name] for name in sorted(set(used)) if len(values[name]) < LONG}, response


def seen(client, address):
    """The ETag of what is changed: of the address itself, or, for a verb, of what stands before it."""
    found = client.get(address)
    return (found if found.status_code == 200 else client.get(address.rsplit("/", 1)[0]))["ETag"]


def hold(call, example, filled, response, path, number):
    body = orjson.loads(response.content) if response.content else None
    assert response.status_code == example.status, (call, example.name, body)
    if RECORDS:
        record(path, call, number, replace(example, answer=body, filled=filled))
    else:
        assert steady(body) == steady(example.answer), (call, example.name)


def steady(body):
    """Without what changes each time; that it is there still counts."""
    if isinstance(body, dict):
        return {name: bool(value) if name in CHANGES else steady(value) for name, value in body.items()}
    return [steady(entry) for entry in body] if isinstance(body, list) else body


def record(path, call, number, example):
    """Only what differs from the usual is written."""
    stored = orjson.loads(path.read_bytes())
    usual = {field.name: field.default if not callable(field.default_factory) else {} for field in fields(Example)}
    said = {name: value for name, value in asdict(example).items() if name in ("name", "status") or value != usual[name]}
    before = stored[call][number]
    if not (steady(before.get("answer")) == steady(said.get("answer")) and set(before) == set(said)):
        stored[call][number] = said
        path.write_bytes(orjson.dumps(stored, option=orjson.OPT_INDENT_2) + b"\n")


def test_every_example_belongs_to_a_call():
    calls = {call for path, calls in FILES.items() if path.stem != COMMON for call in calls}
    assert calls <= set(told())


def test_what_is_written_by_hand_is_what_the_description_says():
    """Two refusals cannot be had for the asking: a fault of ours, and a database that is behind."""
    written = [example for _, example in every_example() if not example.scene]
    assert [example.name for example in written] == ["Unexpected", "NotThereYet"]
    for example in written:
        assert list(validator(orjson.dumps(FAULT if example.status == 500 else PROBLEM)).iter_errors(example.answer)) == []
