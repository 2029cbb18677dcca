from django.conf import settings
from django.db import models
from django.db.models import F, Q

from policies.models.fields import SlugField
from policies.models.topic import Topic

ROLES = ("agent", "author", "owner", "manager", "administrator")


class TopicRole(models.Model):
    """A role that a person has in one topic only. Roles everywhere are the person's groups."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="topic_roles")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20)

    class Meta:
        ordering = ["topic", "role", "person"]
        constraints = [
            models.UniqueConstraint(fields=["person", "topic", "role"], name="topic_role_once"),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="topic_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} in {self.topic_id}"


class Team(models.Model):
    """Several people who verify together. The lead is who answers when nobody else of them does."""

    slug = SlugField(unique=True)
    title = models.CharField(max_length=200)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="teams_led")
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="teams")

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Colleague(models.Model):
    """What a person wants and who stands in: the deputy, and when and how notices may come.

    Times of day are in the person's own time zone; quiet hours may go over midnight.
    """

    class Email(models.TextChoices):
        AT_ONCE = "at_once"
        DIGEST = "digest"
        NEVER = "never"

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="colleague")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="deputy_of", null=True)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=60, blank=True)
    email = models.CharField(max_length=10, choices=Email.choices, default=Email.DIGEST)
    digest_at = models.TimeField(default="08:00")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email__in=["at_once", "digest", "never"]), name="colleague_email_known"),
            models.CheckConstraint(condition=Q(deputy=None) | ~Q(deputy=F("person")), name="colleague_not_own_deputy"),
        ]

    def __str__(self) -> str:
        return f"colleague {self.person_id}"


class Absence(models.Model):
    """Days, both included, on which the deputy stands in."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        ordering = ["first_on"]
        constraints = [models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="absence_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.first_on} to {self.last_on}"
