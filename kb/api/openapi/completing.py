"""What is added to every call at once: its common answers and headers, and its examples."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from pydantic.json_schema import model_json_schema

from kb.api.openapi.examples import Example, examples_of, fill
from kb.api.openapi.refusals import ALWAYS, COUNTED, components, headers, problem_content, refusal
from kb.api.schema import Json
from kb.api.shapes.problems import Error, Fault, Problem

JSON = "application/json"
USUAL = (400, 401, 403, 406, 429, 500, 503)


def complete(result: Json, generator: SchemaGenerator, **_: Any) -> Json:
    """drf-spectacular's hook, called once with all that was described."""
    for kind, named in components().items():
        result["components"][kind] = named
    for shape in (Error, Problem, Fault):
        result["components"]["schemas"][shape.__name__] = _schema(shape)
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            _complete(operation, path, method)
    _untitled(result["components"]["schemas"])
    return result


def _complete(operation: Json, path: str, method: str) -> None:
    call = operation.pop("x-call")
    found, responses = examples_of(operation["operationId"]), operation["responses"]
    has_tag = method == "get" or call["writes"] in ("creates", "changes")
    for answered, response in responses.items():
        tagged = ["ETag"] if has_tag and answered != "204" else []
        response["headers"] = headers(*(ALWAYS if call["is_open"] else COUNTED), *tagged)
    refuses = set(_refuses(path, method, call["writes"]))
    for status in sorted(refuses & {304} if call["is_open"] else {*USUAL, *call["refuses"], *refuses}):
        responses.setdefault(str(status), refusal(status))
    _say_request_headers(operation, method, call["writes"])
    _give_examples(operation, found)
    operation["responses"] = dict(sorted(responses.items()))


def _refuses(path: str, method: str, writes: str) -> Iterable[int]:
    yield from (404,) if "{" in path else ()
    yield from (304,) if method == "get" else (413, 415)
    yield from (422,) if writes in ("creates", "records", "changes") else ()
    yield from (409, 412, 428) if writes == "changes" else ()


def _say_request_headers(operation: Json, method: str, writes: str) -> None:
    names: dict[str, tuple[str, ...]] = {"": ("If-None-Match",) if method == "get" else (), "creates": ("Idempotency-Key",)}
    names |= {"records": ("Idempotency-Key",), "changes": ("If-Match", "Idempotency-Key")}
    for name in ("Accept-Language", *names.get(writes, ())):
        operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{name}"})


def _give_examples(operation: Json, found: list[Example]) -> None:
    for example in found:
        body, status = operation.get("requestBody"), str(example.status)
        if body is not None and example.body is not None:
            said = fill(example.body, example.filled)
            body["content"][JSON].setdefault("examples", {})[example.name] = {"value": said}
        if example.status >= 400:
            responses = operation["responses"]
            if "$ref" in responses.get(status, {"$ref": ""}):
                says = example.name if status not in responses else ""
                responses[status] = {"description": says or example.name, "headers": headers(*COUNTED)}
                responses[status]["content"] = problem_content(example.status)
            _add(responses[status], "application/problem+json", example)
        elif example.answer is not None:
            _add(operation["responses"][status], JSON, example)
    if found:
        _give_parameters(operation, found[0])


def _add(response: Json, media_type: str, example: Example) -> None:
    response["content"][media_type].setdefault("examples", {})[example.name] = {"value": example.answer}


def _give_parameters(operation: Json, example: Example) -> None:
    """The first example's, so that trying it out begins with something that works."""
    given = fill({**example.path, **example.query}, example.filled)
    for parameter in operation.get("parameters", ()):
        name = parameter.get("name")
        if name in given:
            parameter["example"] = given[name]
        elif name == "context":
            known = {entry.get("name") for entry in operation["parameters"]}
            parameter["example"] = {key: value for key, value in given.items() if key not in known}


def _schema(shape: type[Problem | Error]) -> Json:
    schema: Json = model_json_schema(shape, ref_template="#/components/schemas/{model}", mode="serialization")
    schema.pop("$defs", None)
    return schema


def _untitled(schemas: Json) -> None:
    """Pydantic gives every field its own name as a title, which says nothing, and null as the default of what is left out."""
    for schema in schemas.values():
        schema.pop("title", None)
        for field in schema.get("properties", {}).values():
            field.pop("title", None)
            if field.get("default", "") is None:
                del field["default"]
