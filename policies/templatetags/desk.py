"""How much waits on the desk, for the navigation."""

from django import template
from django.template import Context

from policies.desk_counts import NOTHING, Counts, counts_of

register = template.Library()
MOST = 99


@register.simple_tag(takes_context=True)
def desk_counts(context: Context) -> Counts:
    """Of the person who looks at the page; asked once for a page, however often it is shown."""
    request = context.get("request")
    if request is None or not hasattr(request, "user"):
        return NOTHING
    if not hasattr(request, "desk_counts"):
        request.desk_counts = counts_of(request.user)
    counts: Counts = request.desk_counts
    return counts


@register.filter
def as_count(count: int) -> str:
    """Short enough for a badge."""
    return str(count) if count <= MOST else f"{MOST}+"
