"""The table of requirements in docs/security.md and the tests are about the same things."""

import ast
import re
from functools import cache

from kb.env import BASE

DOCUMENT = (BASE / "docs" / "security.md").read_text()
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (\w+) \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
PAGE = re.compile(r"`(docs/[\w.-]+\.md)`")
MARK = re.compile(r'pytest\.mark\.asvs\("([\d.]+)"\)')


@cache
def functions_of(path):
    found = ast.walk(ast.parse((BASE / path).read_text()))
    return {node.name: [MARK.findall(ast.unparse(mark).replace("'", '"')) for mark in node.decorator_list]
            for node in found if isinstance(node, ast.FunctionDef)}  # fmt: skip


def rows():
    return {number: (said, kind, where) for number, said, kind, where in ROW.findall(DOCUMENT)}


def named_by(number):
    return TEST.findall(rows()[number][2]) if number in rows() else []


def test_every_row_says_where_it_is_met_or_that_it_is_not():
    assert len(rows()) > 180
    assert len(ROW.findall(DOCUMENT)) == len(rows()), "a number stands twice"
    assert {kind for _said, kind, _where in rows().values()} == {"test", "document", "deployment", "missing"}


def test_the_tests_that_rows_name_are_there():
    missing = []
    for number, (_said, kind, where) in rows().items():
        named = TEST.findall(where)
        assert named or kind != "test", number
        missing += [(number, path, name) for path, name in named if name not in functions_of(path)]
    assert missing == []


def test_the_documents_that_rows_name_are_there():
    assert [page for page in PAGE.findall(DOCUMENT) if not (BASE / page).exists()] == []


def test_every_marker_has_a_row_that_names_the_test():
    wrong = []
    for path in sorted((BASE / "tests" / "security").glob("test_*.py")):
        place = str(path.relative_to(BASE))
        for name, marks in functions_of(place).items():
            numbers = [number for found in marks for number in found]
            wrong += [(number, place, name) for number in numbers if (place, name) not in named_by(number)]
    assert wrong == []
