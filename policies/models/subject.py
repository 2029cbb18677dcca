from datetime import datetime
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from policies.models.fields import SlugField
from policies.models.holding import Holding
from policies.models.topic import Topic
from policies.models.version import Version
from policies.moment import Moment

S_co = TypeVar("S_co", bound="Subject", covariant=True)


class SubjectQuerySet(models.QuerySet[S_co]):
    """Also the queryset of cards, facts and offers."""

    def live_at(self, moment: Moment) -> Self:
        """Those in force at the moment, with `live_version_id` and `live_from`; by the rule of `policies.models.holding`."""
        live_version: Holding | Coalesce = Holding("version_id", moment, models.BigIntegerField())
        if moment.release is not None:
            members = Version.objects.filter(subject=OuterRef("pk"), release=moment.release).exclude(state="returned")
            live_version = Coalesce(Subquery(members.values("pk")[:1]), live_version, output_field=models.BigIntegerField())
        return self.annotate(
            live_version_id=live_version,
            live_from=Holding("effective_from", moment, models.DateTimeField()),
        ).filter(live_version_id__isnull=False)

    def with_live_audience(self, audience: str) -> Self:
        """After `live_at`: those whose version in force has this audience."""
        return self.filter(versions=F("live_version_id"), versions__audience=audience)


class Subject(models.Model):
    """What has versions: a card, a fact or an offer. All three change by the same review and the same log."""

    class Kind(models.TextChoices):
        CARD = "card"
        FACT = "fact"
        OFFER = "offer"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    slug = SlugField()
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="subjects")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="subjects")
    # Who owned it until that person left, until somebody confirms the owner it went to.
    inherited_from = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    inherited_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # Only on what `live_at` gives.
    live_version_id: int
    live_from: datetime

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="subject_slug_unique_in_kind"),
            models.CheckConstraint(condition=Q(kind__in=["card", "fact", "offer"]), name="subject_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
