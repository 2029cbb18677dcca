"""`min_revision`: a client that has published something never reads what was before it."""

import time
from threading import BoundedSemaphore

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException

from policies.content.problems import ContentError
from policies.publishing import current_revision

PATIENCE_SECONDS, PAUSE_SECONDS = 2.0, 0.05
FAR = 1000  # No client can have published what is so far ahead.
one_waits = BoundedSemaphore(1)  # In each process: whoever waits holds a thread that others need.


class NotThereYet(APIException):
    """503: this host's database has not that revision yet."""

    status_code = 503
    default_detail = gettext_lazy("This revision has not arrived here yet. Try again in a second.")
    default_code = "not_there_yet"
    wait = 1


def require_revision(text: str) -> None:
    """Wait briefly until the database has this revision. Raises ContentError for what is no number, NotThereYet.

    It takes milliseconds until it has, if at all; one at a time may wait for it, others are told to come back.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise ContentError.one("min_revision", "revision", _("Write a revision, such as 812."))
    wanted, known = int(text), current_revision()
    if known >= wanted:
        return
    if wanted > known + FAR or not one_waits.acquire(blocking=False):
        raise NotThereYet
    try:
        _wait_for(wanted)
    finally:
        one_waits.release()


def _wait_for(revision: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while current_revision() < revision:
        if time.monotonic() > until:
            raise NotThereYet
        time.sleep(PAUSE_SECONDS)
