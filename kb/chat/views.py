"""A small chat, as a customer would meet it. It knows nothing but the API: POST /api/v1/ask and GET /api/v1/answers/{card}."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kb.api.visitors import CHANNEL, visitor_token
from kb.frames import framed_by
from policies.answers import PUBLIC
from policies.languages import match_language, read_language
from policies.publishing import now
from policies.terms import languages_of, terms_of


@require_safe
@never_cache
@framed_by(CHANNEL, PUBLIC)
def chat(request: HttpRequest) -> HttpResponse:
    at = now()
    if terms_of(CHANNEL, at).is_disabled:
        raise Http404
    languages = {tag: settings.CONTENT_LANGUAGES[tag] for tag in languages_of(CHANNEL, at)}
    wanted = read_language(request.GET.get("lang") or translation.get_language_from_request(request))
    language = match_language(wanted, languages) or ("en" if "en" in languages else next(iter(languages)))
    translation.activate(language)
    return render(request, "chat/chat.html", {"language": language, "languages": languages, "token": visitor_token()})
