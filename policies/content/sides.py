"""Two texts of one draft side by side, field by field: what somebody saved meanwhile, and what one has typed.

Nothing is decided by itself: what is typed stays until one takes theirs, and can be taken back. Works on the forms of contents,
finished or not. Of a table the rows are compared by their keys, and a row is taken as a whole, with its answers.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from policies.content.difference import difference_of
from policies.content.fields import listed, mapping

Form = Mapping[str, Any]
VALUE = ("type", "unit", "value", "variants")  # Of a fact: taken together, because each means nothing without the others.
ORDER = "order"


@dataclass(frozen=True, slots=True)
class Side:
    """A field by its path, such as `languages.en.short`, `rules.lost` or `value`; None stands for "not there"."""

    field: str
    theirs: Any
    mine: Any
    is_text: bool = False


def sides_of(theirs: Form, mine: Form) -> list[Side]:
    """Where both differ, in the order in which they are read; empty where they say the same."""
    return list({side.field: side for side in _sides(theirs, mine)}.values())


def taken(form: Form, source: Form, field: str) -> dict[str, Any]:
    """`form` with this field as `source` has it. A field that is in neither changes nothing."""
    changed: dict[str, Any] = deepcopy(dict(form))
    first, *rest = field.split(".", 1)
    if first == "rules":
        _take_rule(changed, source, rest[0] if rest else ORDER)
    elif first == "value":
        for name in VALUE:
            _put(changed, source, (name,))
    else:
        path = tuple(field.split(".", 3))
        _put(changed, source, path)
        if path[0] == "languages" and len(path) == 2:
            _only_known_answers(changed)
    return changed


def _sides(theirs: Form, mine: Form) -> Iterator[Side]:
    found = difference_of(theirs, mine)
    for setting in found.settings:
        if "type" in mine and setting.field in VALUE:
            yield Side("value", _parts(theirs), _parts(mine))
        else:
            yield Side(setting.field, setting.old, setting.new)
    if "type" in mine:
        if found.rows:
            yield Side("value", _parts(theirs), _parts(mine))
    else:
        for row in found.rows:
            if row.kind != "moved":
                yield Side(f"rules.{row.key}", _row(theirs, row.key, row.old), _row(mine, row.key, row.new))
        if any(row.is_moved for row in found.rows):
            yield Side(f"rules.{ORDER}", _keys(theirs), _keys(mine))
    in_rows = {row.key for row in found.rows if row.kind != "moved"}
    absent = {setting.field for setting in found.settings}
    for words in found.words:
        name, _dot, key = words.field.partition(".")
        path = _path(mine, words.language, words.field)
        if not (name == "texts" and key in in_rows) and f"languages.{words.language}" not in absent:
            yield Side(path, words.old, words.new, is_text=True)


def _path(form: Form, language: str, field: str) -> str:
    if not language:
        return field
    return f"languages.{language}.{field}" if "languages" in form else f"{field}.{language}"


def _keys(form: Form) -> list[str]:
    return [rule["key"] for rule in form.get("rules", ())]


def _parts(form: Form) -> dict[str, Any]:
    return {name: form[name] for name in VALUE if name in form}


def _row(form: Form, key: str, rule: Form | None) -> Any:
    """The rule, with what it answers."""
    return None if rule is None else {**rule, "texts": _answers(form, key)}


def _answers(form: Form, key: str) -> dict[str, str]:
    texts = {tag: mapping(said.get("texts")).get(key) for tag, said in mapping(form.get("languages")).items()}
    return {tag: text for tag, text in texts.items() if text}


def _put(form: dict[str, Any], source: Form, path: tuple[str, ...]) -> None:
    value: Any = source
    for name in path:
        value = mapping(value).get(name)
    place: Any = form
    for name in path[:-1]:
        place = place.setdefault(name, {}) if isinstance(place, dict) else {}
    if value is None:
        place.pop(path[-1], None)
    else:
        place[path[-1]] = deepcopy(value)


def _take_rule(form: dict[str, Any], source: Form, key: str) -> None:
    """One rule with its answers, or the order of those that both have."""
    rules, others = list(listed(form.get("rules"))), list(listed(source.get("rules")))
    keys = [rule["key"] for rule in others]
    if key == ORDER:
        in_order = sorted((rule for rule in rules if rule["key"] in keys), key=lambda rule: keys.index(rule["key"]))
        form["rules"] = [in_order.pop(0) if rule["key"] in keys else rule for rule in rules]
        return
    place = next((number for number, rule in enumerate(rules) if rule["key"] == key), None)
    if key not in keys:
        form["rules"] = [rule for rule in rules if rule["key"] != key]
    elif place is None:
        rules.insert(min(keys.index(key), len(rules)), deepcopy(others[keys.index(key)]))
        form["rules"] = rules
    else:
        form["rules"] = [*rules[:place], deepcopy(others[keys.index(key)]), *rules[place + 1 :]]
    for tag in form.get("languages", {}):
        _put(form, source, ("languages", tag, "texts", key))
    _only_known_answers(form)


def _only_known_answers(form: dict[str, Any]) -> None:
    """An answer without a rule is nobody's."""
    keys = {rule["key"] for rule in listed(form.get("rules"))}
    for said in form.get("languages", {}).values():
        if texts := {key: text for key, text in mapping(said.get("texts")).items() if key in keys}:
            said["texts"] = texts
        else:
            said.pop("texts", None)
