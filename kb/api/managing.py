"""What the managing API begins with: for whom it acts, and acts in one piece with their condition."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kb.api.authentication import PersonAuthentication
from kb.api.caller import caller_of
from kb.api.conditions import require_match
from kb.api.once import once
from kb.api.parameters import query_of
from kb.api.reading import etag_of
from policies.errors import Refused
from policies.people.confirming import is_confirmed
from policies.permissions import may_read_desk
from policies.publishing import lock_log

Json = dict[str, Any]


class ManagingView(APIView):
    """Reads and acts of colleagues, and of keys that act for one of them."""

    scope = "manage"
    shown_once: tuple[str, ...] = ()
    untagged: tuple[str, ...] = ()

    def change(self, request: Request, seen: Callable[[], Json], act: Callable[[], Response]) -> Response:
        """Do it if what is there is what the caller has seen; `seen` gives that as it is now.

        The log's lock is taken before the comparison, so that nothing comes in between.
        """

        def compared() -> Response:
            with transaction.atomic():
                lock_log()
                require_match(request, self.tag(seen()))
                return act()

        query_of(request, known=())
        return self.tagged(once(request, compared, self.shown_once))

    def create(self, request: Request, act: Callable[[], Response]) -> Response:
        query_of(request, known=())
        return self.tagged(once(request, act, self.shown_once))

    def tagged(self, response: Response) -> Response:
        """With the ETag that the next change has to name."""
        if response.status_code < 300 and response.data is not None:
            response["ETag"] = self.tag(response.data)
        return response

    def tag(self, body: Json) -> str:
        return etag_of({name: value for name, value in body.items() if name not in self.untagged})


def person_of(request: Request) -> Any:
    """For whom the caller acts. Raises Refused for a key without an active person, or for a person without a role."""
    person = caller_of(request).person
    if person is None or not person.is_active:
        raise Refused(_("This key acts for nobody; ask an administrator for one that acts for a person."))
    may_read_desk(person).require()
    return person


def require_confirmed(request: Request, is_sensitive: bool) -> None:
    """Raises Refused for a session that nobody has confirmed lately, where it matters who it is."""
    is_session = isinstance(request.successful_authenticator, PersonAuthentication)
    if is_sensitive and is_session and not is_confirmed(request._request.session):
        raise Refused(_("Confirm who you are first: do this on the site's page, which asks for it, or log in again."))
