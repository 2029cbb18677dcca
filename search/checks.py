"""Check questions: which card people have said answers which question. A new answer model must not forget them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_text
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.events import record
from policies.languages import read_language
from policies.masking import masked
from policies.models import Card
from search.learned import CheckQuestion
from search.model.fits import judge_again
from search.rights import may_publish_model

LONGEST = 1000


@act
def add_check(text: str, language: str, card: Card, *, by: Any) -> CheckQuestion:
    """Raises Refused, ContentError, Conflict when there is one of these words already."""
    may_publish_model(by).require()
    said, tag = _read(text, language)
    if CheckQuestion.objects.filter(language=tag, text=said).exists():
        raise Conflict(_("There is a check question of these words already."))
    return _add(said, tag, card, by)


@act
def change_check(check: CheckQuestion, *, by: Any, text: str, language: str, card: Card) -> CheckQuestion:
    """Raises Refused, ContentError, Conflict when another has these words."""
    may_publish_model(by).require()
    said, tag = _read(text, language)
    if CheckQuestion.objects.filter(language=tag, text=said).exclude(pk=check.pk).exists():
        raise Conflict(_("There is a check question of these words already."))
    changed = {"text": said, "language": tag, "card": card, "changed_at": timezone.now(), "changed_by": by}
    before = {"card": check.card.slug, "language": check.language}
    CheckQuestion.objects.filter(pk=check.pk).update(**changed)
    record("change_check", _name(check.pk), by=by, before=before, after={"card": card.slug, "language": tag})
    judge_again()
    return CheckQuestion.objects.select_related("card", "changed_by").get(pk=check.pk)


@act
def remove_check(check: CheckQuestion, *, by: Any) -> None:
    """Models are not held against it any more. Raises Refused."""
    may_publish_model(by).require()
    if CheckQuestion.objects.filter(pk=check.pk).delete()[0]:
        record("remove_check", _name(check.pk), by=by, before={"card": check.card.slug, "language": check.language})
        judge_again()


def keep_check(text: str, language: str, card: Card, *, by: Any) -> None:
    """One that follows from another act; what stands there already stays. Call inside an act."""
    if not CheckQuestion.objects.filter(language=language, text=text).exists():
        _add(text, language, card, by)


def _add(text: str, language: str, card: Card, by: Any) -> CheckQuestion:
    made = CheckQuestion.objects.create(text=text, language=language, card=card, changed_at=timezone.now(), changed_by=by)
    # The event log is kept for ever, so it does not repeat what a customer may have written.
    record("add_check", _name(made.pk), by=by, after={"card": card.slug, "language": language})
    judge_again()
    return made


def _read(text: str, language: str) -> tuple[str, str]:
    said = masked(" ".join(text.split()))
    require_text("text", said, LONGEST)
    if not said:
        raise ContentError.one("text", "missing", _("Write the question."))
    return said, read_language(language)


def _name(number: int) -> str:
    return f"check:{number}"
