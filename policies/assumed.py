"""What may be assumed of an order although nobody has confirmed it: only what cannot matter. See decision 36."""

from collections.abc import Iterator

from policies.answers import said_of
from policies.content.amounts import bare_amounts
from policies.content.boxes import Budget, Stopped
from policies.content.facts import quoted_facts
from policies.content.rules import EFFORT, Context
from policies.content.variants import TooManyRows
from policies.listed import AnyCard
from policies.models import Subject
from policies.moment import Moment
from policies.publishing import in_force
from policies.said import Said, fields_of
from policies.speaking import language_served

MONEY = ("money", "percent")
CURRENCIES = ("%", "USD", "EUR", "GBP", "BRL", "RUB", "CAD")


def may_assume(card: AnyCard, context: Context, language: str, at: Moment, *, offered: tuple[str, ...] = ()) -> bool:
    """Would a wrong guess about what is missing change nothing but words?

    True when every answer that can still win in this context has the same outcome, makes no offer, hands over to nobody and
    says no amount of money, and when some rule is sure to win.
    """
    version = in_force(Subject.Kind.CARD, [card.slug], at)[card.slug]
    served, _fallback = language_served(version, language, offered)
    said = said_of(version, served, at)
    if not said.has_bounds or any(fact.type in MONEY and fact.variants for fact in said.facts.values()):
        return False
    try:
        possible = said.table.decide(context, said.says).possible
        nothing = said.table.won_by(len(said.table.rules), said.table.box_of(context), Budget(EFFORT))
    except (TooManyRows, Stopped):
        return False
    rules = [said.rule(key) for key in possible]
    if not possible or nothing is not None or any(rule and (rule.offers or rule.escalate) for rule in rules):
        return False
    has_one_outcome = len({rule.outcome if rule else "information" for rule in rules}) == 1
    return has_one_outcome and not any(_says_money(said, key) for key in possible)


def _says_money(said: Said, key: str) -> bool:
    """A fact that is an amount, or one that is written out in the text."""
    quoted = {slug for text in _sources(said, key) for slug in quoted_facts(text)}
    if any(slug not in said.facts or said.facts[slug].type in MONEY for slug in quoted):
        return True
    texts = [said.texts(key).text(field) for field in fields_of(said.rule(key))]
    units = {*CURRENCIES, *(fact.unit for fact in said.facts.values() if fact.type == "money")}
    return any(next(bare_amounts(text, said.language, units, said.facts), None) is not None for text in texts)


def _sources(said: Said, key: str) -> Iterator[str]:
    for field in fields_of(said.rule(key)):
        yield said.version.rendered[said.language][field]["text"]
