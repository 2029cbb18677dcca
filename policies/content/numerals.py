"""Numbers as people write them in a text: digits with the marks of their language, and words up to a hundred.

"One" is left out of the words: "one day" and "um dia" are hardly ever a number.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import get_group_symbol

from policies.content.language import locale_of

QUOTED = "\ue000"  # Stands for the number of a fact that is quoted; private use, so that nobody types it.
SPACES = " \u00a0\u2009\u202f"
Words = Mapping[str, int]


def _numbered(names: str, first: int = 1, step: int = 1) -> Words:
    """Names of consecutive numbers, each with its other forms: `dois|duas três quatro` from 2."""
    forms = (name.split("|") for name in names.split())
    return {form: first + position * step for position, group in enumerate(forms) for form in group}


# Per language: single numbers up to 19, tens, what joins a ten and a one, and the ones that only stand after a ten.
ENGLISH = (
    _numbered(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen",
        2,
    ),
    {**_numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10), "hundred": 100},
    r"[-\s]",
    {"one": 1},
)
PORTUGUESE = (
    _numbered(
        "dois|duas três quatro cinco seis sete oito nove dez onze doze treze catorze|quatorze quinze "
        "dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove",
        2,
    ),
    _numbered("vinte trinta quarenta cinquenta|cinqüenta sessenta setenta oitenta noventa cem", 20, 10),
    r"\se\s",
    {"um": 1, "uma": 1},
)
RUSSIAN = (
    _numbered(
        "два|две|двух|двум|двумя три|трех|трем|тремя четыре|четырех|четырем|четырьмя пять|пяти|пятью шесть|шести|шестью "
        "семь|семи|семью восемь|восьми|восемью|восьмью девять|девяти|девятью десять|десяти|десятью "
        "одиннадцать|одиннадцати|одиннадцатью двенадцать|двенадцати|двенадцатью тринадцать|тринадцати|тринадцатью "
        "четырнадцать|четырнадцати|четырнадцатью пятнадцать|пятнадцати|пятнадцатью шестнадцать|шестнадцати|шестнадцатью "
        "семнадцать|семнадцати|семнадцатью восемнадцать|восемнадцати|восемнадцатью девятнадцать|девятнадцати|девятнадцатью",
        2,
    ),
    _numbered(
        "двадцать|двадцати|двадцатью тридцать|тридцати|тридцатью сорок|сорока пятьдесят|пятидесяти|пятьюдесятью "
        "шестьдесят|шестидесяти|шестьюдесятью семьдесят|семидесяти|семьюдесятью восемьдесят|восьмидесяти|восемьюдесятью "
        "девяносто|девяноста сто|ста",
        20,
        10,
    ),
    r"\s",
    _numbered("один|одна|одно|одного|одной|одну|одному|одним"),
)
WORDS = {"en": ENGLISH, "pt": PORTUGUESE, "ru": RUSSIAN}
# Russian adds an ending to digits: 5-ти дней.
ENDINGS = {"ru": "(?:-?(?:ти|ех|х|и|ми|мя|ю))?"}


def number_pattern(language: str) -> str:
    """A regular expression for what `read_number` reads, to be searched in a folded text."""
    groups = _groups(language)
    digits = rf"(?:[0-9]{{1,3}}(?:[{groups}][0-9]{{3}}){{1,4}}|[0-9]{{1,15}})(?![0-9])(?:[.,][0-9]{{1,9}})?"
    primary = language.split("-")[0]
    words = f"|{_words_pattern(primary)}" if primary in WORDS else ""
    return rf"(?:{QUOTED}|(?:{digits}){ENDINGS.get(primary, '')}{words})"


def read_number(written: str, language: str) -> Decimal | None:
    """The number, or None for one that a fact stands for.

    A mark that the language uses between thousands counts as such only before three digits: `4.90` is 4.9 in Portuguese too.
    """
    if written == QUOTED:
        return None
    if written[0].isdigit():
        groups = _groups(language)
        digits = re.sub("[^0-9]+$", "", re.sub(rf"(?<=[0-9])[{groups}](?=[0-9]{{3}}(?![0-9]))", "", written))
        return Decimal(digits.replace(",", "."))
    small, tens, _, ones = WORDS[language.split("-")[0]]
    return Decimal(sum({**ones, **small, **tens}.get(word, 0) for word in re.split(r"[-\s]+", written)))


def _groups(language: str) -> str:
    mark = get_group_symbol(locale_of(language))
    return SPACES if mark in SPACES else re.escape(mark)


def _words_pattern(primary: str) -> str:
    small, tens, joined, ones = WORDS[primary]
    units = _any({**small, **ones})
    rest = rf"{joined}{units}(?!\w)"
    return rf"{_any(tens)}(?:{rest}|(?!{rest}))|{_any(small)}"  # Never half of forty-five.


def _any(words: Words) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"
