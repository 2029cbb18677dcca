from django.db import models
from django.db.models import Q

from policies.models.fields import SlugField
from policies.models.offer import Offer
from policies.models.version import Version


class OfferOutcome(models.Model):
    """What became of an offer that was made: on which channel, to whom, when. Append-only, by a trigger in the database.

    `customer` and `order` are keyed hashes (see `policies.customers`), empty when not known. `code` is the customer's own, of a
    budget of codes; empty for a code that everyone uses. A cancellation names the acceptance that it ends.
    """

    class Kind(models.TextChoices):
        SHOWN = "shown"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        CANCELLED = "cancelled"

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="outcomes")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=40, blank=True)
    customer = models.CharField(max_length=64, blank=True)
    order = models.CharField(max_length=64, blank=True)
    channel = SlugField()
    receipt = models.TextField(blank=True)
    acceptance = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="cancellations")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["offer", "kind", "at"], name="outcome_counted"),
            models.Index(fields=["customer", "offer", "at"], name="outcome_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["shown", "accepted", "declined", "cancelled"]), name="outcome_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="cancelled", acceptance__isnull=False) | (~Q(kind="cancelled") & Q(acceptance=None)),
                name="outcome_cancels_an_acceptance",
            ),
            models.UniqueConstraint(fields=["acceptance"], name="outcome_cancelled_once"),
            models.UniqueConstraint(
                fields=["offer", "code"], condition=Q(kind="accepted") & ~Q(code=""), name="outcome_own_code_accepted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.offer_id}"

    @property
    def offer_name(self) -> str:
        """How a channel names the offer: the customer's own code, the offer's code, or its slug."""
        return self.code or self.version.typed.code or self.version.subject.slug
