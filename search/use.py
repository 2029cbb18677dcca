"""How much each card was used: counted once a day, so that a search reads a number and counts nothing."""

from collections import Counter
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from policies.models import Served, Subject
from policies.publishing import lock_log
from search.kept import CardUse
from search.kept_now import changed
from search.models import Question

DAYS = 90


def count_use() -> int:
    """Count the last ninety days before today, unless that is done. Returns how many cards were used."""
    today = timezone.localdate()
    if CardUse.objects.filter(counted_on__gte=today).exists():
        return 0
    since = today - timedelta(days=DAYS)
    served = Served.objects.filter(day__gte=since, day__lt=today, version__subject__kind=Subject.Kind.CARD).order_by()
    answers = Counter(dict(served.values_list("version__subject__slug").annotate(total=Sum("count"))))
    begin, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (since, today))
    opened = Question.objects.filter(asked_at__gte=begin, asked_at__lt=end).exclude(chosen="").order_by()
    chosen = Counter(dict(opened.values_list("chosen").annotate(total=Count("pk"))))
    rows = [
        CardUse(card=slug, served=answers[slug], chosen=chosen[slug], counted_on=today) for slug in sorted({*answers, *chosen})
    ]
    with transaction.atomic():
        lock_log()
        CardUse.objects.all().delete()
        CardUse.objects.bulk_create(rows, batch_size=500)
        changed()
    return len(rows)
