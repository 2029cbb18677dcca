"""Adding up by language and putting in order only what is read gives the same as looking at every card."""

from itertools import pairwise
from math import log
from random import Random

import numpy as np
import pytest

from search import index, spoken
from search.analysis import terms, words
from search.documents import CardDocument
from search.field import LENGTH_MATTERS, PRESENCE, SATURATION
from search.index import Snapshot
from search.manifest import Manifest
from search.memory_corpus import MemoryCorpus
from search.nearest import rank
from search.query import SEARCH, corrections, looked_up, query_for, scored
from search.spoken import best

MANIFEST = Manifest("build", 0, None, 0, "")
SAID = "order parcel refund return shirt boots norway card voucher delay address size cancel invoice".split()
ASKED = ["refund boots", "cancel the order to norway", "shirt", "parsel vouchr", "invoices card delay size refu", "unheardof"]


def documents(count):
    """Of few words, so that many cards are found, and many are equal."""
    random = Random(7)
    made = [
        [" ".join(random.choices(SAID, weights=range(1, len(SAID) + 1), k=random.randint(2, 5))) for _ in range(4)]
        for _ in range(count)
    ]
    return [
        CardDocument(f"card-{number:03}", language, "1", *parse, text=" ".join(random.sample(SAID, 2)))
        for number, parse in enumerate([(title, tuple(questions)) for title, *questions in made])
        for language in ("en", "pt-BR")
    ]


DOCUMENTS = documents(150)


@pytest.fixture(scope="module")
def whole():
    return MemoryCorpus(DOCUMENTS)


@pytest.fixture(scope="module")
def parted(tmp_path_factory):
    """The same in many segments, one of whose documents is gone."""
    path = tmp_path_factory.mktemp("index") / "build"
    index.create(path)
    for start in range(0, len(DOCUMENTS), 60):
        index.write(path, add=DOCUMENTS[start : start + 60])
    index.write(path, add=[CardDocument("gone", "en", "1", "refund of boots by voucher to norway", ("voucher",))])
    gone = Snapshot(path, MANIFEST).of_cards(["gone"])
    index.write(path, remove=gone)
    return Snapshot(path, MANIFEST)


def found(corpus, text, language="en"):
    query = query_for(text, language, SEARCH)
    return [(corpus.key(number), score) for number, score in scored(query, corpus)]


@pytest.mark.parametrize("text", ASKED)
def test_it_gives_the_same_however_the_documents_lie(whole, parted, text):
    assert found(parted, text) == found(whole, text)
    query = query_for(text, "en", SEARCH)
    both = [rank(query, corpus, scored(query, corpus)[:50]) for corpus in (parted, whole)]
    assert both[0] == both[1]


def test_it_scores_each_card_as_the_formula_says(whole):
    """By one word, so that what is half typed or spelled alike does not matter; for those that are compared by letters."""
    english = [document for document in DOCUMENTS if document.language == "en"]
    weights = [document.words()[0] for document in english]
    average = sum(sum(of_one.values()) for of_one in weights) / len(english)
    (term,) = terms("voucher", "en")
    having = sum(term in of_one for of_one in weights)
    rarity = log(1 + (len(english) - having + 0.5) / (having + 0.5))
    scores = {}
    for document, of_one in zip(english, weights, strict=True):
        if term in of_one:
            norm = SATURATION * (1 - LENGTH_MATTERS + LENGTH_MATTERS * sum(of_one.values()) / average)
            scores[document.key] = (of_one[term] * (SATURATION + 1) / (of_one[term] + norm) + PRESENCE) * rarity
    given = dict(found(whole, "voucher "))
    assert given.keys() == scores.keys()
    rest = sorted(given, key=lambda key: -given[key])[64:]
    assert rest
    assert {key: given[key] for key in rest} == pytest.approx({key: scores[key] for key in rest}, rel=1e-5)


def test_it_puts_a_card_with_all_words_before_one_that_repeats_a_rare_one():
    often = CardDocument(
        "often", "en", "1", "Boots to Norway", ("boots to norway", "shirt of wool", "size of shirt"), text="norway"
    )
    both = CardDocument("both", "en", "1", "Where is my parcel?", ("my refund comes", "sent to norway"))
    others = [CardDocument(f"other-{n}", "en", "1", "Refund" if n < 9 else f"Invoice {n}", ("address",)) for n in range(60)]
    assert found(MemoryCorpus([often, both, *others]), "norway refund ")[0][0] == "both:en"


@pytest.mark.parametrize("text", ASKED[:3])
def test_it_gives_pages_of_the_list_in_any_order(whole, text):
    query, expected = query_for(text, "en", SEARCH), found(whole, text)
    assert len(expected) > 64
    ranking = scored(query, whole)
    assert len(ranking) == len(expected)
    for start, end in ((0, 10), (60, 70), (0, 200), (10, 50)):
        assert [(whole.key(number), score) for number, score in ranking[start:end]] == expected[start:end]
    scores = [score for _key, score in expected]
    assert scores == sorted(scores, reverse=True)
    assert all(one < other for (one, score), (other, same) in pairwise(expected) if score == same)


def test_it_remembers_no_more_than_it_may(whole, monkeypatch):
    monkeypatch.setattr(spoken, "MOST_REMEMBERED", 40)
    small = MemoryCorpus(DOCUMENTS)
    for text in (*ASKED, *ASKED):
        assert found(small, text) == found(whole, text)
    english = small.spoken(looked_up(query_for("refund", "en", SEARCH), small))
    assert len(english._newer) + len(english._older) < 4


def test_it_chooses_the_best_and_those_that_equal_the_last():
    random = Random(3)
    for _turn in range(50):
        scores, lists = np.zeros(60), []
        for _ in range(random.randint(1, 4)):
            slots = np.array(sorted(random.sample(range(60), random.randint(1, 50))))
            lists.append((slots, np.array([random.choice((0.5, 1.0, 2.0)) for _ in slots])))
            scores[slots] += lists[-1][1]
        ordered = sorted((score for score in scores.tolist() if score > 0), reverse=True)
        least = ordered[min(len(ordered), 10) - 1]
        assert best(scores, lists, 10).tolist() == [slot for slot, score in enumerate(scores) if score >= least]
    assert best(np.zeros(5), [], 10).tolist() == []


def test_it_knows_many_terms_as_it_knows_one(parted):
    tried = {*SAID, *corrections("refund", "abcdefu"), *(term for word in SAID for term in terms(word, "en")), "gone"}
    assert parted.known("words_en", tried) == {term for term in tried if parted.has("words_en", term)}
    assert parted.known("words_en", tried) >= {*terms("refund boots", "en")}
    assert not parted.known("words_ru", words("refund"))
