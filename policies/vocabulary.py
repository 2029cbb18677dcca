"""Topics and dimensions are rows, not versions: each change is an event and a line of the log, because answers depend on it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_slug
from policies.content.files import DimensionFile, TopicFile
from policies.content.problems import ContentError
from policies.dimensions import keep_former
from policies.errors import Conflict
from policies.events import record
from policies.models import Dimension, Publication, Topic
from policies.permissions import may_arrange
from policies.publishing import Entry, append


@act
def create_topic(slug: str, said: TopicFile, *, owner: Any | None = None, by: Any) -> Topic:
    """Raises Refused, Conflict when there is one of this name, ContentError. Whoever the file names is not looked at."""
    _require_new(Topic, slug, by)
    fields = {**said.model_dump(exclude={"owner"}), **({"owner": owner} if owner else {})}
    made: Topic = set_row(Topic, slug, fields, by=by, arranged_by=by)
    return made


@act
def create_dimension(slug: str, said: DimensionFile, *, by: Any) -> Dimension:
    """Raises Refused, Conflict when there is one of this name, ContentError."""
    _require_new(Dimension, slug, by)
    made: Dimension = set_row(Dimension, slug, fields_of(said), by=by, arranged_by=by)
    return made


@act
def change_dimension(dimension: Dimension, said: DimensionFile, *, by: Any) -> Dimension:
    """What it was stays known, for answers about that time. Raises Refused, ContentError for another kind."""
    may_arrange(by).require()
    changed: Dimension = set_row(Dimension, dimension.slug, fields_of(said), by=by, arranged_by=by)
    return changed


def fields_of(said: DimensionFile) -> dict[str, Any]:
    return {**said.model_dump(mode="json"), "minimum": said.minimum, "maximum": said.maximum}


def set_row(model: type[Topic | Dimension], slug: str, fields: Mapping[str, Any], *, by: Any, arranged_by: Any) -> Any:
    """The row with these fields, made if it is new. Call inside an act. `arranged_by` must be allowed to.

    Raises Refused, or ContentError for a dimension of another kind.
    """
    row = model.objects.filter(slug=slug).first()
    if row is not None and all(getattr(row, name) == value for name, value in fields.items()):
        return row
    may_arrange(arranged_by).require()
    if isinstance(row, Dimension) and row.kind != fields["kind"]:
        said = {"slug": slug, "kind": row.kind}
        raise ContentError.one(
            "kind", "fixed", _("%(slug)s is a %(kind)s, and rules use it as such; make another dimension.") % said
        )
    made, is_new = model.objects.update_or_create(slug=slug, defaults=fields)
    (publication,) = append([Entry(Publication.Kind.VOCABULARY)], by=by)
    written: list[Model] = [publication]
    if isinstance(row, Dimension):
        written.append(keep_former(row, publication.number))
    changed = [name for name, value in fields.items() if row is None or getattr(row, name) != value]
    before = {name: _plain(getattr(row, name)) for name in changed if row is not None}
    after = {name: _plain(fields[name]) for name in changed}
    moved: dict[str, Any] = {"before": before, "after": after}
    action, thing = "create" if is_new else "change", f"{model.__name__.lower()}:{slug}"
    record(action, thing, by=by, **moved, rows=written, revision=publication.number)
    return made


def _require_new(model: type[Topic | Dimension], slug: str, by: Any) -> None:
    may_arrange(by).require()
    require_slug("slug", slug)
    if model.objects.filter(slug=slug).exists():
        raise Conflict(_("There is one of this name already."))


def _plain(value: Any) -> Any:
    return value.get_username() if hasattr(value, "get_username") else value
