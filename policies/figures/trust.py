"""How many cards are verified, due and overdue now, by topic and by owner."""

from collections import Counter
from collections.abc import Mapping, Sequence

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from policies.figures.addresses import address
from policies.figures.figure import Cell, Column, Figure, Row, percent
from policies.models import Topic
from policies.moment import Moment
from policies.people.directory import called
from policies.trust.basis import STATES
from policies.trust.tally import tally

COLUMNS = (
    Column("verified", _("Verified"), "verified", is_part=True),
    Column("due", _("Check is due"), "due", is_part=True),
    Column("expired", _("Check is overdue"), "expired", is_part=True),
    Column("all", _("Cards")),
    Column("percent", _("Verified, %"), is_percent=True),
)
LIST = "trust_cards"


def states_now(at: Moment) -> Counter[str]:
    """How many cards in force are in which state."""
    return Counter(card.state_at(at.at) for card in tally(at))


def trust_by_topic(at: Moment, language: str) -> Figure:
    topics = {topic.pk: (topic.slug, topic.name(language)) for topic in Topic.objects.all()}
    return Figure(
        "trust-by-topic",
        _("Trust by topic"),
        _("How many cards of each topic are verified now, and how many are late."),
        _("Topic"),
        COLUMNS,
        _rows("topic", topics, at),
    )


def trust_by_owner(at: Moment) -> Figure:
    owners = {owner for card in tally(at) for owner in (card.owner,)}
    people = {pk: (person.get_username(), called(person)) for pk, person in get_user_model().objects.in_bulk(owners).items()}
    return Figure(
        "trust-by-owner",
        _("Trust by owner"),
        _("The same by who answers for the cards."),
        _("Owner"),
        COLUMNS,
        _rows("owner", people, at),
    )


def _rows(group: str, names: Mapping[int, tuple[str, str]], at: Moment) -> Sequence[Row]:
    """The lowest share first."""
    counts: dict[int, Counter[str]] = {}
    for card in tally(at):
        counts.setdefault(getattr(card, group), Counter())[card.state_at(at.at)] += 1
    rows = [_row(group, *names[pk], counted) for pk, counted in counts.items()]
    return tuple(sorted(rows, key=lambda row: (row.value("percent") or 0, row.title)))


def _row(group: str, key: str, title: str, counted: Counter[str]) -> Row:
    whole = counted.total()
    cells = {state: Cell(counted[state], address(LIST, None, **{group: key, "state": state})) for state in STATES}
    cells["all"] = Cell(whole, address(LIST, None, **{group: key}))
    cells["percent"] = Cell(percent(counted["verified"], whole))
    return Row(key, title, cells)
