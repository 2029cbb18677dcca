"""Free text without what tells who somebody is: e-mail addresses, phone, card, account and taxpayer numbers become labels.

Pure and repeatable: masking what is masked changes nothing. What a shop has to know of a question stays: order numbers of up to
nine digits, prices, dates, days and times. In doubt between a long order number and a payment card the digits go.
"""

import re
from collections.abc import Callable
from itertools import accumulate

from policies.masking_phones import masked_phones

LEAST_FIGURES, MOST_FIGURES = 13, 19  # Of a card: ISO/IEC 7812.
EMAIL, CARD, IBAN, CPF = "[e-mail]", "[card]", "[iban]", "[cpf]"
_AT = r"(?:@|\s?[(\[{]\s?(?:at|arroba|собака)\s?[)\]}]\s?|\s(?:arroba|собака)\s)"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|ponto|точка)\s?[)\]}]\s?|\s(?:dot|ponto|точка)\s)"
_EMAIL = re.compile(rf"[\w.!#$%&'*+/=?^`{{|}}~-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,5}}", re.IGNORECASE)
# Figures that belong together: single spaces, dots or hyphens between them, as they are printed or typed.
_FIGURES = re.compile(r"(?<![\w])\d(?:[ \u00a0\u2009.\-–]?\d){12,}(?!\w)")
_GROUP = re.compile(r"\d+")
_CPF = re.compile(r"(?<![\w.,-])(?:\d{3}\.\d{3}\.\d{3}[-.–]\d{2}|\d{9}-\d{2}|\d{11}|\d{3} \d{3} \d{3} \d{2})(?![\w-])")
_IBAN_BEGINS = re.compile(r"(?<!\w)([A-Za-z]{2})\d\d(?=[ \u00a0-]?\w)")
# Source: the SWIFT register of IBAN formats: how many characters each country's has.
_IBAN_LENGTHS = dict(
    part.split(":")
    for part in (
        "AD:24 AE:23 AL:28 AT:20 AZ:28 BA:20 BE:16 BG:22 BH:22 BI:27 BR:29 BY:28 CH:21 CR:22 CY:28 CZ:24 DE:22 DJ:27 "
        "DK:18 DO:28 EE:20 EG:29 ES:24 FI:18 FK:18 FO:18 FR:27 GB:22 GE:22 GI:23 GL:18 GR:27 GT:28 HR:21 HU:28 IE:22 "
        "IL:23 IQ:23 IS:26 IT:27 JO:30 KW:30 KZ:20 LB:28 LC:32 LI:21 LT:20 LU:20 LV:21 LY:25 MC:27 MD:24 ME:22 MK:19 "
        "MN:20 MR:27 MT:31 MU:30 NI:28 NL:18 NO:15 OM:23 PK:24 PL:28 PS:29 PT:25 QA:29 RO:24 RS:22 RU:33 SA:24 SC:31 "
        "SD:18 SE:24 SI:19 SK:24 SM:27 SO:23 ST:25 SV:28 TL:23 TN:24 TR:26 UA:29 VA:22 VG:24 XK:20 YE:30"
    ).split()
)


def masked(text: str) -> str:
    """The text with labels in place of what was found. Takes time in proportion to its length."""
    steps: tuple[Callable[[str], str], ...] = (_emails, _ibans, _cards, _cpfs, masked_phones)
    for step in steps:
        text = step(text)
    return text


def is_luhn(digits: str) -> bool:
    """The check of payment card numbers. Source: ISO/IEC 7812-1, annex B."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def is_cpf(digits: str) -> bool:
    """The two check digits of a Brazilian taxpayer's number; eleven times the same figure is none."""
    figures = [int(digit) for digit in digits]
    if len(figures) != 11 or len(set(figures)) == 1:
        return False
    return all(
        sum(figure * weight for figure, weight in zip(figures, range(place + 1, 1, -1), strict=False)) * 10 % 11 % 10
        == figures[place]
        for place in (9, 10)
    )


def is_iban(account: str) -> bool:
    """The check of an account number without spaces. Source: ISO 7064, MOD 97-10."""
    turned = account[4:] + account[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _emails(text: str) -> str:
    return _EMAIL.sub(EMAIL, text)


def _cards(text: str) -> str:
    return _FIGURES.sub(lambda found: _without_card(found[0]), text)


def _without_card(figures: str) -> str:
    """Neighbouring groups of figures may stand beside it: the day it expires, an amount. The longest that fits counts."""
    groups = list(_GROUP.finditer(figures))
    said, done, first = [], 0, 0
    while first < len(groups):
        last = _last_of_card([group[0] for group in groups[first : first + MOST_FIGURES]])
        if last is not None:
            said += [figures[done : groups[first].start()], CARD]
            first += last
            done = groups[first].end()
        first += 1
    return "".join([*said, figures[done:]])


def _last_of_card(parts: list[str]) -> int | None:
    """Which of these groups is the last of a card's number that begins with the first of them."""
    lengths = accumulate(len(part) for part in parts)
    ends = [place for place, length in enumerate(lengths) if LEAST_FIGURES <= length <= MOST_FIGURES]
    return next((place for place in reversed(ends) if _is_card(parts[: place + 1])), None)


def _is_card(groups: list[str]) -> bool:
    """A number that checks, or one written like a card's with a figure mistyped."""
    digits = "".join(groups)
    if int(digits[0]) not in range(2, 7):
        return False
    return is_luhn(digits) or [len(group) for group in groups] in ([4, 4, 4, 4], [4, 6, 5])


def _cpfs(text: str) -> str:
    return _CPF.sub(lambda found: CPF if "." in found[0] or is_cpf(re.sub(r"\D", "", found[0])) else found[0], text)


def _ibans(text: str) -> str:
    said, done = [], 0
    for begins in _IBAN_BEGINS.finditer(text):
        end = _iban_end(text, begins.start(), begins[1]) if begins.start() >= done else None
        if end is not None:
            said += [text[done : begins.start()], IBAN]
            done = end
    return "".join([*said, text[done:]])


def _iban_end(text: str, start: int, country: str) -> int | None:
    """Where it ends, when so many letters and figures follow as this country's have. In small letters it has to check."""
    wanted = int(_IBAN_LENGTHS.get(country.upper(), 0))
    account, place = "", start
    while wanted and len(account) < wanted and place < len(text):
        if text[place].isascii() and text[place].isalnum():
            account += text[place]
        elif text[place] not in " \u00a0-" or text[place - 1] in " \u00a0-":
            return None
        place += 1
    if not wanted or len(account) < wanted or text[place : place + 1].isalnum():
        return None
    figures = sum(sign.isdigit() for sign in account)
    return place if is_iban(account) or (country.isupper() and figures > wanted // 2) else None
