"""How each new model did: kept, judged, told. People may publish one nevertheless."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.errors import Conflict
from policies.events import record
from policies.moment import Moment
from policies.notices.telling import Cause, tell_all
from policies.people.directory import people_with
from policies.people.roles import ADMINISTRATOR, MANAGER
from search.learned import CheckQuestion, Fit
from search.model.comparing import Check, Comparison
from search.model.shelf import Volume
from search.rights import may_publish_model

MOST_CHECKS, KEPT = 500, 200
State = Fit.State


def checks() -> list[Check]:
    """The check questions that a model is held against, the newest first."""
    rows = CheckQuestion.objects.order_by("-changed_at", "-pk").values_list("pk", "text", "language", "card__slug")
    return [Check(*row) for row in rows[:MOST_CHECKS]]


def last_held(audience: str, schema: str) -> Fit | None:
    """The newest of this audience and code, if it is being held back."""
    newest = Fit.objects.filter(audience=audience).first()
    return newest if newest is not None and (newest.state, newest.schema) == (State.HELD, schema) else None


def is_held(audience: str, digest: str, schema: str, at: Moment) -> bool:
    """Was a model of exactly this held back already? Then it is noted that nothing has changed until now."""
    held = Fit.objects.filter(audience=audience, digest=digest, schema=schema).first()
    if held is None or held.state != State.HELD or Fit.objects.filter(audience=audience, pk__gt=held.pk).exists():
        return False
    Fit.objects.filter(pk=held.pk).update(revision=at.revision, fitted_at=at.at)
    return True


def judge(audience: str, volume: Volume, found: Comparison) -> bool:
    """Keep how it did. May it be published? Not when it is worse, unless somebody has said so of exactly this one."""
    edition, model = volume.edition, volume.model
    said = Fit.objects.filter(audience=audience, digest=edition.digest, schema=edition.schema, state=State.ALLOWED).exists()
    is_held = found.is_worse and not said
    places: list[int] = model.tried.places.tolist() if model else []
    with transaction.atomic():
        fit = Fit.objects.create(
            audience=audience,
            state=State.HELD if is_held else State.PUBLISHED,
            digest=edition.digest,
            schema=edition.schema,
            revision=edition.revision,
            fitted_at=edition.fitted_at,
            cards=len(model.cards) if model else 0,
            examples=edition.examples,
            tried=len(places),
            found_first=sum(place == 0 for place in places),
            found_among_five=sum(place < 5 for place in places),
            **{name: getattr(found, name) for name in ("shared", "lost", "gained")},
            **{name: getattr(found, name) for name in ("checks", "checks_right", "checks_lost", "checks_gained")},
            worse=list(found.worse),
        )
        Fit.objects.filter(audience=audience, pk__lt=fit.pk, state__in=(State.HELD, State.ALLOWED)).update(state=State.OVER)
        kept = Fit.objects.filter(audience=audience).values_list("pk", flat=True)[:KEPT]
        Fit.objects.filter(audience=audience).exclude(pk__in=list(kept)).delete()
    if is_held:
        _hold(fit)
    return not is_held


@act
def _hold(fit: Fit) -> None:
    """Say that it is held back, and tell who may publish it nevertheless."""
    counts: dict[str, Any] = {
        "lost": fit.lost,
        "gained": fit.gained,
        "checks_lost": fit.checks_lost,
        "checks_gained": fit.checks_gained,
    }
    record("hold_model", _name(fit), by=None, after={"state": State.HELD}, revision=fit.revision, **counts)
    params = {"title": fit.audience, "count": fit.lost + fit.checks_lost}
    cause = Cause("model_held", f"fit:{fit.audience}:{fit.digest[:16]}", reverse("model"), params=params)
    tell_all((person, cause) for person in people_with([MANAGER, ADMINISTRATOR]))


@act
def publish_anyway(fit: Fit, *, by: Any) -> Fit:
    """Let the model that is held back be published; the next fit does. Raises Refused, Conflict when it is held no more."""
    may_publish_model(by).require()
    now = timezone.now()
    moved = Fit.objects.filter(pk=fit.pk, state=State.HELD).update(state=State.ALLOWED, decided_at=now, decided_by=by)
    if not moved:
        raise Conflict(_("This model is not held back any more. Look at the newest one."))
    record("publish_model", _name(fit), by=by, before={"state": State.HELD}, after={"state": State.ALLOWED})
    return Fit.objects.get(pk=fit.pk)


def end_held(audience: str) -> None:
    """What the cards say is again what the model in use was fitted on."""
    Fit.objects.filter(audience=audience, state__in=(State.HELD, State.ALLOWED)).update(state=State.OVER)


def judge_again() -> None:
    """What is held back is fitted and compared anew, because what it is held against has changed. Call inside an act."""
    Fit.objects.filter(state=State.HELD).update(state=State.OVER)


def _name(fit: Fit) -> str:
    return f"model:{fit.audience}"
