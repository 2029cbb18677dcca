"""Each call, as drf-spectacular asks for it: from what `kb.api.schema.described` left on the method of the view.

Imported only when the description is made: nothing of it is needed to answer a call.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from kb.api.authentication import scope_of
from kb.api.middleware import PREFIX
from kb.api.schema import MIN_REVISION, Call, Json, Parameter

Endpoint = tuple[str, str, str, Callable[..., Any]]
SAYS = {200: "Done.", 201: "Made.", 202: "Taken; it is done soon.", 204: "Done; there is nothing to say."}


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "kb.api.authentication.BearerAuthentication"
    name = "channelKey"

    def get_security_definition(self, auto_schema: AutoSchema) -> Json:
        description = "The key of a channel, as `manage.py channel create` or the page of the channel shows it once."
        return {"type": "http", "scheme": "bearer", "description": description}

    def get_security_requirement(self, auto_schema: AutoSchema) -> Json:
        """OpenAPI 3.1 lets every scheme name the roles that a call needs: here the scope of the key."""
        return {"channelKey": [scope_of(auto_schema.view, auto_schema.method)]}


class PersonScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "kb.api.authentication.PersonAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> Json:
        description = "A colleague's log-in on this site. Everything but GET needs the header `X-CSRFToken` too."
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": description}


class CallSchema(AutoSchema):
    """Says nothing of a method that was not described; a test finds those."""

    method: str
    path: str

    def is_excluded(self) -> bool:
        return call_of(self.view, self.method) is None

    @property
    def call(self) -> Call:
        found = call_of(self.view, self.method)
        assert found is not None
        return found

    @property
    def fixed(self) -> dict[str, str]:
        """For an address that stands for several: which of them this is."""
        return {
            name: next(values[part] for part in self.path.split("/") if part in values) for name, values in _each(self.view)
        }

    def get_operation_id(self) -> str:
        return self.call.name.format(**self.fixed).replace("-", "_")

    def get_summary(self) -> str:
        return str(self._chosen(self.call.summary)).format(**self.fixed)

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix(PREFIX).split("/")[0]]

    def get_extensions(self) -> Json:
        """For `kb.api.openapi.completing`, which takes it out again."""
        return {"x-call": {"writes": self.call.writes, "refuses": self.call.refuses, "is_open": is_open(self.view)}}

    def get_request_serializer(self) -> Any:
        return self._chosen(self.call.takes)

    def get_response_serializers(self) -> Any:
        return {status: OpenApiResponse(shape, SAYS[status]) for status, shape in self.call.gives.items()}

    def get_override_parameters(self) -> list[Any]:
        known = () if is_open(self.view) else (MIN_REVISION,)
        return [_parameter(parameter) for parameter in (*self.call.query, *known)]

    def _chosen(self, given: Any) -> Any:
        """For an address that stands for several, what was said may differ."""
        return (
            next((given[value] for value in self.fixed.values() if value in given), None) if isinstance(given, dict) else given
        )


def one_by_one(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Preprocessing: only /api/v1, and an address that stands for several nouns or verbs as so many addresses."""
    ours = [endpoint for endpoint in endpoints if endpoint[0].startswith(PREFIX)]
    return [(path, regex, method, view) for given, regex, method, view in ours for path in _paths(given, view)]


def call_of(view: Any, method: str) -> Call | None:
    """From the view's own `calls`, or from what was described on the method."""
    calls: Mapping[str, Call] = getattr(view, "calls", {})
    return calls.get(method) or getattr(getattr(view, method.lower()), "call", None)


def is_open(view: Any) -> bool:
    """Anybody may call it, without a key."""
    return not view.get_authenticators()


def _each(view: Any) -> list[tuple[str, Mapping[str, str]]]:
    return list(getattr(view, "each", {}).items())


def _paths(path: str, view: Any) -> Iterator[str]:
    names = [(name, values) for name, values in _each(view.cls) if f"{{{name}}}" in path]
    for chosen in product(*(values for _, values in names)):
        filled = path
        for (name, _), part in zip(names, chosen, strict=True):
            filled = filled.replace(f"{{{name}}}", part)
        yield filled


def _parameter(parameter: Parameter) -> OpenApiParameter:
    is_object = parameter.schema.get("type") == "object"
    return OpenApiParameter(
        parameter.name,
        type=dict(parameter.schema),
        description=parameter.description,
        required=parameter.required,
        style="form" if is_object else None,
        explode=True if is_object else None,
    )
