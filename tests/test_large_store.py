"""A store of any size made of the demo's sentences: it keeps every invariant, and the same seed makes the same cards."""

import json
from dataclasses import asdict
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kb.env import BASE
from kb.large_store.cards import MadeCards, make_card
from kb.large_store.details import vocabulary
from kb.large_store.growing import grow
from kb.large_store.known_items import KINDS, known_items
from kb.large_store.material import Material, Said, Sentence
from policies.audit.proof import verify
from policies.content.document import CardContent
from policies.models import Card, Publication, Version
from policies.publishing import now
from policies.trust.basis import basis_of
from policies.writing.readiness import problems_before_review
from policies.writing.saving import rendered
from search.analysis import words
from search.find import find

pytestmark = pytest.mark.django_db
WORDS = {
    "en": "late parcel refund gift",
    "pt-BR": "pacote atrasado reembolso presente",
    "ru": "посылка опоздала возврат подарок",
}


@pytest.fixture
def material():
    """Four small cards, as the demo's are read."""
    said = {
        language: [
            Said(
                tuple(f"{word} {number}?" for number in range(6)),
                tuple(Sentence(f"**{word}** is {n}.", f"<strong>{word}</strong> is {n}.", f"{word} is {n}.") for n in range(3)),
            )
            for word in words.split()
        ]
        for language, words in WORDS.items()
    }
    return [Material("cancellation", "olivia", {tag: parts[number] for tag, parts in said.items()}) for number in range(4)]


@pytest.fixture
def grown(store, material, monkeypatch):
    store.card("gift-wrap")
    monkeypatch.setattr("kb.large_store.growing.read_material", lambda folder, languages: material)
    return lambda size: grow(size, BASE, seed=1)


def test_it_grows_to_that_many_cards_which_can_be_found_and_proved(grown):
    assert len(grown(4)) == 3
    assert len(grown(4)) == 3
    assert len(grown(6)) == 5
    assert Card.objects.live_at(now()).count() == 6
    assert verify().findings == []
    title = Version.objects.get(subject__slug="cancellation-000005").content["languages"]["ru"]["title"]
    assert "cancellation-000005" in [hit.card.slug for hit in find(title, audience="public", language="ru", at=now())]


def test_it_writes_what_the_verbs_would_write(grown):
    grown(3)
    for version in Version.objects.filter(subject__slug__startswith="cancellation-").select_related("subject"):
        assert version.rendered == rendered(version.typed)
        assert version.content == CardContent.read(version.content).form()
        assert problems_before_review(version, now()) == []
        assert basis_of(version, now()).trust_at(now().at).state == "verified"
    assert Publication.objects.filter(subject__slug__startswith="cancellation-").count() == 2


def test_it_makes_the_same_cards_and_queries_of_the_same_seed(material):
    made = [make_card(number, material, seed=1) for number in range(1, 30)]
    assert made == [make_card(number, material, seed=1) for number in range(1, 30)]
    assert made != [make_card(number, material, seed=2) for number in range(1, 30)]
    looked_at = MadeCards(range(1, 30), material, seed=1)
    assert (list(looked_at), list(looked_at[3:5]), looked_at[-1]) == (made, made[3:5], made[-1])
    assert list(known_items(looked_at, 6, seed=1)) == list(known_items(made, 6, seed=1))
    items = list(known_items(made, 6, seed=1))
    assert items == list(known_items(made, 6, seed=1))
    assert {item.kind for item in items} <= set(KINDS)
    assert {item.language for item in items} == set(WORDS)


def test_it_sets_cards_apart_and_asks_by_what_does(material):
    made = [make_card(number, material, seed=1) for number in range(1, 400)]
    for language in WORDS:
        titles = {card.content["languages"][language]["title"] for card in made}
        assert len(titles) > 0.95 * len(made)
    known = {card.slug: card for card in made}
    for item in known_items(made, 9, seed=1):
        card = known[item.card]
        telling = set(words(" ".join(card.apart[item.language])))
        texts = card.content["languages"][item.language]
        assert all(thing.lower() in str(texts).lower() for thing in card.apart[item.language])
        if item.kind not in ("prefix", "error"):
            typed = words(item.query)
            assert telling & set(typed)
            assert set(typed) <= set(words(f"{texts['title']} {' '.join(texts['questions'])}"))
            assert 1 <= item.fitting <= 5


def test_it_says_every_detail_in_every_language():
    for details in vocabulary().values():
        assert all(detail.said.keys() == WORDS.keys() and all(detail.said.values()) for detail in details)
        for language in WORDS:
            assert len({detail.said[language] for detail in details}) == len(details)


def test_it_measures_itself_on_the_queries_that_were_written(grown, material, tmp_path):
    made = [make_card(number, material, seed=1) for number in grown(6)]
    queries, output = tmp_path / "queries.jsonl", StringIO()
    queries.write_text("\n".join(json.dumps(asdict(item)) for item in known_items(made, 3, seed=1)))
    call_command("bench_search", queries=queries, build=True, alone=True, stdout=output)
    said = output.getvalue()
    for line in ("Full build of", "Concord", "SQLite FTS5, porter", "8-12 words: an order by what cards say"):
        assert line in said
    rows = [line.split() for line in said.splitlines() if line.startswith("  Concord") and " all " in line]
    assert [(row[2], row[-4], row[-2]) for row in rows] == [(str(len(queries.read_text().splitlines())), "100.0", "0.0")]
    with pytest.raises(CommandError, match=r"nothing\.jsonl holds no queries"):
        call_command("bench_search", queries=tmp_path / "nothing.jsonl")
