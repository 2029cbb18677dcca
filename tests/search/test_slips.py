"""Two slips away, with the first letter right."""

import pytest

from search.slips import slips, within_two


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [("refund", "refund", 0), ("refnud", "refund", 1), ("rifnud", "refund", 2), ("cancl", "cancel", 1),
     ("delivry", "delivery", 1), ("returning", "retour", 3), ("возрат", "возврат", 1)],
)  # fmt: skip
def test_it_counts_letters_left_out_doubled_mistaken_or_exchanged(one, other, count):
    assert min(slips(one, other), 3) == min(slips(other, one), 3) == count


def test_it_knows_the_nearest_first_and_never_guesses_first_letters_or_short_words():
    assert within_two("rifnud", ["refund", "rifund", "defund", "return"]) == ["rifund", "refund"]
    assert within_two("rifun", ["refund"]) == []
