"""Where else a queue is told of what waits in it, and which queues there are."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_choice, require_slug, require_text
from policies.content.problems import ContentError
from policies.escalations import DEFAULT_QUEUE
from policies.events import record
from policies.models import Escalation, QueueAddress, Subject, Topic
from policies.notices.outgoing import require_address
from policies.publishing import in_force, now
from policies.queues.rights import may_set_addresses


@act
def set_queue_address(queue: str, *, email: str = "", url: str = "", language: str = "en", by: Any) -> QueueAddress | None:
    """Tell the queue there from now on; with neither of the two nowhere but in the desk. Raises Refused, ContentError."""
    may_set_addresses(by).require()
    require_slug("queue", queue)
    require_choice("language", language, settings.CONTENT_LANGUAGES)
    email, url = email.strip(), url.strip()
    _require_email(email)
    if url:
        require_address(url)
    before = QueueAddress.objects.filter(queue=queue).first()
    given = {"email": email, "url": url, "language": language}
    if not (email or url):
        QueueAddress.objects.filter(queue=queue).delete()
        found = None
    else:
        found, _is_new = QueueAddress.objects.update_or_create(queue=queue, defaults={**given, "last_error": ""})
    record("set_queue_address", f"queue:{queue}", by=by, before=_said(before), after=_said(found))
    return found


def known_queues() -> list[str]:
    """Those of topics and rules in force, those with an address, and those in which something waits; by name."""
    named = {
        DEFAULT_QUEUE,
        *Topic.objects.values_list("queue", flat=True),
        *QueueAddress.objects.values_list("queue", flat=True),
    }
    named.update(
        Escalation.objects.exclude(state=Escalation.State.CLOSED).order_by().values_list("queue", flat=True).distinct()
    )
    slugs = Subject.objects.filter(kind=Subject.Kind.CARD).values_list("slug", flat=True)
    for version in in_force(Subject.Kind.CARD, slugs, now()).values():
        named.update(rule.escalate.queue for rule in version.typed.rules if rule.escalate)
    return sorted(named)


def _require_email(email: str) -> None:
    require_text("email", email, 254)
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise ContentError.one("email", "invalid", _("Write a whole e-mail address.")) from None


def _said(address: QueueAddress | None) -> dict[str, Any]:
    """The path of a hook lets anybody write there, so only its host goes into the trail."""
    return (
        {"email": address.email, "host": urlsplit(address.url).hostname or "", "language": address.language} if address else {}
    )
