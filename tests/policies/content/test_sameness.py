"""What a machine accepts as a mended word, and what it does not."""

import pytest

from policies.content.document import CardContent
from policies.content.sameness import is_cosmetic


def content(short, language="en", **more):
    return CardContent.read({"source": language, "languages": {language: {"title": "Title", "short": short}}, **more})


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "You can send it back in 5 days.", "You may send it back in five days."),
        ("en", "Your money is back by {{ refunds.card_days }}.", "You have your money by {{ refunds.card_days }}!"),
        ("pt-BR", "Você pode devolver em 5 dias.", "Pode devolvê-lo em cinco dias."),
        ("ru", "Вернём деньги за 5 дней.", "Вернем деньги за пять дней."),
    ],
)
def test_it_lets_words_be_mended(language, before, after):
    assert is_cosmetic(content(before, language), content(after, language))


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "You can send it back in 5 days.", "You can send it back in 6 days."),
        ("en", "You can send it back in 5 days.", "You can send it back in 5 weeks."),
        ("en", "You can send it back in 5 days.", "You can send it back in 5 business days."),
        ("en", "You can send it back in 5 days.", "You cannot send it back in 5 days."),
        ("en", "Send it within 5 days.", "Send it after 5 days."),
        ("en", "It costs $5.", "It costs €5."),
        ("en", "It is back in {{ refunds.card_days }}.", "It is back in {{ refunds.bank_days }}."),
        ("en", "It is back in {{ refunds.card_days }}.", "It is back soon."),
        ("en", "See [the form](/forms/a).", "See [the form](/forms/b)."),
        ("pt-BR", "Devolvemos em 5 dias.", "Não devolvemos em 5 dias."),
        ("pt-BR", "Envie em até 5 dias.", "Envie depois de 5 dias."),
        ("ru", "Вернём деньги за пять дней.", "Вернём деньги за шесть дней."),
        ("ru", "Заказ можно отменить.", "Заказ нельзя отменить."),
        ("ru", "Вернём деньги за 5 дней.", "Вернём деньги за 5 недель."),
    ],
)
def test_it_takes_nothing_else_for_a_mended_word(language, before, after):
    assert not is_cosmetic(content(before, language), content(after, language))


def test_a_rule_an_audience_or_a_language_is_never_cosmetic():
    old = content("Yes.")
    assert not is_cosmetic(old, content("Yes.", audience="internal"))
    both = {"en": {"title": "Title", "short": "Yes."}, "ru": {"title": "Заголовок", "short": "Да."}}
    assert not is_cosmetic(old, CardContent.read({"source": "en", "languages": both}))
    rules = [{"key": "always", "outcome": "allowed"}]
    texts = {"en": {"title": "Title", "short": "Yes.", "texts": {"always": "Yes."}}}
    ruled = CardContent.read({"source": "en", "rules": rules, "languages": texts})
    denied = CardContent.read({"source": "en", "rules": [{**rules[0], "outcome": "not_allowed"}], "languages": texts})
    assert is_cosmetic(ruled, ruled)
    assert not is_cosmetic(ruled, denied)
