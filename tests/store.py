"""A small store, made the way people make it: drafted by one, approved and published by another."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db import connection
from django.test import TestCase

from policies import workflow
from policies.models import Card, Dimension, Fact, Offer, Publication, Subject, Topic, Version
from tests.people import People

STAGES = ("placed", "paid", "packed", "in_transit", "delivered", "lost")
RULES: list[dict[str, Any]] = [
    {
        "key": "not-shipped",
        "when": {"order_stage": ["placed", "paid", "packed"]},
        "outcome": "allowed",
        "offers": ["free-shipping"],
    },
    {"key": "on-its-way", "when": {"order_stage": ["in_transit"]}, "outcome": "not_allowed"},
    {"key": "lost", "when": {"order_stage": ["lost"]}, "outcome": "depends", "escalate": {"queue": "orders"}},
    {"key": "delivered", "when": {}, "outcome": "not_allowed"},
]
LANGUAGES: dict[str, dict[str, Any]] = {
    "en": {
        "title": "Can I still cancel my order?",
        "questions": ["is it too late to cancel my order", "cancel my order"],
        "short": "You can cancel until the parcel leaves our warehouse.",
        "body": "The refund takes {{ refunds.card_days }}.",
        "notes": "Check the **stage** before promising anything.",
        "texts": {
            "not-shipped": "**Yes**, you can cancel. The refund takes {{ refunds.card_days }}.",
            "on-its-way": "It is on its way and can no longer be cancelled.",
            "lost": "We are looking for your parcel and will write to you.",
            "delivered": "It has been delivered; you can return it.",
        },
    },
    "pt-BR": {
        "title": "Ainda posso cancelar meu pedido?",
        "questions": ["ainda dá tempo de cancelar meu pedido"],
        "short": "Você pode cancelar até o pacote sair do nosso depósito.",
        "texts": {
            "not-shipped": "**Sim**, você pode cancelar. O reembolso leva {{ refunds.card_days }}.",
            "on-its-way": "O pacote está a caminho e não pode mais ser cancelado.",
            "lost": "Estamos procurando o seu pacote e vamos escrever para você.",
            "delivered": "O pacote foi entregue; você pode devolvê-lo.",
        },
    },
    "ru": {
        "title": "Можно ли ещё отменить заказ?",
        "questions": ["не поздно ли отменить заказ"],
        "short": "Заказ можно отменить, пока посылка не покинула наш склад.",
        "texts": {
            "not-shipped": "**Да**, заказ можно отменить. Деньги вернутся через {{ refunds.card_days }}.",
            "on-its-way": "Посылка уже в пути, отменить заказ нельзя.",
            "lost": "Мы ищем вашу посылку и напишем вам.",
            "delivered": "Заказ доставлен, его можно вернуть.",
        },
    },
}


@contextmanager
def committed() -> Iterator[None]:
    """What waits for the commit happens at the end of the block, also inside a test's own transaction."""
    if connection.in_atomic_block:
        with TestCase.captureOnCommitCallbacks(execute=True):
            yield
    else:
        yield


class Store:
    """Every method goes through the workflow's verbs. Marta writes, Olivia approves and publishes."""

    def __init__(self, people: People):
        self.people = people

    def topic(self, slug: str = "cancellation", **fields: Any) -> Topic:
        fields = {"queue": "orders", "names": {"en": slug.title()}, **fields}
        return Topic.objects.get_or_create(slug=slug, defaults=fields)[0]

    def dimension(self, slug: str = "order_stage", **fields: Any) -> Dimension:
        """`order_stage` with six stages, unless told otherwise."""
        options = [{"value": stage, "labels": {"en": stage.replace("_", " ").title()}} for stage in STAGES]
        questions = {"en": "Where is your order now?", "pt-BR": "Onde está o seu pedido?", "ru": "Где сейчас ваш заказ?"}
        choice = {"kind": "choice", "options": options, "questions": questions, "names": {"en": "Order stage"}}
        return Dimension.objects.get_or_create(slug=slug, defaults=fields or choice)[0]

    def fact(self, slug: str = "refunds.card_days", value: object = 5, type: str = "duration", unit: str = "day") -> Fact:  # noqa: A002
        """The fact with this value in force; called again with another value it is changed."""
        fact = self._subject(Fact, slug, self.topic())
        self.publish(fact, {"type": type, "value": value, "unit": unit})
        return fact

    def offer(self, slug: str = "free-shipping", **content: Any) -> Offer:
        offer = self._subject(Offer, slug, self.topic("retention"))
        titles = {"en": "Free shipping on the next order", "pt-BR": "Frete grátis", "ru": "Бесплатная доставка"}
        texts = {"en": "Use STAYFREE.", "pt-BR": "Use STAYFREE.", "ru": "Код STAYFREE."}
        self.publish(offer, {"kind": "free_shipping", "code": "STAYFREE", "titles": titles, "texts": texts, **content})
        return offer

    def cancel_order(self, **content: Any) -> Card:
        """The card of the story, with its dimension, fact and offer: six stages, four rules, three languages."""
        self.dimension()
        self.fact()
        self.offer()
        return self.card("cancel-order", **{"rules": deepcopy(RULES), "languages": deepcopy(LANGUAGES), **content})

    def card(self, slug: str = "contact-us", *, topic: str = "cancellation", risk: str = "medium", **content: Any) -> Card:
        """A published card; without more said, one in English without rules."""
        card = self._subject(Card, slug, self.topic(topic), risk=risk)
        words = slug.replace("-", " ")
        english = {"title": words.capitalize(), "short": f"This is what we say about {words}."}
        self.publish(card, {"source": "en", "languages": {"en": english}, **content})
        return card

    def text(self, card: Subject) -> dict[str, Any]:
        """A copy of the content published last, to change and publish again."""
        return deepcopy(self.version(card).content)

    def version(self, subject: Subject) -> Version:
        return subject.versions.filter(state=Version.State.PUBLISHED).order_by("-number")[0]

    def draft(self, subject: Subject, content: Mapping[str, Any] | None = None) -> Version:
        return workflow.start_draft(subject, content, by=self.people.marta)

    def approved(self, subject: Subject, content: Mapping[str, Any] | None = None) -> Version:
        version = workflow.submit(self.draft(subject, content), by=self.people.marta)
        version = workflow.approve(version, by=self.people.olivia)
        return workflow.approve(version, by=self.people.pavel) if version.state == Version.State.IN_REVIEW else version

    def publish(
        self,
        subject: Subject,
        content: Mapping[str, Any] | None = None,
        *,
        start: datetime | None = None,
        until: datetime | None = None,
    ) -> Publication:
        """Draft, submit, approve and publish this content; the search index has followed when it returns."""
        with committed():
            return workflow.publish(self.approved(subject, content), by=self.people.olivia, start=start, until=until)

    def withdraw(self, subject: Subject, *, start: datetime | None = None) -> Publication:
        with committed():
            return workflow.withdraw(subject, by=self.people.olivia, start=start)

    def _subject(self, kind: type[Any], slug: str, topic: Topic, **fields: Any) -> Any:
        values = {"kind": kind.__name__.lower(), "topic": topic, "owner": self.people.olivia, **fields}
        return kind.objects.get_or_create(slug=slug, defaults=values)[0]
