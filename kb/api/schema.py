"""How a call describes itself for `/api/v1/schema` and `/api/v1/docs`.

Three lines above a view's method are enough; its docstring is the long description:

    @described("get_answer", "One card's answer in a context", gives=Reply, query=(LANG, AS_OF, CUSTOMER_REF, CONTEXT))
    def get(self, request: Request, card: str) -> Response:
        '''Every parameter that is not reserved is a dimension.'''

- The name is unique, and the name of the function in generated clients: `get_`, `list_`, or the verb.
- `gives` is a Shape (`kb.api.shapes`: exact, nothing unknown) or a serializer; or one for each status: `{200: A, 201: B}`;
  None is an empty body. `takes` is the Form that the view reads the body with.
- `writes`: "creates" (honours `Idempotency-Key`, gives an ETag), "records" (the same, of what nobody reads again: without one),
  "changes" (needs `If-Match` too) or "asks" (a POST that changes nothing).
- Problems, headers, keys, scopes, `min_revision` and 304 are added to every call (`kb.api.openapi`), and 404 wherever the
  address has a variable. `refuses` names only what else it may answer: 409.
- One address for several nouns or verbs (`<kind:kind>`, `<slug:verb>`): say `each = {"kind": {"cards": "card", ...}}` on the
  view, write `{kind}` in the name and the sentence, and give `takes` and `summary` as a mapping where they differ: each becomes
  a call. A view that serves many addresses by what `as_view` is given may have the attribute `calls` instead: a Call by method.
- Examples stand in `kb/api/examples/<first word of the path>.json`, by the call's name. Write what is sent, from which scene
  (`tests/api/scenes.py`) and as whom; `CONCORD_RECORD=1 pytest tests/api/test_examples.py` writes the answers, which tests
  compare with the real ones ever after. Every call needs one, and one for every status of `gives` and `refuses`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel
from rest_framework.serializers import BaseSerializer

F = TypeVar("F", bound=Callable[..., Any])
Json = dict[str, Any]
Writes = Literal["", "creates", "records", "changes", "asks"]
Body = type[BaseModel] | type[BaseSerializer[Any]] | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of the query. `schema` is its JSON Schema; an `example` comes from the examples of the call."""

    name: str
    schema: Mapping[str, Any]
    description: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """What `described` was told of a method."""

    name: str
    summary: str | Mapping[str, str]
    gives: Mapping[int, Body]
    takes: Body | Mapping[str, Body] = None
    query: tuple[Parameter, ...] = ()
    refuses: tuple[int, ...] = ()
    writes: Writes = ""


def described(
    name: str,
    summary: str | Mapping[str, str],
    *,
    gives: Body | Mapping[int, Body],
    takes: Body | Mapping[str, Body] = None,
    query: tuple[Parameter, ...] = (),
    refuses: tuple[int, ...] = (),
    writes: Writes = "",
) -> Callable[[F], F]:
    """See above. A single Shape is given with 201 by a call that creates or records, with 200 by every other."""
    usual = 201 if writes in ("creates", "records") else 200
    statuses = gives if isinstance(gives, Mapping) else {usual: gives}

    def describe(method: F) -> F:
        method.call = Call(name, summary, statuses, takes, query, refuses, writes)  # type: ignore[attr-defined]
        return method

    return describe


LANG = Parameter(
    "lang",
    {"type": "string", "examples": ["pt-BR"]},
    "A language tag (BCP 47). Without one, the first of `Accept-Language` that the store writes in, else the first that the "
    "channel is answered in, else English.",
)
AS_OF = Parameter(
    "as_of",
    {"type": "string", "examples": ["2026-12-31T18:00:00Z"]},
    "The instant asked about: ISO 8601 with an offset, or a day (its start in the store's time zone). Now, if not given.",
)
MIN_REVISION = Parameter(
    "min_revision",
    {"type": "integer", "minimum": 0},
    "The answer takes at least this revision into account; 503 if it does not arrive within two seconds.",
)
CUSTOMER_REF = Parameter(
    "customer_ref",
    {"type": "string", "maxLength": 200},
    "The store's name for the customer, the same on every channel: it limits how often an offer is made. Kept as a keyed hash.",
)
CONTEXT = Parameter(
    "context",
    {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
    "Each dimension of `GET /dimensions` that is known of the order is a parameter of its own: `order_stage=packed`.",
)
LIMIT = Parameter(
    "limit", {"type": "integer", "minimum": 1, "maximum": 50, "default": 20}, "How many entries a page has at most."
)
CURSOR = Parameter("cursor", {"type": "string", "minLength": 1}, "From `next` or `previous` of a page.")
PAGED = (LIMIT, CURSOR)
