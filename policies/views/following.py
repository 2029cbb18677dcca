"""After an act on something of a queue: the next thing of that queue is offered, so that nobody has to go back for it."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from policies.desk import queues_of
from policies.views.desk_lines import lines_of


def offer_next(request: HttpRequest, queue: str) -> None:
    """Say what comes next in this queue of the person's desk; nothing when that was the last. The key n opens it."""
    left = getattr(queues_of(request.user), queue)
    following = next(iter(lines_of(queue, left[:1])), None)
    if following is not None:
        said = format_html('{} <a href="{}" data-key="n">{}</a>', _("Next:"), following.url, following.title)
        messages.info(request, said)
