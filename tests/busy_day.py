"""A morning at the demo store, for pictures: things wait for a review, a check, an answer, and customers have asked."""

from django.test import Client

from policies import workflow
from policies.models import Card, Fact, Subject, Version
from policies.people.directory import person
from policies.publishing import in_force, now
from policies.queues.escalating import Handed, escalate
from policies.trust.flags import flag

ASKED = {
    "en": (
        "cancel my order",
        "where is my parcel",
        "how do I return shoes",
        "do you repair umbrellas",
        "can I pay with crypto",
    ),
    "pt-BR": ("cancelar pedido", "quando chega meu pedido", "vocês consertam guarda-chuva"),
    "ru": ("вернуть товар", "где моя посылка", "можно ли оплатить криптовалютой"),
}


def live() -> None:
    """Through the verbs and the pages, as people do it."""
    marta, olivia, pavel, ana = map(person, ("marta", "olivia", "pavel", "ana"))
    for slug, word in (("return-policy", "Keep the receipt."), ("delivery-time", "On holidays it takes a day more.")):
        _hand_in(slug, word)
    days = Fact.objects.get(slug="refunds.card_days")
    changed = workflow.submit(workflow.start_draft(days, {**_live(days).content, "value": 6}, by=marta), by=marta)
    for approver in (olivia, pavel):
        if changed.state == changed.State.IN_REVIEW:
            changed = workflow.approve(changed, by=approver)
    workflow.publish(changed, by=pavel)
    flag(_live(Card.objects.get(slug="track-order")), "outdated", "The carrier's page looks different now.", by=ana)
    flag(_live(Card.objects.get(slug="gift-cards")), "unclear", "Customers ask what happens to the rest.", by=ana)
    escalate("My parcel is lost and it was a present, what now?", Handed("orders", "en"), channel="chat")
    customer = Client()
    for language, questions in ASKED.items():
        for question in questions:
            customer.get(f"/faq/{language}/search/", {"q": question})
        for stage in ("placed", "packed", "delivered"):
            customer.get(f"/faq/{language}/cancel-order/", {"order_stage": stage})


def _hand_in(slug: str, word: str) -> None:
    """A new version with one more sentence, in review."""
    card, marta = Card.objects.get(slug=slug), person("marta")
    content = {**_live(card).content}
    english = content["languages"]["en"]
    said = {**english, "body": f"{english.get('body', '')}\n\n{word}".strip()}
    content["languages"] = {**content["languages"], "en": said}
    workflow.submit(workflow.start_draft(card, content, by=marta, note=word), by=marta)


def _live(subject: Subject) -> Version:
    return in_force(subject.kind, [subject.slug], now())[subject.slug]
