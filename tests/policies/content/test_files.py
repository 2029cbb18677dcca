"""Content files: what is said is written so that it reads back the same; what is wrong is named by file, line, field."""

import pytest
from hypothesis import given

from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.files import DimensionFile, Place, read_card, read_fact, read_offer, write_card, write_fact, write_offer
from policies.content.frontmatter import read_page
from policies.content.offer import OfferContent
from policies.content.problems import ContentError
from tests.policies.content.contents import cards, facts, offers

PLACE = Place(topic="returns", owner="olivia", risk="high")
ENGLISH = """---
topic: returns
owner: olivia
source: true
title: Returns
short: You can return it.
rules:
  - key: early
    when:
      order_stage: [placed]
    outcome: allowed
  - key: late
    when: {days: {min: 3}}
    outcome: not_allowed
texts:
  early: Yes.
  late: No.
---
The body.
"""
PORTUGUESE = """---
title: Devoluções
short: Você pode devolver.
texts:
  early: Sim.
  late: Não.
---
"""


def card_from(english: str = ENGLISH, portuguese: str = PORTUGUESE):
    texts = {"en": english, "pt-BR": portuguese}
    return read_card("returns", {language: read_page(f"{language}.md", text) for language, text in texts.items()})


@given(cards())
def test_it_reads_back_every_card_it_wrote(content):
    written = write_card(PLACE, content)
    card = read_card("a", {language: read_page(f"{language}.md", text) for language, text in written.items()})
    assert CardContent.read(card.form) == content
    assert card.form == content.form()
    assert card.place == PLACE
    assert write_card(card.place, CardContent.read(card.form)) == written


@given(facts())
def test_it_reads_back_every_fact_it_wrote(content):
    written = write_fact(PLACE, content)
    assert read_fact("a.b", read_page("f.md", written)).form == content.form()
    assert write_fact(PLACE, FactContent.read(content.form())) == written


@given(offers())
def test_it_reads_back_every_offer_it_wrote(content):
    written = write_offer(PLACE, content)
    assert read_offer("a", read_page("f.md", written)).form == content.form()
    assert write_offer(PLACE, OfferContent.read(content.form())) == written


def test_it_writes_the_same_whatever_the_order_of_keys():
    """PostgreSQL gives JSON keys back in another order than SQLite."""

    def turned(form):
        if isinstance(form, dict):
            return {key: turned(form[key]) for key in sorted(form, key=lambda key: (len(key), key), reverse=True)}
        return [turned(item) for item in form] if isinstance(form, list) else form

    content = CardContent.read(card_from().form)
    assert write_card(PLACE, CardContent.read(turned(content.form()))) == write_card(PLACE, content)
    hours = FactContent.read({"type": "text", "value": {"en": "a", "pt-BR": "b", "ru": "c"}})
    assert write_fact(PLACE, FactContent.read(turned(hours.form()))) == write_fact(PLACE, hours)


def test_it_reads_line_ends_of_any_system():
    assert card_from(ENGLISH.replace("\n", "\r\n")).form == card_from().form
    assert card_from("\ufeff" + ENGLISH).form == card_from().form


@pytest.mark.parametrize(
    ("language", "old", "new", "place"),
    [
        ("en", "title: Returns", "titel: Returns", "en.md:5: titel"),
        ("en", "outcome: not_allowed", "outcome: perhaps", "en.md:14: rules.1.outcome"),
        ("en", "[placed]", "[Placed]", "en.md:10: rules.0.when.order_stage"),
        ("en", "min: 3", "min: three", "en.md:13: rules.1.when.days.min"),
        ("en", "key: late", "key: early", "en.md:12: rules.1.key"),
        ("en", "owner: olivia", "owner: ", "en.md:3: owner"),
        ("en", "topic: returns\n", "", "en.md:2: topic"),
        ("en", "  late: No.\n", "", "en.md:16: texts.late"),
        ("en", "The body.", "The \x01 body.", "en.md:19: body"),
        ("en", "source: true", "source: maybe", "en.md:4: source"),
        ("pt-BR", "  late: Não.\n", "", "pt-BR.md:5: texts.late"),
        ("pt-BR", "short: Você", "rules: []\nshort: Você", "pt-BR.md:3: rules"),
        ("pt-BR", "title: Devoluções", "title: ", "pt-BR.md:2: title"),
        ("pt-BR", "title: Devoluções", "made_for: -1\ntitle: x", "pt-BR.md:2: made_for"),
    ],
)
def test_it_names_file_line_and_field(language, old, new, place):
    texts = {"en": ENGLISH, "pt-BR": PORTUGUESE}
    assert texts[language].count(old) == 1
    texts[language] = texts[language].replace(old, new)
    with pytest.raises(ContentError) as caught:
        card_from(texts["en"], texts["pt-BR"])
    assert place in [str(problem)[: len(place)] for problem in caught.value.problems]


def test_it_names_the_problems_of_every_language():
    with pytest.raises(ContentError) as caught:
        card_from(ENGLISH.replace("  late: No.\n", ""), PORTUGUESE.replace("  late: Não.\n", ""))
    assert {problem.file for problem in caught.value.problems} == {"en.md", "pt-BR.md"}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"kind": "choice"}, "options"),
        ({"kind": "number", "options": [{"value": "a", "labels": {"en": "A"}}]}, "options"),
        ({"kind": "choice", "options": [{"value": "a", "labels": {}}, {"value": "a", "labels": {}}]}, "options"),
        ({"kind": "number", "minimum": 3, "maximum": 2}, "minimum"),
        ({"kind": "number", "minimum": 1e12}, "minimum"),
        ({"kind": "number", "maximum": float("nan")}, "maximum"),
        ({"kind": "flag", "unit": "day"}, "kind"),
        ({"kind": "number", "unit": "a" * 11}, "unit"),
        ({"kind": "number", "position": -1}, "position"),
        ({"kind": "number", "position": 10**12}, "position"),
        ({"kind": "number", "names": {"xx": "X"}}, "names.xx"),
    ],
)
def test_it_refuses_a_dimension_that_no_table_could_hold(form, field):
    with pytest.raises(ContentError) as caught:
        DimensionFile.read({"names": {"en": "X"}, "questions": {"en": "X?"}, **form})
    assert [problem.field for problem in caught.value.problems] == [field]
