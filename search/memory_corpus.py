"""Documents built in memory behind the same door: for a day in the past, and for when there is no index."""

from collections import defaultdict
from collections.abc import Iterable

from search.arrays import ArraysCorpus
from search.documents import CardDocument
from search.inverted import Gathering, Inverted
from search.schema import entries_of


class MemoryCorpus(ArraysCorpus):
    def __init__(self, documents: Iterable[CardDocument]):
        self._documents = sorted(documents, key=lambda document: document.key)
        fields: dict[str, Gathering] = defaultdict(Gathering)
        for number, document in enumerate(self._documents):
            for name, entry in entries_of(document).items():
                fields[name].add(number, entry)
        size = len(self._documents)
        gathered = Inverted({name: field.arrays(size) for name, field in fields.items()})
        super().__init__([(gathered, size, None)], {})

    def document(self, number: int) -> CardDocument:
        return self._documents[number]
