"""For how long the first answer to a repeatable request is kept."""

from datetime import timedelta

from django.utils import timezone

from kb.models import FirstAnswer

KEPT_FOR = timedelta(days=7)


def forget_first_answers() -> int:
    """Those whose week is over; the beat does it. Gives how many."""
    return FirstAnswer.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]
