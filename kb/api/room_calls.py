"""How the calls of a room describe themselves: everything follows from the room. See `kb.api.schema`."""

import re
from dataclasses import replace
from functools import cache
from typing import Any

from rest_framework import serializers

from kb.api.room import Act, Json, Room, asked_of
from kb.api.schema import PAGED, Call, Parameter, Writes

KINDS = {"cards": "card", "facts": "fact", "offers": "offer"}
BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def list_calls(room: Room, *, has_list: bool) -> Json:
    """The list, and beginning something new in it."""
    calls, noun, said = {}, noun_of(room), _first_line(room)
    if has_list:
        calls["GET"] = _call(f"list_{many(noun)}", said, page_of(room.line or room.shown), query=(*_asked(room), *PAGED))
    if room.begin:
        calls["POST"] = _call(
            f"create_{noun}", room.begin.said, room.begins_as or room.shown, room.begin, status=201, writes="creates"
        )
    return _described(room, calls)


def thing_calls(room: Room) -> Json:
    """One thing, and saving it."""
    noun = noun_of(room)
    calls = {"GET": _call(f"get_{noun}", _first_line(room), room.shown, query=() if room.key else _asked(room))}
    if room.save:
        calls["PUT"] = _call(f"save_{noun}", room.save.said, room.shown, room.save, writes="changes")
    return _described(room, calls)


def act_calls(room: Room, verb: str, act: Act) -> Json:
    name = f"{verb.replace('-', '_')}_{noun_of(room)}"
    writes: Writes = "changes" if act.needs_match else "creates"
    status = 201 if act.begins_anew else 200
    call = _call(name, act.said, room.shown, act, status=status, writes=writes, may_vanish=act.may_vanish)
    if act.vanishes:
        call = replace(call, gives={204: None})
    return _described(room, {"POST": call})


def noun_of(room: Room) -> str:
    return room.noun or BETWEEN_WORDS.sub("_", type(room).__name__).lower().removesuffix("s")


def many(noun: str) -> str:
    if noun.endswith("person"):
        return f"{noun.removesuffix('person')}people"
    if noun.endswith("y") and not noun.endswith("ey"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith("ch") else f"{noun}s"


@cache
def page_of(line: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The shape of a page of a list."""
    fields = {
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": line(many=True),
    }
    name = f"{line.__name__.removesuffix('Shown').removesuffix('Line')}Page"
    return type(name, (serializers.Serializer,), {**fields, "__doc__": "A page of a list."})


def _call(
    name: str,
    said: str,
    gives: Any,
    act: Act | None = None,
    *,
    status: int = 200,
    query: tuple[Parameter, ...] = (),
    writes: Writes = "",
    may_vanish: bool = False,
) -> Call:
    given = {status: gives, **({204: None} if may_vanish else {})}
    return Call(name, said, given, act.form if act else None, query, (409,) if writes == "creates" else (), writes)


def _described(room: Room, calls: Json) -> Json:
    """An address that stands for cards, facts and offers becomes three calls."""
    return {"calls": calls, **({"each": {"kind": KINDS}} if room.address.startswith("<kind:kind>") else {})}


def _first_line(room: Room) -> str:
    return (type(room).__doc__ or "").split("\n")[0].rstrip(".")


def _asked(room: Room) -> tuple[Parameter, ...]:
    return tuple(Parameter(name, _schema(room, name), "Only what fits this.") for name in asked_of(room))


def _schema(room: Room, name: str) -> Json:
    """Of a parameter: what may be chosen, true or false, a day, or any text."""
    found = room.filters.base_filters.get(name) if room.filters else None
    match type(found).__name__:
        case "ChoiceFilter":
            return {"type": "string", "enum": [str(value) for value, _name in found.extra["choices"]]} if found else {}
        case "BooleanFilter":
            return {"type": "boolean"}
        case "DateFilter":
            return {"type": "string", "format": "date"}
    return {"type": "string"}
