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
from policies.errors import Conflict
from policies.escalations import DEFAULT_QUEUE
from policies.events import record
from policies.models import Escalation, QueueAddress, Subject, Topic
from policies.notices.outgoing import require_address
from policies.publishing import in_force, now
from policies.queues.rights import may_set_addresses
from policies.webhooks.signing import USUAL_HOURS, renew


@act
def set_queue_address(queue: str, *, email: str = "", url: str = "", language: str = "en", by: Any) -> QueueAddress | None:
    """Tell the queue there from now on; with neither of the two nowhere but in the desk. Raises Refused, ContentError."""
    may_set_addresses(by).require()
    given = _checked(queue, email, url, language)
    before = QueueAddress.objects.filter(queue=queue).first()
    if not (given["email"] or given["url"]):
        QueueAddress.objects.filter(queue=queue).delete()
        found = None
    else:
        found, _is_new = QueueAddress.objects.update_or_create(queue=queue, defaults={**given, "last_error": ""})
    record("set_queue_address", f"queue:{queue}", by=by, before=_said(before), after=_said(found))
    return found


@act
def add_queue_address(queue: str, *, email: str = "", url: str = "", language: str = "en", by: Any) -> QueueAddress:
    """Tell a queue there that was told nowhere but in the desk. For its secret see `webhooks.signing`.

    Raises Refused, ContentError, Conflict for one that is told somewhere already.
    """
    may_set_addresses(by).require()
    given = _checked(queue, email, url, language)
    if QueueAddress.objects.filter(queue=queue).exists():
        raise Conflict(_("This queue has an address already. Read it, and change that one."))
    require_somewhere(**given)
    found = QueueAddress.objects.create(queue=queue, **given)
    record("set_queue_address", f"queue:{queue}", by=by, before={}, after=_said(found))
    return found


@act
def rotate_queue_secret(address: QueueAddress, *, by: Any, hours: int = USUAL_HOURS) -> QueueAddress:
    """A new secret. For so many hours the one before signs as well; 0 ends it at once, as for one that became known.

    Raises Refused, ContentError, Conflict when somebody has rotated it meanwhile.
    """
    may_set_addresses(by).require()
    renew(address, hours)
    said = {"generation": address.generation, "until": address.overlap_until}
    record("rotate_queue_secret", f"queue:{address.queue}", by=by, after=said)
    return address


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


def require_somewhere(**given: str) -> dict[str, str]:
    """What was given, if it names an address. Raises ContentError."""
    if not (given.get("email", "").strip() or given.get("url", "").strip()):
        raise ContentError.one("email", "missing", _("Write an e-mail address, an address for POSTs, or both."))
    return given


def _checked(queue: str, email: str, url: str, language: str) -> dict[str, str]:
    require_slug("queue", queue)
    require_choice("language", language, settings.CONTENT_LANGUAGES)
    given = {"email": email.strip(), "url": url.strip(), "language": language}
    _require_email(given["email"])
    if given["url"]:
        require_address(given["url"])
    return given


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
