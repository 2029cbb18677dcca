"""The simulation's reference is worth something only while it knows nothing of the product."""

import ast
from pathlib import Path

import pytest

from kb.env import BASE

SIMULATION = BASE / "kb" / "simulation"


@pytest.mark.parametrize("name", ["reference", "expected", "letters"])
def test_it_asks_nothing_of_the_product(name):
    tree = ast.parse(Path(SIMULATION / f"{name}.py").read_text(encoding="utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    ours = {"kb.simulation.reference", "kb.simulation.expected"}
    assert {module for module in modules if module.split(".")[0] in ("policies", "search", "kb", "django")} <= ours
