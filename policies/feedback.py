"""Was the answer helpful? Counted by day, version, language and channel; nobody's name is kept, and no text."""

from collections.abc import Mapping

from django.db.models import F, Sum
from django.utils import timezone

from policies.arguments import require_choice
from policies.languages import match_language
from policies.models import Feedback, Version

Kind = Feedback.Kind


def count_feedback(version: Version, kind: str, *, channel: str, language: str = "") -> str:
    """Add one. Returns the language it is counted under: the one in which this version answers who reads `language`.

    Raises ContentError for another kind.
    """
    require_choice("kind", kind, Kind.values)
    content = version.typed
    served = (match_language(language, content.languages) if language else None) or content.source
    key = {"day": timezone.localdate(), "channel": channel, "version": version, "language": served, "kind": kind}
    Feedback.objects.bulk_create([Feedback(**key)], ignore_conflicts=True)
    Feedback.objects.filter(**key).update(count=F("count") + 1)
    return str(served)


def feedback_of(version: Version) -> Mapping[str, int]:
    """How many said what of this version, by kind."""
    found = dict.fromkeys(Kind.values, 0)
    counted = Feedback.objects.filter(version=version).order_by().values("kind").annotate(all=Sum("count"))
    return found | {line["kind"]: line["all"] for line in counted}
