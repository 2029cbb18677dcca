"""Requests that may be repeated: with an `Idempotency-Key` something is done once, however often it is asked for.

Source: draft-ietf-httpapi-idempotency-key-header. What failed has changed nothing and is tried anew.
"""

import hashlib
import re
from collections.abc import Callable, Collection

import orjson
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from kb.api.caller import caller_of
from kb.api.kept import KEPT_FOR
from kb.api.renderers import json_bytes
from kb.models import FirstAnswer
from policies.content.problems import ContentError

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x20-\x7e]{1,255}")


class ReusedKey(APIException):
    status_code = 422
    default_code = "reused"
    default_detail = {
        HEADER: [gettext_lazy("This key was used for another request. Take a new one for each thing to be done.")]
    }


def once(request: Request, act: Callable[[], Response], shown_once: Collection[str] = ()) -> Response:
    """What `act` gives; or, for a key that came before with the same request, what it gave then.

    Fields named in `shown_once` hold secrets: they are kept nowhere, and a repeat has null in their place.

    A second request that arrives while the first is still at work waits for it. Raises ReusedKey, ContentError for an odd key.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not KEY.fullmatch(key):
        raise ContentError.one(HEADER, "invalid", _("Send 1 to 255 printable ASCII characters, such as a UUID."))
    with transaction.atomic():
        first, is_new = _first(request, key)
        if not is_new:
            if first.request != _digest(request):
                raise ReusedKey
            return Response(first.body and orjson.loads(first.body), status=first.status)
        response = act()
        kept = response.data and {name: None if name in shown_once else value for name, value in response.data.items()}
        body = kept and json_bytes(kept).decode()  # As text: PostgreSQL does not keep the order of JSON's keys.
        FirstAnswer.objects.filter(pk=first.pk).update(status=response.status_code, body=body)
        return response


def _first(request: Request, key: str) -> tuple[FirstAnswer, bool]:
    """The row of this key; new, it keeps others with the same key waiting until the transaction ends."""
    caller = caller_of(request)
    whose, now = f"{caller.channel} {caller.rate}", timezone.now()
    # What is over and not tidied away yet counts as gone, so that the week does not depend on the beat.
    FirstAnswer.objects.filter(caller=whose, key=key, at__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            return FirstAnswer.objects.create(caller=whose, key=key, request=_digest(request), at=now), True
    except IntegrityError:
        return FirstAnswer.objects.get(caller=whose, key=key), False


def _digest(request: Request) -> str:
    """Of what is asked for; spaces and the order of names in the JSON make no other request."""
    asked = [request.method, request.path, request.data]
    return hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).hexdigest()
