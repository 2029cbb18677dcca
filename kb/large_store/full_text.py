"""The same texts in SQLite's FTS5, to compare with in the same process."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from search.analysis import words
from search.documents import CardDocument

SHOWN = 10
TOKENIZERS = {"words": "unicode61 remove_diacritics 2", "porter": "porter unicode61 remove_diacritics 2"}
COLUMNS = "title, questions, card UNINDEXED"


class FullText:
    """A table for each language and way of taking texts apart. Titles and questions only, which is less than Concord reads."""

    def __init__(self, documents: Iterable[CardDocument]):
        self._database = sqlite3.connect(":memory:")
        by_language: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for document in documents:
            by_language[_primary(document.language)].append((document.title, " ".join(document.questions), document.card))
        for name, tokenizer in TOKENIZERS.items():
            for language, rows in by_language.items():
                table = f"{name}_{language}"
                self._database.execute(f"CREATE VIRTUAL TABLE {table} USING fts5({COLUMNS}, tokenize='{tokenizer}')")
                self._database.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", rows)

    def ways(self) -> dict[str, Callable[[str, str], Sequence[str]]]:
        return {f"SQLite FTS5, {name}": partial(self._found, name) for name in TOKENIZERS}

    def _found(self, name: str, text: str, language: str) -> Sequence[str]:
        """Any of the words; the last may be half typed."""
        typed = words(text)
        match = " OR ".join([*(f'"{word}"' for word in typed[:-1]), f'"{typed[-1]}"' + "*" * (len(typed[-1]) > 2)])
        table = f"{name}_{_primary(language)}"
        query = f"SELECT card FROM {table} WHERE {table} MATCH ? ORDER BY bm25({table}, 3.0, 3.0) LIMIT {SHOWN}"
        return [card for (card,) in self._database.execute(query, (match,))]


def _primary(language: str) -> str:
    return language.partition("-")[0]
