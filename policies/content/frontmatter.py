"""Markdown files with YAML front matter: read with the line of every field, written always the same way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from policies.content.problems import ContentError, Problem

MAX_BYTES = 262_144  # Texts of one language are at most 64 kB; indented and quoted, with rules, they still fit.
MAX_DEPTH = 12
FENCE = "---\n"


@dataclass(frozen=True, slots=True)
class Page:
    """One file: its name for messages, its front matter and body; the node and `body_line` are there to find lines."""

    name: str
    meta: dict[str, Any]
    body: str
    node: yaml.Node | None
    body_line: int = 1

    def place(self, error: ContentError) -> ContentError:
        """The same problems with this file's name and the line nearest to each field."""
        return ContentError(replace(problem, file=self.name, line=self.line_of(problem.field)) for problem in error.problems)

    def line_of(self, field: str) -> int:
        """The line of a field such as `rules.2.when`, or of the nearest part of the path that exists."""
        if field.split(".")[0] in ("body", "about"):
            return self.body_line
        node, line = self.node, 2
        for part in field.split("."):
            child = _child(node, part)
            if child is None:
                return line
            node, line = child, child.start_mark.line + 2
        return line


class _Loader(yaml.SafeLoader):
    """Plain data only: no anchors (a few bytes can unfold to gigabytes), no depth that overflows the stack, no name twice."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refusal("anchors and aliases are not allowed here", event.start_mark)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _refusal("this is nested too deeply", event.start_mark)
        node = super().compose_node(parent, index)  # type: ignore[no-untyped-call]
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        names = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in names:
                raise _refusal(f"{name} stands here twice", key.start_mark)
            names.add(name)
        return super().construct_mapping(node, deep)  # type: ignore[no-untyped-call]


# As in YAML 1.2 only true and false are flags: "no" is Norwegian, and "yes" something customers say.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))  # type: ignore[no-untyped-call]


def read_page(name: str, text: str) -> Page:
    """Split and read one file. Raises ContentError naming file and line."""
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise _problem(name, 1, "too_long", f"The file is too large (at most {MAX_BYTES // 1024} kB).")
    lines = text.replace("\r\n", "\n").removeprefix("\ufeff")
    if not lines.startswith(FENCE) or f"\n{FENCE}" not in lines[3:] + "\n":
        raise _problem(name, 1, "front_matter", "The file must begin with front matter between two lines of ---.")
    front, _, body = (lines[len(FENCE) :] + "\n").partition(f"\n{FENCE}")
    meta, node = _parsed(name, front)
    if not isinstance(meta, dict) or not all(isinstance(key, str) for key in meta):
        raise _problem(name, 2, "front_matter", "The front matter must be a list of names and values.")
    return Page(name, meta, body.strip("\n"), node, body_line=front.count("\n") + 4)


def _parsed(name: str, front: str) -> tuple[Any, yaml.Node | None]:
    try:
        loader = _Loader(front)
        node: yaml.Node | None = loader.get_single_node()  # type: ignore[no-untyped-call]
        return (loader.construct_document(node) if node else {}), node  # type: ignore[no-untyped-call]
    except yaml.reader.ReaderError as error:
        line = front.count("\n", 0, error.position) + 2
        raise _problem(name, line, "yaml", "There is a character that no text can have.") from None
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _problem(name, mark.line + 2 if mark else 2, "yaml", str(getattr(error, "problem", error))) from None


def _refusal(message: str, mark: yaml.Mark) -> yaml.YAMLError:
    return yaml.MarkedYAMLError(problem=message, problem_mark=mark)


def write_page(meta: Mapping[str, Any], body: str) -> str:
    """The inverse of `read_page`: the same content always gives the same text. Empty values are left out."""
    kept = {key: value for key, value in meta.items() if value not in ("", None, [], {})}
    front = yaml.dump(kept, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return f"{FENCE}{front}{FENCE}{body.strip()}\n" if body.strip() else f"{FENCE}{front}{FENCE}"


class _Dumper(yaml.SafeDumper):
    """Long texts as blocks, short lists of options on one line; what stands in two places is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text or len(text) > 120 else None)


def _list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
    """Options and offers on one line; questions, which are sentences, one below the other."""
    is_short = all(isinstance(item, str) and " " not in item for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=is_short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def _child(node: yaml.Node | None, part: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
        child: yaml.Node = node.value[int(part)]
        return child
    return None


def _problem(name: str, line: int, code: str, message: str) -> ContentError:
    return ContentError([Problem("", code, message, file=name, line=line)])
