"""Was the answer helpful? Two buttons on pages that anybody may see and caches may keep: no session, no token."""

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kb.faq.language import in_language
from kb.faq.views import frame_of
from kb.origin import client_address
from policies.answers import PUBLIC, answer_for, find_card
from policies.arguments import require_choice
from policies.channels import FAQ
from policies.customers import hash_of
from policies.feedback import Kind, count_feedback
from policies.manner import manner_of
from policies.models import Card, Version
from policies.publishing import now
from policies.terms import terms_of
from policies.views.asked import read_asked

ONCE_IN_SECONDS = 3600


@csrf_exempt  # Nobody's rights are used: all that another site could do with it is to count, once an hour for each address.
@require_POST
def helpful(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Counted once an hour for each address and version, then thanked. Other sites' pages cannot say it for their readers."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise PermissionDenied
    if language not in settings.CONTENT_LANGUAGES:
        raise Http404
    found, kind = _find(slug), request.POST.get("kind", "")
    require_choice("kind", kind, Kind.values)
    said = f"said:{found.live_version_id}:{hash_of(client_address(request))}"
    if caches["rates"].add(said, 1, timeout=ONCE_IN_SECONDS):
        version = Version.objects.get(pk=found.live_version_id)
        count_feedback(version, kind, channel=FAQ, language=language)
    asked = request.META["QUERY_STRING"]
    return redirect(reverse("faq_thanks", args=(language, slug)) + (f"?{asked}" if asked else ""))


@in_language
def thanks(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """With the way back to the answer, and on to a person."""
    asked, found = read_asked(request.GET, language), _find(slug)
    reply = answer_for(found, {}, language, asked.at, audience=PUBLIC, **manner_of(FAQ, PUBLIC, asked.at))
    given = {"asked": asked, "card": slug, "title": reply.wording.title, **frame_of(asked)}
    return render(request, "faq/thanks.html", given)


def _find(slug: str) -> Card:
    at = now()
    found = find_card(slug, PUBLIC, at)
    if found is None or terms_of(FAQ, at).is_disabled:
        raise Http404
    return found
