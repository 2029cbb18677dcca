"""Who has a role that needs a second factor sees nothing but the page to add one, until there is one."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from kb.entrance.doors import shown_in
from kb.entrance.factors import must_have_factor
from policies.errors import Refused
from policies.people.coming_in import has_factor

# The door itself, what strangers may see too, and the API, which asks when it takes the session (`require_factor`).
OPEN = ("/accounts/", "/language/", "/faq/", "/chat/", "/widget", "/api/", "/healthz", "/readyz", "/robots.txt", "/sitemap.xml")
PAGE = "mfa_index"


class FactorRequired:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or request.path.startswith(OPEN) or not lacks_factor(request, request.user):
            return None
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect("/accounts/2fa/")
        messages.warning(request, _("Your role needs a second factor. Add one to go on."))
        return redirect(PAGE)


def lacks_factor(request: HttpRequest, person: Any) -> bool:
    """Whoever comes by single sign-on was asked by the provider, as its administrators want it."""
    if not must_have_factor(person) or has_factor(person):
        return False
    return "sso" not in shown_in(request, person)


def require_factor(request: HttpRequest, person: Any) -> None:
    """Raises Refused."""
    if settings.SECOND_FACTOR_REQUIRED and lacks_factor(request, person):
        raise Refused(_("Your role needs a second factor. Add one to go on."))
