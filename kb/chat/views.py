"""A small chat, as a customer would meet it. It knows nothing but the API: POST /api/v1/ask and GET /api/v1/answers/{card}."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kb.api.visitors import visitor_token
from policies.languages import match_language, read_language


@require_safe
@never_cache
def chat(request: HttpRequest) -> HttpResponse:
    wanted = read_language(request.GET.get("lang") or translation.get_language_from_request(request))
    language = match_language(wanted, settings.CONTENT_LANGUAGES) or "en"
    translation.activate(language)
    return render(
        request, "chat/chat.html", {"language": language, "languages": settings.CONTENT_LANGUAGES, "token": visitor_token()}
    )
