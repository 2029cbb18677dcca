"""Change a topic: its names, where its questions go, who answers for it, and whether small things need no second person."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_slug, require_text
from policies.content.problems import ContentError
from policies.events import record
from policies.languages import read_language
from policies.models import Publication, Topic
from policies.people.administering import may_keep_topic
from policies.people.owners import require_fit
from policies.publishing import Entry, append

ANSWERS_DEPEND_ON = {"names", "queue"}


@act
def arrange_topic(
    topic: Topic, *, names: Mapping[str, str], queue: str, owner: Any | None, allows_self_approval: bool, by: Any
) -> Topic:
    """Raises Refused, or ContentError naming the field. A change of names or queue is in the log: answers depend on them."""
    may_keep_topic(by, topic).require()
    require_slug("queue", queue)
    said = {read_language(language, f"names.{language}"): name.strip() for language, name in names.items() if name.strip()}
    for language, name in said.items():
        require_text(f"names.{language}", name, 200)
    if not said:
        raise ContentError.one("names", "missing", _("Give the topic a name."))
    if owner is not None and owner.pk != topic.owner_id:
        require_fit(owner, topic)
    wanted = {"names": said, "queue": queue, "owner": owner, "allows_self_approval": allows_self_approval}
    before = {name: getattr(topic, name) for name, value in wanted.items() if getattr(topic, name) != value}
    if not before:
        return topic
    changes = {name: wanted[name] for name in before}
    Topic.objects.filter(pk=topic.pk).update(**changes)
    for name, value in changes.items():
        setattr(topic, name, value)
    rows = append([Entry(Publication.Kind.VOCABULARY)], by=by) if ANSWERS_DEPEND_ON & changes.keys() else []
    revision = {"revision": rows[0].number} if rows else {}
    record("change", f"topic:{topic.slug}", by=by, before=_said(before), after=_said(changes), rows=rows, **revision)
    return topic


def _said(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.get_username() if name == "owner" and value else value for name, value in fields.items()}
