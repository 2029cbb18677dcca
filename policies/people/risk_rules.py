"""What the risk of a card asks for: approvals, time for a review, how long a verification lasts, days of grace."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from policies.act import act
from policies.content.problems import ContentError
from policies.events import record
from policies.models import Card, RiskRule, Version
from policies.people.administering import may_keep_rules

LIMITS = {"approvals": (1, 5), "review_hours": (1, 8_760), "interval_days": (1, 3_650), "grace_days": (0, 3_650)}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule with what it bites on: cards of this risk, and those of them that are in review now."""

    rule: RiskRule
    cards: int
    in_review: int


def all_rules() -> list[RuleLine]:
    """From low to high."""
    cards = dict(Card.objects.order_by().values_list("risk").annotate(Count("pk")))
    waiting = Version.objects.filter(state=Version.State.IN_REVIEW, subject__card__isnull=False).order_by()
    in_review = dict(waiting.values_list("subject__card__risk").annotate(Count("pk")))
    rules = RiskRule.objects.in_bulk()
    return [RuleLine(rules[risk], cards.get(risk, 0), in_review.get(risk, 0)) for risk in Card.Risk.values]


@act
def change_rule(rule: RiskRule, *, by: Any, **wanted: int) -> RiskRule:
    """Set some of `LIMITS`. Raises Refused, or ContentError naming the field.

    Dates that are set stay: only verifications from now on last as long as the new rule says. Approvals count at once, also for
    what is in review.
    """
    may_keep_rules(by).require()
    for name, value in wanted.items():
        least, most = LIMITS[name]
        if not least <= value <= most:
            said = {"least": least, "most": most}
            raise ContentError.one(name, "range", _("Choose a number from %(least)s to %(most)s.") % said)
    before = {name: getattr(rule, name) for name, value in wanted.items() if getattr(rule, name) != value}
    if before:
        after = {name: wanted[name] for name in before}
        RiskRule.objects.filter(pk=rule.pk).update(**after)
        for name, value in after.items():
            setattr(rule, name, value)
        record("change", f"risk:{rule.risk}", by=by, before=before, after=after)
    return rule
