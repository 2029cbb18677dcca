"""What took effect since, for caches to follow."""

from dataclasses import asdict

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from kb.api.caller import caller_of
from kb.api.parameters import query_of, whole_number
from kb.api.reading import read
from kb.api.schema import Parameter, described
from kb.api.shapes.changes import Changes
from policies.changes import changes_after
from policies.content.problems import ContentError
from policies.memory import next_change_after
from policies.publishing import now
from policies.trust.turning import next_trust_turn

MOST, USUAL = 500, 100
AFTER = Parameter("after", {"type": "integer", "minimum": 0, "default": 0}, "The revision that one has; 0 for everything.")
LIMIT = Parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "At most so many revisions.")


class ChangesView(APIView):
    """`GET /api/v1/changes?after=811`: every revision after that one, whole and in order.

    Store `revision` and ask for what is after it next time. `next_change_at` is the next instant at which something may change
    by itself: when something scheduled begins or ends, or a card becomes due or overdue. What is kept of answers is good until
    then.
    """

    @described("list_changes", "What took effect since a revision", gives=Changes, query=(AFTER, LIMIT))
    def get(self, request: Request) -> Response:
        query = query_of(request, ("after", "limit"))
        at, caller = now(), caller_of(request)
        found = changes_after(_revision(query.get("after", "0"), at.revision), caller.audience, limit=_limit(query))
        following = replace_query_param(request.build_absolute_uri(), "after", found.revision)
        body = {
            "next": following if found.has_more else None,
            "previous": None,
            "results": [asdict(change) for change in found.changes],
            "revision": found.revision,
            "next_change_at": min(filter(None, (next_change_after(at.at), next_trust_turn(at))), default=None),
        }
        return read(request, body, revision=at.revision)


def _limit(query: dict[str, str]) -> int:
    return whole_number(query, "limit", USUAL, MOST)


def _revision(text: str, known: int) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise ContentError.one("after", "revision", _("Write the revision that you have, such as 811; 0 for everything."))
    if int(text) > known:
        message = _("This revision is not there yet. Was an older backup restored? Then begin again from 0.")
        raise ContentError.one("after", "unknown_revision", message)
    return int(text)
