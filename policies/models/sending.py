from django.db import models


class Sending(models.Model):
    """A row that says what another machine is to be told; see `policies.sending`.

    `next_at` is when it is tried next: of one that a worker has taken, when the worker is taken for dead; None when it is not
    to be tried any more. Without `sent_at` it was then given up.
    """

    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
