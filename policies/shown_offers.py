"""Offers shown to visitors of the chat, who are anybody: once for each answer, and only where the answer leads to it."""

from django.db import transaction
from django.utils.translation import gettext as _

from policies.answers import PUBLIC
from policies.content.problems import ContentError
from policies.models import Offer, OfferOutcome
from policies.outcomes import MadeOffer, record_outcome
from policies.receipts import read
from policies.replay import replay

SHOWN = OfferOutcome.Kind.SHOWN


@transaction.atomic
def record_shown(made: MadeOffer, receipt: str, *, channel: str) -> OfferOutcome:
    """Without a customer, whom a visitor could only claim to be. The same receipt again changes nothing.

    Raises ContentError for a receipt of another channel, or of an answer after which this offer was not made.
    """
    proved = replay(read(receipt), audience=PUBLIC, channel=channel)
    offers = proved.reply.offers if proved and proved.reply else ()
    if made.version.subject_id not in {offer.offer_id for offer in offers}:
        raise ContentError.one("receipt", "other_offer", _("This offer was not made after that answer."))
    Offer.objects.select_for_update(of=("self",)).get(pk=made.version.subject_id)
    known = OfferOutcome.objects.filter(offer=made.version.subject_id, receipt=receipt, channel=channel, kind=SHOWN).first()
    return known or record_outcome(made, SHOWN, channel=channel, receipt=receipt)
