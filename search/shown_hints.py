"""Hints as they are shown: with the name of the dimension, how the value reads, and what else could be chosen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from django.utils.translation import gettext as _

from policies.content.language import locale_of
from policies.context import read_context
from policies.moment import Moment
from policies.reply import Pick, Reply
from search.ask import Asked
from search.hints import Hint, hints_for


@dataclass(frozen=True, slots=True)
class ShownHint:
    """`pick` is the reply's picker of that dimension, `label` the hint's value in its language."""

    hint: Hint
    pick: Pick
    label: str
    is_assumed: bool = False


def shown_hints(asked: Asked) -> tuple[ShownHint, ...]:
    """Those of a question that was asked."""
    if asked.reply is None:
        return ()
    return tuple(_shown(asked.hints, asked.reply, is_assumed=asked.is_assumed))


def hints_beside(reply: Reply, question: str, language: str, at: Moment) -> tuple[ShownHint, ...]:
    """Those that stand beside a reply on a page, whose pickers say what is known already."""
    known = read_context({pick.need.dimension: pick.value for pick in reply.picks}, at=at)
    wanted = [pick.need.dimension for pick in reply.picks]
    return tuple(_shown(hints_for(question, language, at, known=known, wanted=wanted), reply, is_assumed=False))


def _shown(hints: Iterable[Hint], reply: Reply, *, is_assumed: bool) -> Iterator[ShownHint]:
    picks = {pick.need.dimension: pick for pick in reply.picks}
    for hint in hints:
        pick = picks.get(hint.dimension)
        if pick is not None:
            yield ShownHint(hint, pick, _label(hint, pick, reply.wording.language), is_assumed)


def _label(hint: Hint, pick: Pick, language: str) -> str:
    labels = {option.value: option.label for option in pick.need.options}
    if pick.need.kind == "date":
        return str(format_date(date.fromisoformat(hint.value), "long", locale=locale_of(language)))
    if pick.need.kind == "flag":
        return _("Yes") if hint.value == "true" else _("No")
    return labels.get(hint.value, hint.value)
