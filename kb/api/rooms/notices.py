"""`/notices` and `/chat-tools`: what a person is told, and the chat rooms that are told too."""

from collections.abc import Sequence
from typing import Annotated, Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import Field
from rest_framework import serializers

from kb.api.room import Act, Json, Room, Visit
from kb.api.rooms.finding import Nothing
from kb.api.shown import ThingShown, instant, named
from policies.content.form import Form
from policies.errors import Conflict
from policies.models import Notice, NoticeHook
from policies.notices.hooks import create_hook, host_of, may_connect, switch_hook, try_hook
from policies.notices.outgoing import NotReached
from policies.notices.telling import notices_of, see, see_all
from policies.notices.words import sentence


class NoticeShown(serializers.Serializer[Notice]):
    """`sentence` is in the language of the request; `path` is the page where one can act."""

    number = serializers.IntegerField(source="pk")
    kind = serializers.CharField()
    sentence = serializers.SerializerMethodField()
    subject = ThingShown(allow_null=True)
    path = serializers.CharField()
    is_urgent = serializers.BooleanField()
    created_at = instant()
    seen_at = instant(allow_null=True)

    def get_sentence(self, notice: Notice) -> str:
        return str(sentence(notice))


class NoticeFilter(django_filters.FilterSet):
    kind = django_filters.CharFilter()
    new = django_filters.BooleanFilter(field_name="seen_at", lookup_expr="isnull")

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()


class Notices(Room):
    """The person's own notices, the newest first; `new=true` for what was not seen yet."""

    address, key, shown, filters, ordering = "notices", "<int:number>", NoticeShown, NoticeFilter, ("-pk",)
    acts = {"see": Act("Take note of one", Nothing, lambda found, by: see(by, [found.pk]), needs_match=False)}

    def rows(self, visit: Visit, **place: Any) -> QuerySet[Notice]:
        return notices_of(visit.who)


class Seeing(Form):
    """Numbers of notices; all of them, when none is named."""

    notices: Annotated[tuple[int, ...], Field(max_length=500)] | None = None


class SeenShown(serializers.Serializer[Any]):
    seen = serializers.IntegerField()


def _see(*, by: Any, notices: Sequence[int] | None) -> int:
    return see_all(by) if notices is None else see(by, notices)


class SeeNotices(Room):
    """Taking note of several notices."""

    address, shown = "notices/see", SeenShown
    noun = "look_at_notices"
    begin = Act("Take note of some notices, or of all; says of how many", Seeing, _see)

    def begun(self, visit: Visit, made: Any, **place: Any) -> Json:
        return {"seen": made}


class ChatToolShown(serializers.Serializer[NoticeHook]):
    """`host` only: whoever knows the address can write into the room. Without `kinds` it is told of everything."""

    number = serializers.IntegerField(source="pk")
    title = serializers.CharField()
    host = serializers.SerializerMethodField()
    kinds = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField()
    created_by = named("created_by")
    created_at = instant()
    is_on = serializers.SerializerMethodField()
    last_error = serializers.CharField()

    def get_host(self, hook: NoticeHook) -> str:
        return host_of(hook)

    def get_is_on(self, hook: NoticeHook) -> bool:
        return hook.disabled_at is None


class Connecting(Form):
    title: str
    url: Annotated[str, Field(max_length=500)]
    kinds: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    language: str = "en"


def _try(found: NoticeHook, *, by: Any) -> None:
    try:
        try_hook(found, by=by)
    except NotReached as error:
        raise Conflict(_("The chat tool was not reached: %(why)s") % {"why": error}) from None


class ChatTools(Room):
    """Chat rooms that are told of notices."""

    address, key, shown = "chat-tools", "<int:number>", ChatToolShown
    begin = Act("Connect a chat tool", Connecting, create_hook)
    acts = {
        "on": Act(
            "Tell it again, of what happens from now on", Nothing, lambda found, by: switch_hook(found, is_on=True, by=by)
        ),
        "off": Act("Stop telling it", Nothing, lambda found, by: switch_hook(found, is_on=False, by=by)),
        "try": Act("Send one line to see whether it arrives", Nothing, _try, needs_match=False, goes_out=True),
    }

    def rows(self, visit: Visit, **place: Any) -> QuerySet[NoticeHook]:
        may_connect(visit.who).require()
        return NoticeHook.objects.select_related("created_by")
