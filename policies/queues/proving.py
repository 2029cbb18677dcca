"""What a receipt proves of a question that is handed over: its card, what was known, why nobody but a person can say."""

from django.utils.translation import gettext as _

from policies.content.problems import ContentError
from policies.queues.escalating import ASKED, Handed
from policies.receipts import read
from policies.replay import replay


def proved(token: str, *, audience: str, channel: str) -> Handed:
    """`queue` is empty when no card was recognised. Raises ContentError for a receipt that proves nothing to this channel."""
    receipt = read(token)
    shown = replay(receipt, audience=audience, channel=channel)
    if shown is None:
        message = _("This channel has given no such answer, or the card is no longer for it.")
        raise ContentError.one("receipt", "unknown_receipt", message)
    said, version = shown.escalation, shown.version
    usual = shown.reply.queue if shown.reply else ""
    return Handed(
        queue=(said.queue if said else "") or usual,
        language=receipt.language,
        reason=said.reason if said else ASKED,
        card=version.subject.card if version else None,
        version=version,
        context=receipt.context,
        receipt=token,
        told=said.message if said else "",
    )
