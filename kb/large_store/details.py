"""What sets the cards of a large store apart: products, regions, carriers, ways to pay, sizes, months, in three languages."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

VOCABULARY = Path(__file__).with_name("details.csv")
PRODUCT = "product"
# How a card says in its text which case it is about.
LABELS: Mapping[str, Mapping[str, str]] = {
    "product": {"en": "This is about", "pt-BR": "Vale para", "ru": "Речь о товаре"},
    "region": {"en": "Delivered to", "pt-BR": "Entrega em", "ru": "Страна доставки"},
    "carrier": {"en": "Carrier", "pt-BR": "Transportadora", "ru": "Перевозчик"},
    "payment": {"en": "Paid by", "pt-BR": "Forma de pagamento", "ru": "Способ оплаты"},
    "size": {"en": "Size", "pt-BR": "Tamanho", "ru": "Размер"},
    "month": {"en": "Ordered in", "pt-BR": "Pedidos de", "ru": "Месяц заказа"},
    "color": {"en": "Colour", "pt-BR": "Cor", "ru": "Цвет"},
    "sale": {"en": "Kind of sale", "pt-BR": "Tipo de venda", "ru": "Вид продажи"},
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that a card is about, as each language calls it."""

    kind: str
    said: Mapping[str, str]

    def sentence(self, language: str) -> str:
        return f"{LABELS[self.kind][language]}: {self.said[language]}."


def choose(random: Random) -> list[Detail]:
    """A kind of product, and two things of different kinds that narrow it down."""
    known = vocabulary()
    others = random.sample(sorted(known.keys() - {PRODUCT}), 2)
    return [random.choice(known[kind]) for kind in (PRODUCT, *others)]


@cache
def vocabulary() -> Mapping[str, Sequence[Detail]]:
    """By kind."""
    found: dict[str, list[Detail]] = defaultdict(list)
    with VOCABULARY.open(newline="") as file:
        for row in csv.DictReader(file):
            kind = row.pop("kind")
            found[kind].append(Detail(kind, row))
    return found
