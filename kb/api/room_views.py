"""The addresses of a room: its list, one thing, and every act, each under an address of its own."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.managing import ManagingView, person_of, require_confirmed
from kb.api.paging import Window, cursor_page, page
from kb.api.parameters import query_of
from kb.api.reading import read
from kb.api.room import Act, Json, Room, Visit, asked_of
from kb.api.room_calls import act_calls, list_calls, thing_calls


class RoomView(ManagingView):
    """`act` is what a POST or PUT does here."""

    room: Room
    act: Act

    def visit(self, request: Request, *more: str) -> Visit:
        """Raises Refused, ContentError for a parameter that is unknown here."""
        return Visit(person_of(request), query_of(request, (*asked_of(self.room), *more)))

    def done(self, request: Request, **place: Any) -> Response:
        """Act on what is there; answered with how it is then.

        What is there is looked at when it is needed, which is behind the lock: not as it was before somebody else was done.
        """
        who, act = person_of(request), self.act
        require_confirmed(request, act.is_sensitive)
        visit = cache(lambda: Visit(who))
        find = cache(lambda: self.room.find(visit(), **place))

        def do() -> Response:
            done = act.do(find(), body=dict(request.data), by=who)
            body, status = self.room.after(Visit(who), done, **place)
            return Response(body, status=status)

        if act.goes_out:
            query_of(request, known=())
            return self.tagged(do())
        if not act.needs_match:
            return self.create(request, do)
        return self.change(request, lambda: self.room.show(visit(), find()), do)


class ListView(RoomView):
    def get(self, request: Request, **place: Any) -> Response:
        visit = self.visit(request, "limit", "cursor")
        rows = self.room.narrowed(visit, self.room.rows(visit, **place))
        window = Window.of(visit.asked, is_position=not isinstance(rows, QuerySet))

        def show(things: Iterable[Any]) -> list[Json]:
            found = list(things)
            self.room.prepare(visit, found)
            return [self.room.show_line(visit, thing) for thing in found]

        if isinstance(rows, QuerySet):
            body = cursor_page(request, window, rows, self.room.ordering, show)
        else:
            body = page(request, window, rows[window.start : window.end], lambda thing: self.room.show_line(visit, thing))
        return read(request, body, revision=visit.at.revision)


class BeginView(RoomView):
    def post(self, request: Request, **place: Any) -> Response:
        visit = Visit(person_of(request))
        require_confirmed(request, self.act.is_sensitive)

        def begin() -> Response:
            made = self.act.do(*self.room.under(visit, **place), body=dict(request.data), by=visit.who)
            return Response(self.room.begun(Visit(visit.who), made, **place), status=201)

        response = self.create(request, begin)
        response.data = self.room.revealed(response.data, **place)
        return response


class ThingView(RoomView):
    def get(self, request: Request, **place: Any) -> Response:
        visit = self.visit(request)
        body = self.room.show(visit, self.room.find(visit, **place))
        return read(request, body, revision=visit.at.revision, but=self.room.untagged)


class SaveView(RoomView):
    def put(self, request: Request, **place: Any) -> Response:
        return self.done(request, **place)


class ActView(RoomView):
    def post(self, request: Request, **place: Any) -> Response:
        return self.done(request, **place)


def urls_of(kind: type[Room]) -> list[URLPattern]:
    """Names are the class's with `list`, `thing` or the act."""
    room, name = kind(), kind.__name__.lower()
    thing = f"{room.address}/{room.key}" if room.key else room.address
    has_list, has_thing = kind.rows is not Room.rows, bool(room.key) or kind.find is not Room.find
    urls = []
    if has_list or (room.begin and not room.is_read_by_channels):
        views = [*([ListView] if has_list else []), *([BeginView] if room.begin else [])]
        urls.append(
            path(room.address, _view(room, room.begin, list_calls(room, has_list=has_list), *views), name=f"{name}-list")
        )
    if has_thing:
        views = [ThingView, *([SaveView] if room.save else [])]
        urls.append(path(thing, _view(room, room.save, thing_calls(room), *views), name=f"{name}-thing"))
    for verb, act in room.acts.items():
        urls.append(path(f"{thing}/{verb}", _view(room, act, act_calls(room, verb, act), ActView), name=f"{name}-{verb}"))
    return urls


def read_by_channels(view: type[APIView], kind: type[Room]) -> Any:
    """A list that channels read and colleagues begin something new in: each method asks for a scope of its own."""
    room = kind()
    calls = {**getattr(view, "calls", {}), **list_calls(room, has_list=False)["calls"]}
    fields = {"room": room, "act": room.begin, "calls": calls, "scopes": {"GET": "answers"}}
    made: Any = type(view.__name__, (BeginView, view), fields)
    return made.as_view()


def _view(room: Room, act: Act | None, described: Json, *views: type[RoomView]) -> Any:
    """A class of its own, so that it has exactly the methods that the room has, and a description of each."""
    name = f"{type(room).__name__}{views[0].__name__}"
    secrets = {"shown_once": room.shown_once, "untagged": room.untagged}
    made: Any = type(name, views, {"room": room, "act": act, "__doc__": type(room).__doc__, **secrets, **described})
    return made.as_view()
