"""What became of offers: recorded by the channel that made them, counted per offer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.arguments import require_choice, require_text
from policies.content.offer import OfferContent
from policies.content.problems import ContentError
from policies.customers import MAX_REF, ORDER, hash_of, hashes_of
from policies.errors import Conflict
from policies.limits import accepted_so_far
from policies.models import Channel, Offer, OfferOutcome, Subject, Version
from policies.moment import Moment
from policies.publishing import in_force, now
from policies.receipts import read

Kind = OfferOutcome.Kind
SAVED_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MadeOffer:
    """An offer as a channel names it afterwards: the version that was made, and what the offer says now.

    `code` is set if that is one customer's own.
    """

    version: Version
    current: OfferContent
    code: str = ""

    @property
    def content(self) -> OfferContent:
        content: OfferContent = self.version.typed
        return content


def find_made(name: str, audience: str) -> MadeOffer | None:
    """The offer with this code (one that everyone uses, or a customer's own) or slug, whether it is still in force or not.

    None for an audience that could not have been shown it.
    """
    made = _made_by_name().get(name)
    if made is None or not (audience == Channel.Audience.INTERNAL or made.content.is_public):
        return None
    return made


@transaction.atomic
def record_outcome(
    made: MadeOffer, kind: str, *, channel: str, customer_ref: str = "", order_ref: str = "", receipt: str = ""
) -> OfferOutcome:
    """Write down what became of an offer.

    Raises ContentError for what does not read, Conflict when the budget is used up, when a code is somebody else's, and when
    there is nothing to cancel. Of two channels that accept the last of a budget at once, one gets a Conflict.
    """
    require_choice("outcome", kind, Kind.values)
    for field, text in (("customer_ref", customer_ref), ("order_ref", order_ref)):
        require_text(field, text, MAX_REF)
    if receipt:
        read(receipt)
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=made.version.subject_id)
    outcome = OfferOutcome(
        offer=offer,
        version=made.version,
        kind=kind,
        code=made.code,
        customer=hash_of(customer_ref),
        order=hash_of(order_ref, ORDER),
        channel=channel,
        receipt=receipt,
        at=timezone.now(),
    )
    if made.content.own_codes:
        _require_own(outcome, hashes_of(customer_ref))
    if kind == Kind.ACCEPTED:
        _require_budget(offer, made.current)
    elif kind == Kind.CANCELLED:
        outcome.acceptance = _acceptance(outcome, hashes_of(customer_ref), hashes_of(order_ref, ORDER))
    return _insert(outcome)


def open_offers(customer_ref: str, at: datetime) -> list[OfferOutcome]:
    """What this customer was shown lately and has neither accepted nor declined, newest first; one for each offer."""
    hashes = hashes_of(customer_ref)
    recent = OfferOutcome.objects.filter(customer__in=hashes, at__gt=at - SAVED_AFTER, at__lte=at)
    last = {item.offer_id: item for item in recent.select_related("version__subject").order_by("at", "id")} if hashes else {}
    return sorted((item for item in last.values() if item.kind == Kind.SHOWN), key=lambda item: item.at, reverse=True)


@dataclass(frozen=True, slots=True)
class Counts:
    """How often an offer was shown, accepted and declined; of those accepted, how many stayed for 30 days (`saved`), were
    cancelled before (`lost`) or are still within them (`waiting`); and how much of its budget is left (None: no budget).
    """

    shown: int
    accepted: int
    declined: int
    saved: int
    lost: int
    left: int | None

    @property
    def waiting(self) -> int:
        return self.accepted - self.saved - self.lost


def counts_at(offer: Subject, at: Moment) -> Counts:
    """With the budget of the version in force, if any."""
    version = in_force(Subject.Kind.OFFER, [offer.slug], at).get(offer.slug)
    return counts_of(offer, version.typed if version else None, at.at)


def counts_of(offer: Subject, content: OfferContent | None, at: datetime) -> Counts:
    """Counted from the outcomes up to the instant. `content` says how large the budget is."""
    outcomes = OfferOutcome.objects.filter(offer=offer.pk, at__lte=at)
    cancelled = OfferOutcome.objects.filter(acceptance=OuterRef("pk"), at__lte=at, at__lt=OuterRef("at") + SAVED_AFTER)
    accepted = Q(kind=Kind.ACCEPTED)
    counted: dict[str, int] = outcomes.annotate(was_lost=Exists(cancelled)).aggregate(
        shown=Count("pk", filter=Q(kind=Kind.SHOWN)),
        accepted=Count("pk", filter=accepted),
        declined=Count("pk", filter=Q(kind=Kind.DECLINED)),
        saved=Count("pk", filter=accepted & Q(was_lost=False, at__lte=at - SAVED_AFTER)),
        lost=Count("pk", filter=accepted & Q(was_lost=True)),
    )
    budget, left = content.budget if content else None, None
    if budget is not None and budget.count is not None:
        left = max(budget.count - counted["accepted"], 0)
    elif budget is not None:
        left = len(set(budget.codes) - set(outcomes.values_list("code", flat=True)))
    return Counts(**counted, left=left)


def _made_by_name() -> dict[str, MadeOffer]:
    """Every name by which a published offer was ever known; what is in force stands before what was."""
    versions = Version.objects.filter(subject__kind=Subject.Kind.OFFER, state=Version.State.PUBLISHED)
    published = list(versions.select_related("subject").order_by("number"))
    live = set(Offer.objects.live_at(now()).values_list("live_version_id", flat=True))
    named: dict[str, MadeOffer] = {}
    in_order = sorted(published, key=lambda version: version.pk in live)
    current: dict[str, OfferContent] = {version.subject.slug: version.typed for version in in_order}
    for version in in_order:
        slug, content = version.subject.slug, version.typed
        names = [(slug, ""), (content.code, ""), *((code, code) for code in content.own_codes)]
        named.update({name: MadeOffer(version, current[slug], code) for name, code in names if name})
    return named


def _require_own(outcome: OfferOutcome, customer: Sequence[str]) -> None:
    """A customer's own code: given to nobody else, and the only one that they have."""
    if not customer:
        message = _("Say who the customer is: everyone gets a code of their own.")
        raise ContentError.one("customer_ref", "missing", message)
    if not outcome.code:
        raise ContentError.one("code", "own_code", _("Name the code that the customer got, not the offer."))
    given = OfferOutcome.objects.filter(offer=outcome.offer).exclude(code="")
    if given.filter(code=outcome.code).exclude(customer__in=customer).exists():
        raise Conflict(_("This code was given to another customer. Load the answer again for a free one."))
    if given.filter(customer__in=customer).exclude(code=outcome.code).exists():
        raise Conflict(_("This customer has another code of this offer already."))


def _require_budget(offer: Offer, content: OfferContent) -> None:
    budget = content.budget
    if budget is not None and budget.count is not None and accepted_so_far(offer.pk) >= budget.count:
        raise Conflict(_("The budget of this offer is used up."))


def _acceptance(outcome: OfferOutcome, customer: Sequence[str], order: Sequence[str]) -> OfferOutcome:
    """The latest acceptance by this customer, for this order, or with this code, that was not cancelled yet."""
    if not (customer or order or outcome.code):
        message = _("Say whose acceptance is cancelled: customer_ref or order_ref, as it was accepted.")
        raise ContentError.one("customer_ref", "missing", message)
    whose = Q(customer__in=customer) | Q(order__in=order) | (Q(code=outcome.code) & ~Q(code=""))
    accepted = OfferOutcome.objects.filter(whose, offer=outcome.offer, kind=Kind.ACCEPTED, cancellations=None)
    acceptance = accepted.order_by("-at", "-id").first()
    if acceptance is None:
        raise Conflict(_("This offer was not accepted by this customer or for this order, or was cancelled already."))
    return acceptance


def _insert(outcome: OfferOutcome) -> OfferOutcome:
    try:
        with transaction.atomic():
            outcome.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("This code was accepted already.")) from None
    return outcome
