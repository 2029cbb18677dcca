"""How near two questions are: by the encoder, or, without one, by their stems and letters. Both give vectors of length one."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from search.analysis import grams, terms
from search.model.encoder import Vectors, encoder

# On public sets of shop questions four of five that are joined at this nearness belong to one card; see decision 36.
NEAR = 0.65
# Nearer than this is the same question with another ending or slip.
SAME = 0.95
LETTERS, SIZE = "letters", 512


def space() -> str:
    """The name of what vectors are made by now; those of another must not be compared with them."""
    by = encoder()
    return by.name if by else LETTERS


def vectors_of(texts: Sequence[tuple[str, str]]) -> Vectors:
    """A row of length one for each text with its language."""
    by = encoder()
    if by is not None:
        return by.encode([text for text, _language in texts]) if texts else np.empty((0, SIZE), np.float32)
    return np.stack([_by_letters(*text) for text in texts]) if texts else np.empty((0, SIZE), np.float32)


def same_words(text: str, language: str) -> str:
    """Equal for questions that say the same words in whatever order and ending."""
    return " ".join(sorted(set(terms(text, language))))


def _by_letters(text: str, language: str) -> Vectors:
    vector = np.zeros(SIZE, np.float32)
    for feature in (*terms(text, language), *grams(text)):
        vector[crc32(feature.encode("utf-8", "surrogatepass")) % SIZE] += 1
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector
