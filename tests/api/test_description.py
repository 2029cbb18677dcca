"""The description is complete, and understood by others: two validators, and a generator of clients."""

import importlib
import os

import orjson
import pytest
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_spec_validator import OpenAPIV31SpecValidator

from kb.api.openapi.calls import call_of
from kb.api.openapi.description import description
from kb.api.openapi.examples import examples_of
from kb.api.openapi.refusals import REFUSALS
from kb.api.urls import urlpatterns
from tests.api.contract import PAGES

OF_CHANNELS = set("answers ask changes search suggest topics dimensions languages receipts feedback escalations".split())
# Without an example of what they give: the description would be its own, and trying a chat tool needs one that answers.
OWED = {"get_schema", "try_chat_tool"}
METHODS = ("get", "post", "put", "patch", "delete")


def operations():
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def in_short():
    """The calls of channels; with CONCORD_DESCRIPTION=all (`make description`) every call, which takes others a minute."""
    if os.environ.get("CONCORD_DESCRIPTION") == "all":
        return description()
    shown = {path: methods for path, methods in description()["paths"].items() if path.split("/")[3] in OF_CHANNELS}
    return {**description(), "paths": shown}


def test_every_address_is_described():
    """All methods of all views that `kb.api.urls` leads to."""
    views = [(pattern, pattern.callback.cls) for pattern in urlpatterns if hasattr(pattern.callback, "cls")]
    missing = [
        f"{method.upper()} {pattern.pattern}"
        for pattern, view in views
        for method in METHODS
        if hasattr(view, method) and call_of(view, method.upper()) is None
    ]
    assert missing == []
    pages = [f"/api/v1/{pattern.pattern}" for pattern in urlpatterns if not hasattr(pattern.callback, "cls")]
    assert set(pages) == PAGES


def test_every_call_has_a_name_and_a_sentence_of_its_own():
    names = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(names)) == len(names)
    assert [operation["operationId"] for _, _, operation in operations() if not operation.get("summary")] == []


def test_every_call_has_an_example_of_what_it_gives():
    """And of what only it refuses; what every call refuses has one example for all."""
    common = {status for status, (name, _) in REFUSALS.items() if examples_of(name)} | {304}
    missing = []
    for _, _, operation in operations():
        shown = {example.status for example in examples_of(operation["operationId"])}
        wanted = {int(status) for status in operation["responses"]} - common
        missing += [f"{operation['operationId']} {status}" for status in sorted(wanted - shown)]
    assert [line for line in missing if line.split()[0] not in OWED] == []


def test_one_name_is_one_shape():
    """Two shapes of one name would overwrite each other in silence."""
    schemas = description()["components"]["schemas"]
    for name, schema in schemas.items():
        assert schema.get("type") == "object" or "enum" in schema, name


@pytest.mark.once
def test_a_first_validator_accepts_it():
    assert list(OpenAPIV31SpecValidator(in_short()).iter_errors()) == []


@pytest.mark.once
def test_a_second_validator_accepts_it():
    """The official meta-schema of OpenAPI 3.1 under another program, and each schema against JSON Schema's own."""
    validate_schema(in_short())
    for schema in description()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_it_names_nothing_that_nobody_refers_to():
    text = orjson.dumps(description()).decode()
    assert [name for name in description()["components"]["schemas"] if f'"#/components/schemas/{name}"' not in text] == []


@pytest.mark.once
def test_a_generator_makes_a_client_of_it_that_reads_our_answers(store, channel, tmp_path, monkeypatch):
    store.cancel_order()
    answered = channel("internal").get("/api/v1/answers/cancel-order", {"order_stage": "packed"}).json()
    source, made = tmp_path / "description.json", tmp_path / "concord_client"
    source.write_bytes(orjson.dumps(in_short()))
    config = Config.from_sources(ConfigFile(post_hooks=[]), MetaType.NONE, source, "utf-8", overwrite=False, output_path=made)
    assert list(generate(config=config)) == []
    monkeypatch.syspath_prepend(tmp_path)
    reply = importlib.import_module("concord_client.models.reply").Reply.from_dict(answered)
    assert (reply.status, reply.answer.digest) == (answered["status"], answered["answer"]["digest"])
    again = orjson.loads(orjson.dumps(reply.to_dict()).replace(b"+00:00", b"Z"))
    assert again == answered
