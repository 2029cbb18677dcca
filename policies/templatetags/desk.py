"""Where one is on the desk and how much waits there, for the navigation."""

from dataclasses import dataclass

from django import template
from django.template import Context

from policies.desk_counts import NOTHING, Counts, counts_of

register = template.Library()
MOST = 99
# The places of the navigation, by the names of the pages that belong to each; the first is the place's own.
DAILY = (
    ("desk",),
    ("escalations", "escalation", "queues"),
    ("verify_queue", "verify_card", "verify_several", "flags", "second_looks"),
    ("must_reads", "must_read"),
    ("notices", "hooks"),
)
CONTENT = (
    ("releases", "release"),
    ("translations",),
    ("facts", "new_fact"),
    ("offers", "new_offer"),
    ("images",),
    ("dimensions",),
)
STORE = (
    ("overview", "overview_questions", "overview_outcomes", "overview_cards", "overview_holes"),
    ("trust", "trust_cards", "trust_answers"),
    ("channels", "channel", "new_channel", "save_settings", "new_key", "webhooks", "webhook", "act_on_webhook"),
    ("people", "person", "teams", "team", "topics", "topic", "rules", "rule", "unowned"),
    ("synonyms", "synonym_set", "best_bets", "best_bet"),
    ("gaps", "gap", "examples", "model", "checks", "check"),
    ("events",),
)
GROUPS = {"daily": DAILY, "content": CONTENT, "store": STORE}
OF_KIND = {"fact": "facts", "offer": "offers"}  # Their own pages and their versions.


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the navigation and the group it stands in; both empty elsewhere."""

    name: str = ""
    group: str = ""


PLACES = {page: Place(pages[0], group) for group, places in GROUPS.items() for pages in places for page in pages}


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


@register.simple_tag(takes_context=True)
def desk_place(context: Context) -> Place:
    """Where the page stands that is being shown."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return Place()
    name = OF_KIND.get(match.kwargs.get("kind", ""), match.url_name or "")
    return PLACES.get(name, Place())


@register.filter
def as_count(count: int) -> str:
    """Short enough for a badge."""
    return str(count) if count <= MOST else f"{MOST}+"
