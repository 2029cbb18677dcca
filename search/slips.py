"""Words that are two slips away: too many to be looked for with every search, but worth a guess when a word is unknown."""

from collections.abc import Iterable

SHORTEST, MOST_SLIPS = 6, 2


def within_two(word: str, terms: Iterable[str]) -> list[str]:
    """Those of the terms at most two slips away that share the first letter, the nearest first.

    A slip is a letter left out, doubled, mistaken, or two neighbours exchanged (optimal string alignment distance).
    """
    if len(word) < SHORTEST:
        return []
    letters = set(word)
    alike = (term for term in terms if term[:1] == word[:1] and abs(len(term) - len(word)) <= MOST_SLIPS)
    # Each slip changes at most two of the letters that occur: a cheap look before the dear one.
    near = (term for term in alike if len(letters ^ set(term)) <= 2 * MOST_SLIPS)
    found = ((slips(word, term), term) for term in near)
    return [term for _distance, term in sorted(pair for pair in found if pair[0] <= MOST_SLIPS)]


def slips(one: str, other: str) -> int:
    """How many slips lie between two words; one more than counts where it is more."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        here = [row]
        for column, wanted in enumerate(other, 1):
            least = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                least = min(least, before[column - 2] + 1)
            here.append(least)
        if min(here) > MOST_SLIPS:
            return MOST_SLIPS + 1
        before, above = above, here
    return above[-1]
