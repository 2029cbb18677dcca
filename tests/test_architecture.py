"""The shape of the house. Who may import whom is checked by the contracts in pyproject.toml; here is what they cannot see."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from kb.env import BASE

ROOMS = ("kb", "policies", "search")
MAX_LINES, MEDIAN_LINES, MAX_TEMPLATE_LINES = 300, 80, 120
AVOIDED = set("utils util helpers helper services service managers manager misc common base data info".split())
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=\"")


def python_files(*folders: str) -> list[Path]:
    files = (path for folder in folders for path in sorted((BASE / folder).rglob("*.py")))
    return [path for path in files if "migrations" not in path.parts]


def named(path: Path) -> str:
    return str(path.relative_to(BASE))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def length(path: Path) -> int:
    return len(path.read_text().splitlines())


def nodes(kind, *folders: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node of this kind with the file it stands in."""
    for path in python_files(*folders):
        yield from ((named(path), node) for node in ast.walk(tree_of(path)) if isinstance(node, kind))


def imported(node) -> set[str]:
    names = [name.name for name in node.names] if isinstance(node, ast.Import) else [node.module or ""]
    return {name.split(".")[0] for name in names}


def test_it_keeps_files_short():
    assert [named(path) for path in python_files(*ROOMS, "tests") if length(path) > MAX_LINES] == []


def test_it_keeps_the_median_file_at_a_page():
    assert median(length(path) for path in python_files(*ROOMS)) <= MEDIAN_LINES


def test_it_imports_at_the_top_of_the_file():
    """Except in `ready`, the place Django gives for what needs all apps loaded."""
    hidden = [
        f"{name}:{inner.lineno}"
        for name, node in nodes(ast.FunctionDef, *ROOMS, "tests")
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom) and node.name != "ready"
    ]
    assert hidden == []


def test_it_imports_absolutely():
    assert [f"{name}:{node.lineno}" for name, node in nodes(ast.ImportFrom, *ROOMS, "tests") if node.level] == []


def test_it_overrides_no_save():
    """A change is a verb of the workflow, not a side effect of saving."""
    overrides = [
        f"{name}: {node.name}.{item.name}"
        for name, node in nodes(ast.ClassDef, *ROOMS)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name in ("save", "delete")
    ]
    assert overrides == []


def test_it_names_modules_in_the_words_of_the_house():
    assert [named(path) for path in python_files(*ROOMS) if AVOIDED & set(Path(named(path)).with_suffix("").parts)] == []


def test_it_has_one_signal():
    made = [name for name, node in nodes(ast.Call, *ROOMS) if isinstance(node.func, ast.Name) and node.func.id == "Signal"]
    assert made == ["policies/signals.py"]


def test_it_makes_answers_in_one_place():
    """Promise 1: whoever else builds an Answer could say something else. The style guide shows a made-up one."""
    makers = {name for name, node in nodes(ast.Call, *ROOMS) if isinstance(node.func, ast.Name) and node.func.id == "Answer"}
    assert makers - {"kb/styleguide.py"} == {"policies/said.py"}


@pytest.mark.parametrize(
    ("library", "doors"),
    [
        ("markdown", {"policies/content/markup.py"}),
        ("bleach", {"policies/content/markup.py"}),
        ("nh3", {"policies/content/markup.py"}),
        ("whoosh", {"search/analysis.py", "search/codec.py", "search/index.py", "search/schema.py"}),
    ],
)
def test_it_reaches_risky_libraries_through_their_doors_only(library, doors):
    assert {name for name, node in nodes(ast.Import | ast.ImportFrom, *ROOMS) if library in imported(node)} <= doors


def test_it_keeps_templates_short():
    assert [named(path) for path in (BASE / "templates").rglob("*.html") if length(path) > MAX_TEMPLATE_LINES] == []


def test_it_writes_no_code_or_style_into_templates():
    """The content security policy forbids both, so they would do nothing."""
    assert [named(path) for path in (BASE / "templates").rglob("*.html") if INLINE.search(path.read_text())] == []


def test_it_locks_exact_versions_without_a_registrys_address():
    for lock in (BASE / "requirements").glob("*.txt"):
        lines = lock.read_text().splitlines()
        assert not [line for line in lines if "://" in line]
        assert not [line for line in lines if line and line[0].isalnum() and "==" not in line]
