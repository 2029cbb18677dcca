"""What is handed in agrees with the facts it quotes, and its links lead somewhere."""

import pytest

from policies.content.links import linked_cards
from policies.content.problems import ContentError
from policies.models import Card
from policies.workflow import submit

pytestmark = pytest.mark.django_db


def refused(store, people, subject, content):
    """The problems with which a draft of this content is refused."""
    draft = store.draft(subject, content)
    with pytest.raises(ContentError) as error:
        submit(draft, by=people.marta)
    draft.refresh_from_db()
    assert draft.state == "draft"
    return error.value.problems


@pytest.mark.parametrize(
    ("language", "field", "said", "meant"),
    [
        ("en", "texts.not-shipped", "7 days", "5 days"),
        ("en", "short", "seven days", "5 days"),
        ("en", "title", "7-day", "5 days"),
        ("en", "notes", "7 business days", "5 days"),
        ("pt-BR", "texts.lost", "7 dias", "5 dias"),
        ("pt-BR", "body", "sete dias", "5 dias"),
        ("ru", "texts.delivered", "7 дней", "5 дней"),
        ("ru", "short", "семи дней", "5 дней"),
    ],
)
def test_it_names_text_language_and_both_numbers(store, people, language, field, said, meant):
    card = store.cancel_order()
    content = store.text(card)
    texts, _, key = field.rpartition(".")
    place = content["languages"][language]
    (place["texts"] if texts else place)[key] = f"Wait {said}, please"
    (problem,) = refused(store, people, card, content)
    assert (problem.field, problem.code) == (f"languages.{language}.{field}", "contradiction")
    for part in (f"text in {language} ", f'"{said}"', meant, "{{ refunds.card_days }}"):
        assert part in problem.message


def test_it_lets_customers_say_what_they_like(store, people):
    card = store.cancel_order()
    content = store.text(card)
    content["languages"]["en"]["questions"] = ["it has been 7 days, is it too late"]
    assert submit(store.draft(card, content), by=people.marta).state == "in_review"


def test_it_reads_the_texts_of_an_offer_too(store, people):
    store.fact("retention.percent", 15, "percent", "")
    offer = store.offer("percent-next")
    titles = {"en": "20% off", "ru": "Скидка 15 %"}
    texts = {"en": "You get {{ retention.percent }}.", "ru": "Скидка двадцать процентов."}
    problems = refused(store, people, offer, {"kind": "percent", "titles": titles, "texts": texts})
    assert {problem.field for problem in problems} == {"titles.en", "texts.ru"}


def test_a_fact_that_only_decides_counts_too(store, people):
    store.fact("returns.window_days", 30)
    store.dimension("days", kind="number", names={}, questions={})
    rules = [{"key": "late", "when": {"days": {"min": "returns.window_days"}}, "outcome": "not_allowed"}]
    card = Card.objects.create(kind="card", slug="late", topic=store.topic(), owner=people.olivia)
    texts = {"en": {"title": "Late", "short": "S", "texts": {"late": "Only within 14 days."}}}
    (problem,) = refused(store, people, card, {"source": "en", "rules": rules, "languages": texts})
    assert "30 days (returns.window_days)" in problem.message


@pytest.mark.parametrize(
    "address", ["/cards/no-such/", "/cards/no-such", "/faq/en/no-such/?region=eu", "/faq/pt-BR/no-such/#top"]
)
def test_a_link_to_a_card_that_does_not_exist_is_refused(store, people, address):
    card = store.card()
    text = {"en": {"title": "T", "short": f"[One](/cards/contact-us/), [two]({address}), [three](https://a.example/cards/x/)."}}
    (problem,) = refused(store, people, card, {"source": "en", "languages": text})
    assert (problem.field, problem.code) == ("languages.en.short", "unknown_card")
    assert "no-such" in problem.message


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("[a](/cards/one/) [b](/faq/ru/two/) <a href='/cards/three'>", ["one", "two", "three"]),
        ("[a]: /cards/one/", ["one"]),
        ("see /cards/one, or /cards/", ["one"]),
        ("https://shop.example/cards/one/ shop.example/faq/en/two x/cards/three", []),
        ("[a](/faq/) [b](/faq/en/) [c](/desk/card/one/) [d](/cards/One/)", []),
    ],
)
def test_it_reads_links_to_cards(text, cards):
    assert list(linked_cards(text)) == cards
