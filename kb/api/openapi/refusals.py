"""What every call has in common: headers, request headers, refusals. Said once, and referred to."""

from http import HTTPStatus

from kb.api.openapi.examples import examples_of
from kb.api.problems import MEDIA_TYPE
from kb.api.schema import Json

TEXT: Json = {"type": "string"}
HEADERS: Json = {
    "Concord-Revision": {
        "description": "What had taken effect when this was said: the number of the last publication.",
        "required": True,
        "schema": {"type": "integer", "minimum": 0},
        "example": 812,
    },
    "ETag": {
        "description": "Strong. As `If-None-Match` it gives 304 while nothing changes; a change needs it as `If-Match`.",
        "required": True,
        "schema": TEXT,
        "example": '"5f3c9a0d2b7e41c8a6d90e5b7c31f2a4d8e6b901"',
    },
    "Content-Language": {"description": "The language that is served.", "schema": TEXT, "example": "pt-BR"},
    "RateLimit-Policy": {
        "description": "The allowance: so many requests (`q`) in so many seconds (`w`); draft-ietf-httpapi-ratelimit-headers.",
        "schema": TEXT,
        "example": '"caller";q=1200;w=60',
    },
    "RateLimit": {
        "description": "What is left of it now (`r`), and in how many seconds all of it is there again (`t`).",
        "schema": TEXT,
        "example": '"caller";r=1187;t=1',
    },
    "Retry-After": {
        "description": "In how many seconds to try again.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
        "example": 1,
    },
}
ALWAYS = ("Concord-Revision",)
COUNTED = (*ALWAYS, "RateLimit-Policy", "RateLimit")
REQUEST_HEADERS: Json = {
    "If-None-Match": {"description": "The ETag that one has: 304 while it is the same.", "required": False},
    "If-Match": {"description": "The ETag of what one has seen: a change of anything else is refused (412).", "required": True},
    "Idempotency-Key": {
        "description": "Any text for one thing to be done, such as a UUID. Sent again with the same request it gives the first "
        "answer, for seven days; with another request it is refused (422).",
        "required": False,
    },
    "Accept-Language": {
        "description": "The language of messages, and of the answer where no `lang` is given.",
        "required": False,
    },
}
# The name of each refusal, its status, and when it is given.
REFUSALS: dict[int, tuple[str, str]] = {
    304: ("NotModified", "What you have is still so."),
    400: ("BadRequest", "Something in the request is not right; `errors` names every field."),
    401: ("Unauthorized", "There is no key, or it is not known, no longer valid, or was revoked."),
    403: ("Forbidden", "The key has another scope, or the person it acts for may not do this; the message says why."),
    404: ("NotFound", "There is no such thing, or it is not for this channel."),
    406: ("NotAcceptable", "Only `application/json` can be had here."),
    409: ("Conflict", "Somebody was first, or it is not in a state in which this can be done."),
    412: ("Stale", "It changed since you read it. Read it again."),
    413: ("TooLarge", "The body is larger than one megabyte."),
    415: ("UnsupportedMediaType", "Send `application/json`."),
    422: ("ReusedKey", "This `Idempotency-Key` came before, with another request."),
    428: ("ConditionMissing", "Say with `If-Match` which state you have seen."),
    429: ("TooManyRequests", "The allowance is used up. `Retry-After` says when one more request fits."),
    500: ("Unexpected", "A fault of ours. It is logged under `reference`."),
    503: ("NotThereYet", "The revision of `min_revision` has not arrived here yet."),
}


def components() -> Json:
    """Headers, parameters and responses, by the names that calls refer to."""
    parameters = {name: {"name": name, "in": "header", "schema": TEXT, **said} for name, said in REQUEST_HEADERS.items()}
    responses = {name: _response(status, name, says) for status, (name, says) in REFUSALS.items()}
    return {"headers": HEADERS, "parameters": parameters, "responses": responses}


def refusal(status: int) -> Json:
    return {"$ref": f"#/components/responses/{REFUSALS[status][0]}"}


def headers(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def problem_content(status: int, answer: object = None, name: str = "") -> Json:
    """The content of a problem, with an example if there is one."""
    content: Json = {
        "schema": {"$ref": f"#/components/schemas/{'Fault' if status == HTTPStatus.INTERNAL_SERVER_ERROR else 'Problem'}"}
    }
    if answer is not None:
        content["examples"] = {name: {"value": answer}}
    return {MEDIA_TYPE: content}


def _response(status: int, name: str, says: str) -> Json:
    if status == HTTPStatus.NOT_MODIFIED:
        return {"description": says, "headers": headers(*COUNTED, "ETag")}
    also = ("Retry-After",) if status in (429, 503) else ()
    counted = ALWAYS if status == HTTPStatus.UNAUTHORIZED else COUNTED
    example = next(iter(examples_of(name)), None)
    content = problem_content(status, example.answer if example else None, name)
    return {"description": says, "headers": headers(*counted, *also), "content": content}
