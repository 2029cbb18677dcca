"""The codes that customers type. Each stands for one offer, because outcomes are recorded under it."""

from collections.abc import Iterator

from policies.content.offer import OfferContent
from policies.content.problems import Problem
from policies.models import Offer, Subject, Version
from policies.moment import Moment


def code_problems(version: Version, at: Moment) -> Iterator[Problem]:
    """Codes that another offer in force has already, and an offer that would be made instead of itself."""
    if version.subject.kind != Subject.Kind.OFFER:
        return
    content: OfferContent = version.typed
    if content.fallback == version.subject.slug:
        yield Problem("fallback", "itself", "This is the offer itself; name another one.")
    taken = _codes_in_force(version.subject, at)
    for field, code in (("code", content.code), *(("budget.codes", code) for code in content.own_codes)):
        if code in taken:
            yield Problem(field, "taken", f"{code} is a code of the offer {taken[code]}; choose another.")


def _codes_in_force(but: Subject, at: Moment) -> dict[str, str]:
    """The slug of the offer behind each code."""
    live = Offer.objects.live_at(at).exclude(pk=but.pk).values("live_version_id")
    versions = Version.objects.filter(pk__in=live).select_related("subject")
    return {
        code: version.subject.slug for version in versions for code in (version.typed.code, *version.typed.own_codes) if code
    }
