"""From what somebody typed to what is looked up: our own words only, never a query language, and never many of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from search.analysis import field_language, grams, stem, terms, words
from search.corpus import Corpus, LookedUp
from search.documents import grams_field, words_field
from search.marks import Mark, Marks

GRAM_FACTOR, PREFIX_FACTOR, CORRECTED_FACTOR = 0.3, 0.5, 0.6
SHORTEST_PREFIX, SHORTEST_CORRECTED, MAX_COMPLETIONS = 3, 4, 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a text is looked at: letters and different words. `completes` if the last word may be half typed."""

    letters: int
    words: int
    completes: bool = False


SEARCH = Limits(letters=200, words=16, completes=True)
QUESTION = Limits(letters=1000, words=64)


@dataclass(frozen=True, slots=True)
class Query:
    """Counted stems and letter pieces of a text in one language, the half-typed last word, and all its folded words."""

    language: str
    terms: Counter[str]
    grams: Counter[str]
    prefix: str
    words: tuple[str, ...] = ()
    _looked_up: dict[int, LookedUp] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_empty(self) -> bool:
        return not self.terms


def query_for(text: str, language: str, limits: Limits) -> Query:
    """Reads at most `limits` of the text, whatever stands in it."""
    cut = text[: limits.letters]
    folded = words(cut)
    allowed = set(list(dict.fromkeys(folded))[: limits.words])
    kept = " ".join(word for word in folded if word in allowed)
    last = folded[-1] if folded and cut[-1].isalnum() else ""
    is_prefix = limits.completes and len(last) >= SHORTEST_PREFIX
    found = Counter(terms(kept, language)), Counter(grams(kept))
    return Query(language, *found, last if is_prefix else "", tuple(kept.split()))


def meant(query: Query, corpus: Corpus) -> dict[str, float]:
    """The query's terms with their factors. An unknown term gives way to the known ones it may be a slip of; else it stays."""
    field = words_field(query.language)
    found: Counter[str] = Counter()
    for term, count in query.terms.items():
        known = [term] if corpus.has(field, term) else _slips_of(term, corpus, field) or [term]
        for word in known:
            found[word] += count / len(known) * (1 if word == term else CORRECTED_FACTOR)  # type: ignore[assignment]
    return dict(found)


def _slips_of(term: str, corpus: Corpus, field: str) -> list[str]:
    """Known terms that it may be a slip of."""
    return sorted(corpus.known(field, corrections(term, corpus.letters(field))))


def completions(query: Query, corpus: Corpus) -> list[str]:
    """Terms that the half-typed last word may become."""
    return corpus.completions(words_field(query.language), query.prefix, MAX_COMPLETIONS) if query.prefix else []


def marks_of(query: Query, corpus: Corpus, synonyms: Iterable[tuple[tuple[str, ...], str]] = ()) -> Marks:
    """Which stems stand for what was typed in this corpus, and how each was come by. `synonyms`: stems, what they replace."""
    field, language = words_field(query.language), field_language(query.language)
    found = {term: Mark("completed", query.prefix) for term in completions(query, corpus)}
    found |= {term: Mark("synonym", typed) for stems, typed in synonyms for term in stems}
    for word in query.words:
        term = stem(word, language)
        if term not in query.terms:
            continue
        if corpus.has(field, term):
            found[term] = Mark("typed", word)
        else:
            found |= {other: Mark("corrected", word) for other in _slips_of(term, corpus, field)}
    return Marks({language: found})


def looked_up(query: Query, corpus: Corpus) -> LookedUp:
    """What is looked up in this corpus; found out once."""
    if id(corpus) not in query._looked_up:
        in_words, in_grams, ends = words_field(query.language), grams_field(query.language), completions(query, corpus)
        said = meant(query, corpus)
        wanted = dict.fromkeys(ends, PREFIX_FACTOR) | said
        known = {term for term in query.terms if corpus.has(in_words, term)}
        language = field_language(query.language)
        unknown = [word for word in query.words if stem(word, language) not in known] if known else query.words
        letters = {gram: GRAM_FACTOR * count for gram, count in query.grams.items()}
        alone = [gram for gram in dict.fromkeys(grams(" ".join(unknown))) if gram in letters]
        query._looked_up[id(corpus)] = LookedUp(in_words, wanted, said, in_grams, letters, alone, ends)
    return query._looked_up[id(corpus)]


def scored(query: Query, corpus: Corpus) -> Sequence[tuple[int, float]]:
    """Document numbers with their scores, best first."""
    return corpus.ranked(looked_up(query, corpus))


def corrections(word: str, letters: str) -> set[str]:
    """All words one edit away whose first letter is the same: a letter left out, doubled, mistaken or exchanged."""
    if len(word) < SHORTEST_CORRECTED:
        return set()
    cuts = [(word[:place], word[place:]) for place in range(1, len(word) + 1)]
    missing = {before + after[1:] for before, after in cuts if after}
    exchanged = {before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1}
    mistaken = {before + letter + after[1:] for before, after in cuts if after for letter in letters}
    added = {before + letter + after for before, after in cuts for letter in letters}
    return (missing | exchanged | mistaken | added) - {word}
