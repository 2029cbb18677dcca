"""The description as a judge: is this response what /api/v1/schema says of this call?"""

import gzip
import re
from functools import cache
from typing import Any

import orjson
from django.urls import Resolver404, resolve
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from kb.api.middleware import PREFIX
from kb.api.openapi.description import description
from kb.api.problems import MEDIA_TYPE
from kb.api.schema import Json

PROBLEM = {"$ref": "urn:api#/components/schemas/Problem"}
FAULT = {"$ref": "urn:api#/components/schemas/Fault"}
# Pages for people under the same address.
PAGES = {f"{PREFIX}docs"}


def judge(method: str, path: str, response: Any) -> str:
    """What is wrong with the response of a call of the API; empty if nothing is."""
    if not path.startswith(PREFIX) or path in PAGES:
        return ""
    if "Concord-Revision" not in response:
        return "no Concord-Revision"
    operation = operation_of(method, path)
    if operation is None:
        return "" if is_there(path) else of_unknown(response)
    described = operation["responses"].get(str(response.status_code))
    if described is None:
        return f"{operation['operationId']} never said that it answers {response.status_code}"
    return of_described(resolved(described), response)


def of_unknown(response: Any) -> str:
    """Where nothing is, there is a problem."""
    return faults(PROBLEM, response) if response.status_code >= 400 else f"{response.status_code} where nothing is"


def of_described(described: Json, response: Any) -> str:
    missing = [name for name, header in described.get("headers", {}).items() if resolved(header).get("required")]
    if absent := [name for name in missing if name not in response]:
        return f"without {absent}"
    content = described.get("content")
    if not content:
        return f"a body that was not described: {response.content[:200]!r}" if response.content else ""
    media_type = response.headers.get("Content-Type", "").split(";")[0]
    if media_type not in content:
        return f"{media_type} was not described"
    if response.wsgi_request.method == "HEAD":
        return ""
    schema = content[media_type]["schema"]
    return faults({"$ref": "urn:api" + schema["$ref"]} if "$ref" in schema else schema, response)


def faults(schema: Json, response: Any) -> str:
    if schema == PROBLEM and response.headers.get("Content-Type") != MEDIA_TYPE:
        return f"{response.headers.get('Content-Type')} is no problem"
    content = response.content
    body = orjson.loads(gzip.decompress(content) if response.headers.get("Content-Encoding") == "gzip" else content)
    found = [f"{error.json_path}: {error.message}" for error in validator(orjson.dumps(schema)).iter_errors(body)]
    return "; ".join(found)


@cache
def validator(schema: bytes) -> Draft202012Validator:
    resource = DRAFT202012.create_resource(description())
    return Draft202012Validator(orjson.loads(schema), registry=Registry().with_resource("urn:api", resource))


def resolved(thing: Json) -> Json:
    while "$ref" in thing:
        _, kind, name = thing["$ref"].removeprefix("#/").split("/")
        thing = description()["components"][kind][name]
    return thing


def operation_of(method: str, path: str) -> Json | None:
    method = "get" if method == "HEAD" else method.lower()
    return next((methods[method] for regex, methods in addresses() if method in methods and regex.fullmatch(path)), None)


@cache
def addresses() -> list[tuple[re.Pattern[str], Json]]:
    """Those without a variable first, as OpenAPI wants them to be matched."""
    known = sorted(description()["paths"].items(), key=lambda item: (item[0].count("{"), item[0]))
    return [(re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), methods) for path, methods in known]


def is_there(path: str) -> bool:
    """Some address leads there: a method that nobody described, which another test finds."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
