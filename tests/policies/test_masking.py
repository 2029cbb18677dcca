"""What tells who somebody is becomes a label; what a shop has to know of a question stays."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.masking import is_cpf, is_iban, is_luhn, masked

MASKED = {
    "[e-mail]": ["ana@loja.com.br", "ivan.p+shop@mail.ru", "ana (at) gmail.com", "ana arroba gmail ponto com", "O'N@x.co.uk"],
    "[phone]": [
        "+55 11 98765-4321", "(11) 98765-4321", "11 98765-4321", "11987654321", "98765-4321", "(11) 3456-7890",
        "8 (916) 123-45-67", "8-800-555-35-35", "89161234567", "+7 916 123 45 67", "9161234567", "123-45-67",
        "(415) 555-2671", "415-555-2671", "415.555.2671", "+1 415 555 2671", "1-800-555-0199", "+44 20 7946 0958",
        "020 7946 0958", "07700900123", "06 12 34 56 78", "06.12.34.56.78", "+49 176 12345678", "0176 12345678", "030/1234567",
        "(030) 1234567", "0049 30 1234567", "+380 44 123 45 67", "+351 912 345 678", "+86 138 0013 8000", "+91 98765 43210",
    ],
    "[card]": [
        "4111 1111 1111 1111", "4111111111111111", "5555-5555-5555-4444", "378282246310005", "3782 822463 10005",
        "2200 1234 5678 9019", "4111 1111 1111 1112",
    ],
    "[iban]": ["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "de89370400440532013000", "NL91ABNA0417164300"],
    "[cpf]": ["123.456.789-09", "52998224725", "529.982.247-25", "529 982 247 25"],
}  # fmt: skip
KEPT = [
    "order 123456789", "#1042", "pedido 10482", "R$ 1.299,90", "1 299 000 руб", "12 345 678 ₽", "22.11.2026",
    "2026-11-22 10:30",
    "01.02.2026 10:00", "22/11/2026", "05/06/2026", "10-14 days", "38-40", "01310-100", "BR123456789RU",
    "phone case order 482137",
    "2024-2025", "до 31 декабря 2026", "$1,234,567.89", "10:00-18:00", "24/7", "A-10482-B", "14 dias", "ORD-2026-11-000123",
    "1Z999AA10123456784", "с 10.11 по 15.11.2026", "iPhone 15 256",
]  # fmt: skip
FRAMES = ["{}", "please use {}.", "меня можно найти так: {}, спасибо", "o meu é {} e nada mais!", "({})"]


@pytest.mark.parametrize("label", MASKED)
@pytest.mark.parametrize("frame", FRAMES)
def test_it_puts_a_label_in_place_of_what_names_somebody(label, frame):
    said = {text: masked(frame.format(text)) for text in MASKED[label]}
    assert said == {text: frame.format(label) for text in MASKED[label]}


@pytest.mark.parametrize("text", KEPT)
def test_it_keeps_orders_prices_dates_and_times(text):
    assert masked(text) == text
    assert masked(f"Es geht um {text}, ok") == f"Es geht um {text}, ok"


@pytest.mark.parametrize(
    "said", ["my phone is 555 0134", "meu telefone é 3456-7890", "мой телефон: 1234567", "call me on 5550134"]
)
def test_a_word_that_announces_a_phone_makes_few_figures_one(said):
    assert masked(said).endswith("[phone]")


def test_it_masks_several_and_leaves_what_stands_between():
    said = "Card 4111 1111 1111 1111 12/27, CPF 529.982.247-25, mail a@b.de, order 10482 of 05.06.2026, tel. +49 30 1234567"
    assert masked(said) == "Card [card] 12/27, CPF [cpf], mail [e-mail], order 10482 of 05.06.2026, tel. [phone]"


def luhn(digits: str) -> str:
    return next(digits + last for last in "0123456789" if is_luhn(digits + last))


cards = st.builds(
    lambda first, rest: luhn(first + rest), st.sampled_from("3456"), st.text("0123456789", min_size=12, max_size=17)
)
words = st.text("abc xyz где não !?,", max_size=20).map(lambda text: f"{text} ")


@given(words, cards, st.sampled_from(["", " ", "-"]), words)
def test_no_card_that_checks_is_left(before, card, gap, after):
    written = gap.join(card[place : place + 4] for place in range(0, len(card), 4))
    assert not any(sign.isdigit() for sign in masked(f"{before}{written}{' ' + after}"))


@given(words, st.from_regex(r"[a-z0-9.]{1,12}@[a-z0-9]{1,10}\.[a-z]{2,3}", fullmatch=True), words)
def test_no_address_is_left(before, address, after):
    assert "@" not in masked(f"{before}{address} {after}")


@given(st.text(st.sampled_from("0123456789 +-().,@/DEbr№#:aя[]"), max_size=60))
def test_masking_again_changes_nothing(text):
    assert masked(masked(text)) == masked(text)


@given(st.text(st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="@"), max_size=80), st.integers(0, 99_999))
def test_words_and_short_numbers_stay(text, number):
    if not any(sign in text.casefold() for sign in ("at", "arroba", "собака")):
        assert masked(f"{text} {number} {text}") == f"{text} {number} {text}"


@pytest.mark.parametrize("odd", ["1 ", "1", "a@", "+1 ", "x.", "DE89", "0-", "phone is ", "4111 ", "a", "(at)", "1.1/"])
def test_odd_texts_take_no_time(odd):
    start = time.process_time()
    masked((odd * 2000)[:2000])
    assert time.process_time() - start < 0.2


def test_the_checks_are_those_of_the_standards():
    assert is_luhn("79927398713")
    assert not is_luhn("79927398710")
    assert is_cpf("52998224725")
    assert not is_cpf("52998224724")
    assert not is_cpf("11111111111")
    assert is_iban("GB82WEST12345698765432")
    assert not is_iban("GB82WEST12345698765431")
