from django.conf import settings
from django.db import models
from django.db.models import Q

from policies.models.sending import Sending
from policies.models.subject import Subject


class Notice(models.Model):
    """Something a person is told, once: `key` names the cause, and there is one notice for each person and cause.

    `kind` names the sentence, `params` what stands in it, `path` the page where one can act. An urgent one blocks somebody.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="notices", null=True)
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=300)
    is_urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_index=True)
    seen_at = models.DateTimeField(null=True)
    email_claimed_at = models.DateTimeField(null=True)
    emailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_once")]
        # What is still to be seen or sent is little; what was stays for ever, so that nobody is told twice.
        indexes = [
            models.Index(fields=["person"], condition=Q(seen_at=None), name="notice_unseen"),
            models.Index(fields=["person"], condition=Q(emailed_at=None), name="notice_unsent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}"


class NoticeHook(models.Model):
    """A chat tool that is told of these kinds of notices (none named: of all), by a POST to its address."""

    title = models.CharField(max_length=200)
    url = models.URLField(max_length=500)
    kinds = models.JSONField(default=list)
    language = models.CharField(max_length=10, default="en")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class HookDelivery(Sending):
    """One cause told to one chat tool, once, however many people were told of it."""

    hook = models.ForeignKey(NoticeHook, on_delete=models.CASCADE, related_name="deliveries")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    key = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["hook", "key"], name="hook_delivery_once")]

    def __str__(self) -> str:
        return f"{self.key} to {self.hook_id}"
