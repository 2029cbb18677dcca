"""`min_revision`: a client that has published something never reads what was before it."""

import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException

from policies.content.problems import ContentError
from policies.publishing import current_revision

PATIENCE_SECONDS, PAUSE_SECONDS = 2.0, 0.05


class NotThereYet(APIException):
    """503: this host's database has not that revision yet."""

    status_code = 503
    default_detail = gettext_lazy("This revision has not arrived here yet. Try again in a second.")
    default_code = "not_there_yet"
    wait = 1


def require_revision(text: str) -> None:
    """Wait briefly until the database has this revision. Raises ContentError for what is no number, NotThereYet."""
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise ContentError.one("min_revision", "revision", _("Write a revision, such as 812."))
    until = time.monotonic() + PATIENCE_SECONDS
    while current_revision() < int(text):
        if time.monotonic() > until:
            raise NotThereYet
        time.sleep(PAUSE_SECONDS)
