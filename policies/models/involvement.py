from django.conf import settings
from django.db import models
from django.db.models import Q

from policies.models.colleague import Team


class Involvement(models.Model):
    """A person's or a team's part in a card, fact or offer. Who is accountable is the subject's owner, one person always."""

    class Part(models.TextChoices):
        RESPONSIBLE = "responsible"
        VERIFIER = "verifier"
        CONSULTED = "consulted"
        INFORMED = "informed"

    subject = models.ForeignKey("policies.Subject", on_delete=models.CASCADE, related_name="involvements")
    part = models.CharField(max_length=12, choices=Part.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="involvements", null=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="involvements", null=True)

    class Meta:
        ordering = ["part", "id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "part", "person"], name="involvement_of_person_once"),
            models.UniqueConstraint(fields=["subject", "part", "team"], name="involvement_of_team_once"),
            models.CheckConstraint(
                condition=Q(part__in=["responsible", "verifier", "consulted", "informed"]), name="involvement_part_known"
            ),
            models.CheckConstraint(
                condition=Q(person=None, team__isnull=False) | Q(person__isnull=False, team=None),
                name="involvement_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} in {self.subject_id}"
