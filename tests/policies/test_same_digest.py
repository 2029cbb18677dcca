"""An answer's digest is the same for ever: in every process, with every Python, on every database.

The digests below are written down. `make test` compares them on SQLite and on PostgreSQL; a change of a library that
changes one is found here and not in a customer's receipt.
"""

import json
import os
import subprocess
import sys

import pytest

from policies.answers import answer_for, find_card
from policies.publishing import now

DIGESTS = {
    ("en", "packed"): "sha256:099c8a9458938be6c3fb94f62db83d15c324f8c8ef6457be94ad614a15ddae15",
    ("pt-BR", "packed"): "sha256:8d5240c5b35ccb825bea5cf4db9c1365b28e5a4de9907472b0c61b46f28c89ce",
    ("ru", "packed"): "sha256:7568a5e9eef3076ce6967c1504f0f437117db0381bdd67bac294e44b25c430b5",
    ("ru", "lost"): "sha256:bec4d018f891db1cfc9a6796a2c43fe1e4a238fe0a18be632bdbe195d9904da9",
}
AGAIN = """
import json, sys
from policies.content.digest import digest_of
from policies.content.fact import FactContent
from policies.content.facts import fill
from policies.content.markup import render
answer, source, value = json.load(sys.stdin)
facts = {"refunds.card_days": FactContent.read({"type": "duration", "unit": "day", "value": value})}
answer["html"] = fill(render(source)["html"], facts, answer["language"])
print(digest_of(answer))
"""


@pytest.fixture
def card(store):
    return store.cancel_order()


def said(card, language, stage):
    at = now()
    return answer_for(find_card(card.slug, "public", at), {"order_stage": stage}, language, at).answer


@pytest.mark.parametrize(("language", "stage"), DIGESTS)
def test_it_is_what_it_always_was(card, language, stage):
    assert said(card, language, stage).digest == DIGESTS[language, stage]


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_another_process_makes_the_same(card, store, seed):
    answer = said(card, "ru", "packed")
    source = store.text(card)["languages"]["ru"]["texts"]["not-shipped"]
    fields = {name: getattr(answer, name) for name in answer.__dataclass_fields__}
    sent = json.dumps([dict(reversed(fields.items())), source, 5])
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    made = subprocess.run(
        [sys.executable, "-c", AGAIN], input=sent, capture_output=True, text=True, env=environment, check=True
    )
    assert made.stdout.strip() == answer.digest
