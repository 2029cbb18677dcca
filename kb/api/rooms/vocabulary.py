"""`/topics` and `/dimensions`: who answers for a topic, and what can be known of an order. Channels read the lists."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from kb.api.named import Person
from kb.api.room import Act, Room, Visit, first_or_404
from kb.api.rooms.finding import Name
from kb.api.shown import named
from policies.content.files import DimensionFile, Position, TopicFile
from policies.content.form import Form
from policies.models import Dimension, Topic
from policies.people.arranging import arrange_topic
from policies.vocabulary import change_dimension, create_dimension, create_topic


class TopicRole(serializers.Serializer[Any]):
    role = serializers.CharField()
    person = named("person")


class TopicShown(serializers.Serializer[Topic]):
    """Who answers for it, where its unanswered questions go, and who has a role in it alone."""

    slug = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    queue = serializers.CharField()
    owner = named("owner")
    allows_self_approval = serializers.BooleanField()
    position = serializers.IntegerField()
    roles = TopicRole(source="roles.all", many=True)


class Arranging(Form):
    """`names` are by language; without an owner nobody answers for it."""

    names: Mapping[str, str]
    queue: Name
    owner: Person | None = None
    allows_self_approval: bool = False


class NewTopic(Arranging):
    slug: Name
    position: Position = 0


def _create(*, by: Any, slug: str, owner: Any, **said: Any) -> Topic:
    return create_topic(slug, TopicFile.read(said), owner=owner, by=by)


class Topics(Room):
    """A topic as it is managed; all of them are listed for channels."""

    address, key, field, shown = "topics", "<card:slug>", "slug", TopicShown
    is_read_by_channels = True
    begin = Act("Make a topic", NewTopic, _create)
    save = Act("Change a topic's names, queue and owner", Arranging, arrange_topic)

    def find(self, visit: Visit, **place: Any) -> Topic:
        found: Topic = first_or_404(Topic.objects.select_related("owner").filter(slug=place["slug"]))
        return found


class OptionShown(serializers.Serializer[Any]):
    value = serializers.CharField()
    labels = serializers.DictField(child=serializers.CharField())


class DimensionShown(serializers.Serializer[Dimension]):
    """In all its languages; `options` are those of a choice, in their order, `words` how customers say each value."""

    slug = serializers.CharField()
    kind = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    questions = serializers.DictField(child=serializers.CharField())
    options = OptionShown(many=True)
    minimum = serializers.FloatField(allow_null=True)
    maximum = serializers.FloatField(allow_null=True)
    unit = serializers.CharField()
    position = serializers.IntegerField()
    words = serializers.DictField(child=serializers.DictField(child=serializers.ListField(child=serializers.CharField())))


class NewDimension(DimensionFile):
    slug: Name


def _create_dimension(*, by: Any, slug: str, **said: Any) -> Dimension:
    return create_dimension(slug, DimensionFile(**said), by=by)


class Dimensions(Room):
    """A dimension as it is managed; all of them are listed for channels."""

    address, key, field, shown = "dimensions", "<card:slug>", "slug", DimensionShown
    is_read_by_channels = True
    begin = Act("Make a dimension", NewDimension, _create_dimension)
    save = Act(
        "Change a dimension; its kind stays",
        DimensionFile,
        lambda found, by, **said: change_dimension(found, DimensionFile(**said), by=by),
    )

    def find(self, visit: Visit, **place: Any) -> Dimension:
        found: Dimension = first_or_404(Dimension.objects.filter(slug=place["slug"]))
        return found
