"""Every night the channels are compared; the last results are kept, and who runs the place is told of any divergence."""

import json

import httpx
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kb.consistency.check import Report, check
from kb.consistency.doors import Unusable
from kb.consistency.report import as_json, as_markdown
from kb.models import Comparison
from policies.notices.telling import Cause, tell_all
from policies.people.directory import people_with
from policies.people.roles import ADMINISTRATOR, MANAGER
from policies.publishing import current_revision

KEPT = 100


def compare_channels() -> Comparison:
    """Ask this installation where people find it, write down what came of it, and tell of divergences.

    That it could not be asked is a result, too. Twice in a night does no harm.
    """
    try:
        report = check(settings.CONCORD_URL, most=settings.CONSISTENCY_MOST)
    except (httpx.HTTPError, Unusable) as error:
        report = Report(timezone.now(), current_revision(), failures=[f"{settings.CONCORD_URL}: {error}"])
    with transaction.atomic():
        comparison = keep(report)
        if report.divergences:
            _tell(comparison)
    return comparison


def keep(report: Report) -> Comparison:
    """As a row; of the rows the last hundred stay."""
    comparison = Comparison.objects.create(
        at=report.started_at,
        revision=report.revision,
        compared=report.compared.total(),
        divergences=len(report.divergences),
        failures=len(report.failures),
        seconds=report.seconds,
        report=json.loads(as_json(report)),
        text=as_markdown(report),
    )
    kept = Comparison.objects.order_by("-pk").values_list("pk", flat=True)[:KEPT]
    Comparison.objects.exclude(pk__in=list(kept)).delete()
    return comparison


def _tell(comparison: Comparison) -> None:
    path = reverse("comparison", args=[comparison.pk])
    found = comparison.report["divergences"][0]
    params = {"count": comparison.divergences, "title": found["card"], "channel": found["channel"]}
    cause = Cause("channels_differ", f"comparison:{comparison.pk}", path, params=params)
    tell_all((person, cause) for person in people_with([MANAGER, ADMINISTRATOR]))
