"""What a card can be asked: for every rule a context in which it decides, and the instants at which its answers change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from policies.answers import said_of
from policies.content.boxes import Budget, Stopped
from policies.content.conditions import Value
from policies.content.rules import EFFORT, Context
from policies.content.variants import TooManyRows
from policies.languages import match_language
from policies.models import Card, Publication, Subject, Version
from policies.moment import Moment
from policies.publishing import in_force
from policies.trust.basis import basis_of

A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Case:
    """A context and the rule that decides in it; no rule where nothing is known, and for a card without rules."""

    rule: str
    context: Context


def cases_of(card: Card, language: str, at: Moment) -> Iterator[Case]:
    """Nothing known, then one case for every row of the card's table that can win at the moment."""
    yield Case("", {})
    version = in_force(Subject.Kind.CARD, [card.slug], at)[card.slug]
    content = version.typed
    said = said_of(version, match_language(language, content.languages) or content.source, at)
    try:
        table, rows = said.table, said.rows
    except (TooManyRows, ValueError):  # Its facts are not all in force: then every channel hands over, whatever is known.
        return
    budget = Budget(EFFORT)
    for position, row in enumerate(table.rules):
        try:
            box = table.won_by(position, table.boxes.whole, budget)
        except Stopped:
            return
        if box is not None:
            yield Case(rows[row.key].rule or "", table.example(box))


def turning_points(card: Card, at: Moment) -> list[datetime]:
    """Just before and at every instant at which what is said of the card changed or will change, trust included; then now."""
    versions = list(Version.objects.filter(subject=card.pk, state=Version.State.PUBLISHED).select_related("subject"))
    quoted = {slug for version in versions for slug in version.quotes.values_list("slug", flat=True)}
    log = Publication.objects.filter(number__lte=at.revision).exclude(kind=Publication.Kind.VOCABULARY)
    log = log.filter(subject=card.pk) | log.filter(subject__kind__in=["fact", "offer"], subject__slug__in=quoted)
    instants = {instant for entry in log for instant in (entry.effective_from, entry.effective_until) if instant}
    live = in_force(Subject.Kind.CARD, [card.slug], at).get(card.slug)
    if live is not None:
        basis = basis_of(live, at)
        instants |= {basis.due_at, basis.expires_at}
    return sorted({at.at, *instants, *(instant - A_MOMENT for instant in instants)})


def read_value(value: Value) -> str:
    """As it stands in an address."""
    return str(value).lower() if isinstance(value, bool) else str(value)
