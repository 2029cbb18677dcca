"""The dimensions that rules and contexts use, as they were at a moment."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from policies.memory import recall
from policies.models import Dimension, FormerDimension
from policies.moment import Moment

FIELDS = ("names", "questions", "options", "minimum", "maximum", "unit", "position", "words")


def dimensions_at(at: Moment, names: Iterable[str]) -> dict[str, Dimension]:
    """Those of the named dimensions that exist, in their own order."""
    known = recall(at)
    if "dimensions" not in known:
        known["dimensions"] = _all(at.revision)
    wanted = set(names)
    return {slug: dimension for slug, dimension in known["dimensions"].items() if slug in wanted}


def keep_former(dimension: Dimension, until: int) -> FormerDimension:
    """Keep what the dimension was before this revision changed it. Call inside the transaction that changes it."""
    fields = {name: getattr(dimension, name) for name in FIELDS}
    return FormerDimension.objects.create(dimension=dimension, until=until, fields=fields)


def _all(revision: int) -> dict[str, Dimension]:
    """Every dimension as this revision knew it.

    The rows are read before what they were: a change in between is then undone, and not missed.
    """
    dimensions = {dimension.slug: dimension for dimension in Dimension.objects.all()}
    for former in FormerDimension.objects.filter(until__gt=revision).order_by("-until").select_related("dimension"):
        slug, kind = former.dimension.slug, former.dimension.kind
        dimensions[slug] = Dimension(pk=former.dimension_id, slug=slug, kind=kind, **_typed(former.fields))
    return dict(sorted(dimensions.items(), key=lambda item: (item[1].position, item[0])))


def _typed(fields: dict[str, Any]) -> dict[str, Any]:
    """JSON has no decimals."""
    limits = {name: Decimal(fields[name]) for name in ("minimum", "maximum") if fields[name] is not None}
    return {**fields, **limits}
