"""The pages of the door that are our own: one's sessions, and who it is confirmed by single sign-on."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kb.entrance.browsers import called
from kb.entrance.doors import sign_on_name
from kb.entrance.environment import PROVIDER
from policies.people.sessions import end_other_sessions


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is logged in; all but this session can be ended."""
    here = str(request.session.session_key)
    if request.method == "POST":
        count = end_other_sessions(request.user, but=here)
        said = ngettext("%(count)s other session was ended.", "%(count)s other sessions were ended.", count) % {"count": count}
        messages.success(request, said)
        return redirect("usersessions_list")
    rows = sorted(UserSession.objects.purge_and_list(request.user), key=lambda row: (row.session_key != here, -row.pk))
    lines = [(row, called(row.user_agent), row.session_key == here) for row in rows]
    return render(request, "usersessions/usersession_list.html", {"lines": lines})


@never_cache
@login_required
@require_safe
def confirm_by_sign_on(request: HttpRequest) -> HttpResponse:
    """The provider asks who it is; what was sent is sent again afterwards, because the session is a new one then."""
    if not sign_on_name():
        raise Http404
    page = request.headers.get("Referer", "")
    back = page if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()) else "/"
    return render(request, "account/confirm_by_sign_on.html", {"back": back, "name": sign_on_name(), "provider": PROVIDER})


@never_cache
@require_safe
def taken(request: HttpRequest) -> HttpResponse:
    """Somebody new has an address that an account has already, and the provider does not say that it was verified."""
    request.session.pop("socialaccount_sociallogin", None)
    return render(request, "socialaccount/taken.html", {"name": sign_on_name()}, status=409)


@never_cache
@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("You were not logged in, because it was cancelled there."))
    return redirect("account_login")
