"""One kind of thing that colleagues manage: how it is found and shown, and which acts it takes. Adding a call is a line here.

A room decides nothing: it finds what the person may read, and calls the verbs of `policies`, which check, act and record.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django_filters import FilterSet
from rest_framework.serializers import Serializer

from policies.content.form import Form
from policies.content.problems import ContentError, Problem
from policies.moment import Moment
from policies.publishing import now

Json = dict[str, Any]
NAME = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes to a room, when, and what the address asks for."""

    who: Any
    asked: Mapping[str, str] = field(default_factory=dict)
    at: Moment = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Act:
    """`said` is a sentence for the description, `form` what may be sent, `verb` is called with the thing, the form's values and
    `by=`.

    `needs_match` is false only for what harms nobody when it comes late or twice, such as taking note of a notice. A `partial`
    one changes what was sent and leaves the rest as it is; one that `begins_anew` is answered with something new; one that
    `goes_out` asks another machine and changes nothing here, so that no transaction may be open. After one with `may_vanish`
    the person may not see the thing any more, after one that `vanishes` nobody does. For one that `is_sensitive` a session must
    have shown who it is a moment ago; a key is its own proof.
    """

    said: str
    form: type[Form]
    verb: Callable[..., Any]
    needs_match: bool = True
    partial: bool = False
    begins_anew: bool = False
    goes_out: bool = False
    may_vanish: bool = False
    vanishes: bool = False
    is_sensitive: bool = False

    def do(self, *things: Any, body: Mapping[str, Any], by: Any) -> Any:
        """Raises ContentError for a body that does not read, and whatever the verb raises."""
        form = self.form.read(body)
        given = dict(form)
        return self.verb(*things, by=by, **({name: given[name] for name in form.model_fields_set} if self.partial else given))


class Room:
    """Its docstring's first line describes it to others.

    `address` is the list's, or with no `key` the one thing's; `key` names one thing of the list by `field` of its row. A room
    with `rows` is a list, one with `find` or a key has single things. `shown` writes a thing, `line` one of the list. `noun`
    names one thing in generated clients; as the class, if it is only without its last `s`. Fields in `shown_once` are in
    the first answer only, and kept nowhere; those in `untagged` make no other ETag. The list of one that `is_read_by_channels`
    is theirs; see `read_by_channels`.
    """

    address: str
    noun = ""
    key = ""
    field = "pk"
    shown: type[Serializer[Any]]
    line: type[Serializer[Any]] | None = None
    filters: type[FilterSet] | None = None
    parameters: tuple[str, ...] = ()
    ordering: tuple[str, ...] = ("pk",)
    begin: Act | None = None
    begins_as: type[Serializer[Any]] | None = None
    save: Act | None = None
    acts: Mapping[str, Act] = {}
    is_read_by_channels = False
    shown_once: tuple[str, ...] = ()
    untagged: tuple[str, ...] = ()

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Any] | Sequence[Any]:
        """What of it the person may read. Raises Refused, Http404 for a place that is not there."""
        raise NotImplementedError

    def find(self, visit: Visit, **place: Any) -> Any:
        """One thing of it. Raises Http404."""
        name = key_of(self)
        rows = self.rows(visit, **{part: value for part, value in place.items() if part != name})
        if isinstance(rows, QuerySet):
            found = rows.filter(**{self.field: place[name]}).first()
        else:
            found = next((row for row in rows if getattr(row, self.field) == place[name]), None)
        if found is None:
            raise Http404
        return found

    def under(self, visit: Visit, **place: Any) -> tuple[Any, ...]:
        """What something new begins under, such as the card of a draft."""
        return ()

    def begun(self, visit: Visit, made: Any, **place: Any) -> Json:
        """Something new as the person reads it from now on."""
        name = key_of(self)
        return self.show(visit, self.find(visit, **place, **{name: getattr(made, self.field)}) if name else made)

    def revealed(self, body: Json, **place: Any) -> Json:
        """What something new is answered with: `begun`, and what is shown once and must not be kept for repeats, a secret."""
        return body

    def prepare(self, visit: Visit, things: Sequence[Any]) -> None:
        """Read at once what showing each of them would read one by one."""

    def show(self, visit: Visit, thing: Any) -> Json:
        return dict(self.shown(thing, context={"visit": visit}).data)

    def show_line(self, visit: Visit, thing: Any) -> Json:
        return dict((self.line or self.shown)(thing, context={"visit": visit}).data)

    def after(self, visit: Visit, done: Any, **place: Any) -> tuple[Json | None, int]:
        """What an act is answered with: the thing as it is now; nothing when the person may not read it any more."""
        try:
            return self.show(visit, self.find(visit, **place)), 200
        except Http404:
            return None, 204

    def narrowed(self, visit: Visit, rows: Any) -> Any:
        """By the room's filters. Raises ContentError naming the parameter."""
        if self.filters is None:
            return rows
        narrowed = self.filters(visit.asked, queryset=rows)
        if not narrowed.is_valid():
            errors = narrowed.form.errors.items()
            raise ContentError(Problem(name, "invalid", str(message)) for name, messages in errors for message in messages)
        return narrowed.qs


def key_of(room: Room) -> str:
    """The name of the key in an address: `number` of `<int:number>`."""
    found = NAME.search(room.key)
    return found[1] if found else ""


def asked_of(room: Room) -> tuple[str, ...]:
    """The parameters that narrow the room's list, or say what of a single thing is meant."""
    return (*room.parameters, *(room.filters.base_filters if room.filters else ()))


def first_or_404(rows: Iterable[Any]) -> Any:
    found = next(iter(rows), None)
    if found is None:
        raise Http404
    return found
