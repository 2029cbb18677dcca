"""Random contents of cards, facts and offers, as a person or a program could hand them in."""

from typing import Any

from hypothesis import strategies as st

from policies.content.document import CardContent
from policies.content.fact import FactContent
from policies.content.offer import OfferContent
from tests.policies.content.test_conditions import CONDITIONS, OPTIONS

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
# What files could trip over: quotes, colons, dashes, hashes, words and numbers that YAML has ideas about.
WORDS = "no yes null ~ 12:30 0x1F 1e3 1_000 2026-12-31 --- ' \" !x &a *a {a} [a] % @ ` | > \\ \ufeff \ue000 😀 … {{a.b}}".split(
    " "
)
TRICKY = st.sampled_from([*WORDS, "- a", "a: b", "# no", "\u200b x", "a\u00a0b", "{{ a.b }}", "x" * 130])
LINES = (st.text(LETTERS, min_size=1, max_size=40) | TRICKY).map(str.strip).filter(bool)
TEXTS = st.lists(
    st.text(LETTERS | st.sampled_from("\t  #"), max_size=30) | TRICKY | st.just("---"), min_size=1, max_size=5
).map("\n".join)
FILLED = TEXTS.map(str.strip).filter(bool)
LANGUAGES = st.lists(st.sampled_from(["en", "pt-BR", "ru", "no", "zh-Hant-TW", "es-419"]), min_size=1, max_size=4, unique=True)


@st.composite
def texts(draw: st.DrawFn, keys: list[str], *, is_source: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"title": draw(LINES), "short": draw(FILLED), "texts": {key: draw(FILLED) for key in keys}}
    said |= draw(st.fixed_dictionaries({}, optional={"body": TEXTS, "notes": TEXTS, "questions": st.lists(LINES, max_size=4)}))
    return said if is_source else {**said, "made_for": draw(st.none() | st.integers(0, 9))}


@st.composite
def cards(draw: st.DrawFn) -> CardContent:
    languages, keys = draw(LANGUAGES), draw(st.lists(OPTIONS, max_size=4, unique=True))
    rules = [
        {
            "key": key,
            "when": draw(st.dictionaries(OPTIONS, CONDITIONS, max_size=3)),
            "outcome": draw(st.sampled_from(["allowed", "not_allowed", "depends", "information"])),
            "offers": draw(st.lists(OPTIONS, max_size=2)),
            "escalate": draw(st.none() | st.fixed_dictionaries({"queue": OPTIONS})),
        }
        for key in keys
    ]
    said = {language: draw(texts(keys, is_source=language == languages[0])) for language in languages}
    audience = draw(st.sampled_from(["public", "internal"]))
    return CardContent.read({"audience": audience, "source": languages[0], "rules": rules, "languages": said})


@st.composite
def facts(draw: st.DrawFn) -> FactContent:
    numbers = st.decimals(min_value=-(10**8), max_value=10**8, places=2)
    kinds: dict[str, tuple[str, st.SearchStrategy[Any]]] = {
        "integer": ("", st.integers(-(10**9), 10**9)),
        "decimal": ("", numbers),
        "percent": ("", numbers),
        "money": ("USD", numbers),
        "duration": ("day", numbers),
        "date": ("", st.dates()),
        "text": ("", st.dictionaries(st.sampled_from(["en", "pt-BR", "no"]), LINES, min_size=1)),
    }
    kind = draw(st.sampled_from(sorted(kinds)))
    unit, values = kinds[kind]
    return FactContent.read({"type": kind, "unit": unit, "value": draw(values), "about": draw(st.just("") | TEXTS)})


@st.composite
def offers(draw: st.DrawFn) -> OfferContent:
    languages = draw(LANGUAGES)
    form = {
        "kind": draw(st.sampled_from(["free_shipping", "percent", "amount", "store_credit", "gift", "pause"])),
        "code": draw(st.sampled_from(["", "STAYFREE", "0123", "NO", "1E3"])),
        "is_public": draw(st.booleans()),
        "source": languages[0],
        "titles": {language: draw(LINES) for language in languages},
        "texts": {language: draw(FILLED) for language in languages},
        "reasons": draw(st.dictionaries(st.sampled_from(languages), LINES)),
        "about": draw(st.just("") | TEXTS),
    }
    return OfferContent.read(form)
