"""Three-way merge of contents: what two people changed in the same text, each without the other's change.

Works on the forms that are stored. Texts are merged by lines, tables by their rows and their order, questions and offers as
ordered sets, everything else field by field. What both changed differently is a conflict, which a person decides.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from merge3 import Merge3

from policies.content.order import merge_order

Form = Mapping[str, Any]
SETS = ("questions", "offers")
PARTED = ("when", "texts", "reasons")  # Nothing and an empty one are the same.
GROUP = ("type", "unit", "value", "variants")  # Of a fact: 14 days and 2 weeks are one decision, not two.
THEIRS, MINE = "theirs", "mine"


@dataclass(frozen=True, slots=True)
class Clash:
    """Both changed this field, differently. None stands for "not there". A text can also be written anew."""

    field: str
    base: Any
    theirs: Any
    mine: Any
    is_text: bool = False

    def chosen(self, choice: Any) -> Any:
        """`theirs`, `mine`, or for a text `(words,)`. Without a choice mine, or theirs where mine took it out."""
        if isinstance(choice, tuple) and self.is_text:
            return choice[0]
        if choice is None:
            return self.theirs if self.mine is None else self.mine
        return self.theirs if choice == THEIRS else self.mine


@dataclass(slots=True)
class _Merging:
    choices: Mapping[str, Any]
    clashes: list[Clash] = field(default_factory=list)

    def clash(self, path: str, base: Any, theirs: Any, mine: Any, *, is_text: bool = False) -> Any:
        clash = Clash(path, base, theirs, mine, is_text)
        self.clashes.append(clash)
        return clash.chosen(self.choices.get(path))


@dataclass(frozen=True, slots=True)
class Merged:
    """`form` takes the side chosen for each clash. It may not read as content: read it to know."""

    form: dict[str, Any]
    clashes: tuple[Clash, ...]


def merge_contents(base: Form | None, theirs: Form, mine: Form, choices: Mapping[str, Any] | None = None) -> Merged:
    """Both changes since `base` (None: nothing in common). `choices` maps fields of clashes to what `Clash.chosen` takes."""
    merging = _Merging(choices or {})
    form = _merge_form(merging, dict(base or {}), dict(theirs), dict(mine))
    return Merged(form, tuple(merging.clashes))


def _merge_form(merging: _Merging, base: Form, theirs: Form, mine: Form) -> dict[str, Any]:
    """The whole of a content. A card's rules come before its texts, because they say which texts there are."""
    if "type" in theirs and _both_turned(base, theirs, mine):
        grouped = [{name: said[name] for name in GROUP if name in said} for said in (base, theirs, mine)]
        rest = [{name: value for name, value in said.items() if name not in GROUP} for said in (base, theirs, mine)]
        return {**_fields(merging, "", *rest), **_value(merging, "value", *grouped)}
    if "languages" not in theirs:
        return _fields(merging, "", base, theirs, mine)
    rules = _rules(merging, base, theirs, mine)
    keys = [rule["key"] for rule in rules]
    cut = [_with_texts_of(keys, said, theirs, mine) for said in (base, theirs, mine)]
    form = _fields(merging, "", *cut)
    form["languages"] = {tag: _complete(merging, tag, said, keys) for tag, said in form["languages"].items()}
    return {**form, "rules": rules} if rules else form


def _both_turned(base: Form, theirs: Form, mine: Form) -> bool:
    """Did one side change type or unit, and the other anything of the value?"""

    def turned(said: Form, names: Iterable[str]) -> bool:
        return any(said.get(name) != base.get(name) for name in names)

    kind = GROUP[:2]
    return (turned(theirs, kind) and turned(mine, GROUP)) or (turned(mine, kind) and turned(theirs, GROUP))


def _fields(merging: _Merging, path: str, base: Form, theirs: Form, mine: Form) -> dict[str, Any]:
    """Every field of a mapping. One that is left out on one side and changed on the other is a clash."""
    names = [*mine, *(name for name in theirs if name not in mine)]
    merged = {
        name: _value(merging, f"{path}.{name}" if path else name, base.get(name), theirs.get(name), mine.get(name))
        for name in names
    }
    return {name: value for name, value in merged.items() if value is not None}


def _value(merging: _Merging, path: str, base: Any, theirs: Any, mine: Any) -> Any:
    if theirs == mine or base == mine:
        return theirs
    if base == theirs:
        return mine
    name = path.rpartition(".")[2]
    if name == "made_for":
        return _oldest(theirs, mine)
    if name in SETS:
        return _set(base or [], theirs or [], mine or [])
    if name == "variants":
        return _variants(merging, path, base or [], theirs or [], mine or [])
    if name in PARTED and ".when." not in f".{path}":
        return _fields(merging, path, base or {}, theirs or {}, mine or {}) or None
    if theirs is None or mine is None:
        texts = _is_text(path) and isinstance(theirs or mine, str)
        return merging.clash(path, base, theirs, mine, is_text=texts)
    if _is_mapping(path, theirs, mine):
        return _fields(merging, path, base or {}, theirs, mine)
    if _is_text(path) and isinstance(theirs, str):
        return _text(merging, path, base or "", theirs, mine)
    return merging.clash(path, base, theirs, mine)


def _is_mapping(path: str, theirs: Any, mine: Any) -> bool:
    """A condition such as `{min: 3}` and what an offer may cost are decisions of their own; all other mappings have parts."""
    whole = ".when." in f".{path}" or path.endswith(("budget", "escalate"))
    return isinstance(theirs, dict) and isinstance(mine, dict) and not whole and GROUP[0] not in theirs


def _is_text(path: str) -> bool:
    """Words, which can be merged line by line: not a code, a kind or a name."""
    return path.startswith(("languages.", "titles.", "texts.", "reasons.", "value.", "about")) and not path.endswith(
        ".made_for"
    )


def _text(merging: _Merging, path: str, base: str, theirs: str, mine: str) -> str:
    """By lines; where both changed the same lines, or put new ones at the same place, the whole text is the person's choice."""
    parts = [text.splitlines(keepends=True) for text in (_ended(base), _ended(theirs), _ended(mine))]
    regions = list(Merge3(parts[0], parts[1], parts[2]).merge_regions())
    if any(region[0] == "conflict" for region in regions):
        return str(merging.clash(path, base, theirs, mine, is_text=True) or "")
    sources = {"unchanged": parts[0], "same": parts[1], "a": parts[1], "b": parts[2]}
    return "".join(line for kind, start, end, *_ in regions for line in sources[kind][start:end]).removesuffix("\n")


def _ended(text: str) -> str:
    """So that a last line is the same line when another one follows it."""
    return f"{text}\n" if text else ""


def _oldest(theirs: int | None, mine: int | None) -> int | None:
    """A translation is as old as the older of both says: it must not pass for up to date."""
    return min(number for number in (theirs, mine) if number is not None)


def _kept(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> list[str]:
    """What both have, and what one has added; not what one has taken out."""
    together = dict.fromkeys((*theirs, *mine))
    return [item for item in together if (item in theirs and item in mine) or item not in base]


def _set(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> list[str] | None:
    """Additions and removals of both. Where the order is anybody's guess it is that of the alphabet, for either side."""
    kept = _kept(base, theirs, mine)
    orders = [merge_order(base, *sides, kept) for sides in ((theirs, mine), (mine, theirs))]
    return list(orders[0].keys if orders[0].is_sure else min(order.keys for order in orders)) or None


def _variants(merging: _Merging, path: str, base: Sequence[Form], theirs: Sequence[Form], mine: Sequence[Form]) -> Any:
    """Rows of a fact by their conditions; as one whole where two rows have the same."""
    tables = [{repr(sorted(row["when"].items())): row for row in rows} for rows in (base, theirs, mine)]
    if any(len(table) != len(rows) for table, rows in zip(tables, (base, theirs, mine), strict=True)):
        return merging.clash(path, base, theirs, mine)
    rows = _rows(merging, path, tables, _name_of_variant)
    return rows or None


def _name_of_variant(row: Form) -> str:
    return "; ".join(f"{name}: {', '.join(options)}" for name, options in sorted(row["when"].items()))


def _rules(merging: _Merging, base: Form, theirs: Form, mine: Form) -> list[Form]:
    """A rule that one took out is gone only if the other changed neither the row nor its texts."""
    tables = [{rule["key"]: rule for rule in said.get("rules", ())} for said in (base, theirs, mine)]
    said = [_texts_by_rule(one) for one in (base, theirs, mine)]
    return _rows(merging, "rules", tables, lambda rule: str(rule["key"]), said)


def _texts_by_rule(form: Form) -> dict[str, dict[str, str]]:
    by_rule: dict[str, dict[str, str]] = {}
    for language, said in form.get("languages", {}).items():
        for key, text in said.get("texts", {}).items():
            by_rule.setdefault(key, {})[language] = text
    return by_rule


def _rows(
    merging: _Merging,
    path: str,
    tables: Sequence[dict[str, Form]],
    name_of: Callable[[Form], str],
    said: Sequence[Mapping[str, Any]] = ({}, {}, {}),
) -> list[Form]:
    base, theirs, mine = tables
    rows: dict[str, Form] = {}
    for key in dict.fromkeys((*theirs, *mine)):
        was, one, other = base.get(key), theirs.get(key), mine.get(key)
        field_ = f"{path}.{name_of(one or other or {})}"
        if one is not None and other is not None:
            rows[key] = _fields(merging, field_, was or {}, one, other)
            continue
        left, texts = (one, said[1]) if one is not None else (other, said[2])
        wrote = any(texts.get(key, {}).get(language) != text for language, text in said[0].get(key, {}).items())
        is_touched = left != was or wrote
        chosen = left if was is None else merging.clash(field_, was, one, other) if is_touched else None
        if chosen is not None:
            rows[key] = chosen
    order = merge_order(list(base), list(theirs), list(mine), rows)
    keys: Sequence[str] = order.keys
    turned = keys if order.is_sure else merge_order(list(base), list(mine), list(theirs), rows).keys
    if turned != keys:
        names = [[name_of(rows[key]) for key in one] for one in ([key for key in base if key in rows], keys, turned)]
        chosen_names = merging.clash(f"{path}.order", *names)
        keys = order.keys if chosen_names == names[1] else turned
    return [rows[key] for key in keys]


def _with_texts_of(keys: Sequence[str], said: Form, theirs: Form, mine: Form) -> dict[str, Any]:
    """The content without its rules, and with the texts of these rules only.

    A rule that only one side has any more, and that stays, brings that side's texts: on the other they count as never touched.
    """
    sides = [{rule["key"] for rule in one.get("rules", ())} for one in (theirs, mine)]

    def cut(language: str, texts: Form) -> dict[str, str]:
        own = texts.get("texts", {})
        result = {}
        for key in keys:
            only = theirs if key not in sides[1] else mine if key not in sides[0] else None
            source = only["languages"].get(language, {}).get("texts", {}) if only is not None else own
            if key in source:
                result[key] = source[key]
        return result

    languages = {
        language: {**texts, **({"texts": cut(language, texts)} if "texts" in texts or keys else {})}
        for language, texts in said.get("languages", {}).items()
    }
    return {**{name: value for name, value in said.items() if name != "rules"}, "languages": languages}


def _complete(merging: _Merging, language: str, said: Form, keys: Sequence[str]) -> dict[str, Any]:
    """One side added a language, the other a rule: nobody has written that rule in that language yet."""
    texts = dict(said.get("texts", {}))
    for key in keys:
        if key not in texts:
            written = merging.clash(f"languages.{language}.texts.{key}", None, None, None, is_text=True)
            texts |= {key: written} if written else {}
    ordered = {key: texts[key] for key in keys if key in texts}
    rest = {name: value for name, value in said.items() if name != "texts"}
    return {**rest, "texts": ordered} if ordered else rest
