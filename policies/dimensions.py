"""The dimensions that rules and contexts use, from memory."""

from collections.abc import Iterable

from policies.memory import recall
from policies.models import Dimension
from policies.moment import Moment


def dimensions_at(at: Moment, names: Iterable[str]) -> dict[str, Dimension]:
    """Those of the named dimensions that exist, in their own order. Dimensions have no versions: they are what they are now."""
    known = recall(at)
    if "dimensions" not in known:
        known["dimensions"] = {dimension.slug: dimension for dimension in Dimension.objects.all()}
    wanted = set(names)
    return {slug: dimension for slug, dimension in known["dimensions"].items() if slug in wanted}
