"""Front matter: plain data only, with the line of everything that is wrong."""

import time

import pytest

from policies.content.frontmatter import MAX_BYTES, read_page, write_page
from policies.content.problems import ContentError


def problem_of(text: str):
    with pytest.raises(ContentError) as caught:
        read_page("page.md", text)
    (problem,) = caught.value.problems
    assert problem.file == "page.md"
    return problem


def test_it_splits_front_matter_and_body():
    page = read_page("page.md", "---\ntitle: A\nquestions:\n  - b\n---\nThe body.\n\n---\n\nMore.\n")
    assert page.meta == {"title": "A", "questions": ["b"]}
    assert page.body == "The body.\n\n---\n\nMore."
    assert [page.line_of(field) for field in ("title", "questions.0", "body", "absent")] == [2, 4, 6, 2]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "begin with front matter"),
        ("title: A\n", 1, "begin with front matter"),
        ("---\ntitle: A\n", 1, "begin with front matter"),
        ("---\n- a\n---\n", 2, "names and values"),
        ("---\n1: a\n---\n", 2, "names and values"),
        ("---\na: 1\nb: &x 2\n---\n", 3, "anchors"),
        ("---\na: 1\nb: *x\n---\n", 3, "anchors"),
        ("---\na: 1\n<<: *x\n---\n", 3, "anchors"),
        ("---\na: 1\nb: " + "[" * 20 + "]" * 20 + "\n---\n", 3, "nested too deeply"),
        ("---\na:\n b:\n  c: 1\n  c: 2\n---\n", 5, "c stands here twice"),
        ("---\na: 1\na: 2\n---\n", 3, "a stands here twice"),
        ("---\na: 1\nb: [\n---\n", 3, ""),
        ("---\na: 1\nb: \x07\n---\n", 3, "character"),
        ("---\na: 1\nb: !!python/object/apply:os.system [id]\n---\n", 3, "constructor"),
        ("---\na: 1\n? [b]\n: c\n---\n", 3, "unhashable"),
        ("---\na: " + "9" * 5000 + "\n---\n", 2, "digits"),
        ("---\na: 2026-13-45\n---\n", 2, "month"),
        ("---\na: \ud800\n---\n", 2, "character"),
        ("---\na: " + "x" * MAX_BYTES + "\n---\n", 1, "too large"),
    ],
)
def test_it_names_the_line_of_what_it_refuses(text, line, words):
    problem = problem_of(text)
    assert problem.line == line
    assert words in problem.message


@pytest.mark.parametrize(
    "text", ["[" * 60_000, "{" * 60_000, "- " * 30_000, "? " * 30_000, "a: " * 20_000, "- \n" * 20_000, "'" * 60_001]
)
def test_it_is_done_with_anything_soon(text):
    began = time.process_time()
    problem_of(f"---\n{text}\n---\n")
    assert time.process_time() - began < 5


def test_it_takes_only_true_and_false_for_flags():
    page = read_page("page.md", "---\na: true\nb: no\nc: {no: Norsk, on: x}\nd: Off\n---\n")
    assert page.meta == {"a": True, "b": "no", "c": {"no": "Norsk", "on": "x"}, "d": "Off"}


def test_it_leaves_empty_values_out_but_not_zero_and_false():
    text = write_page({"a": "", "b": None, "c": [], "d": {}, "e": 0, "f": False}, "")
    assert read_page("page.md", text).meta == {"e": 0, "f": False}


def test_it_reads_back_nothing():
    assert read_page("page.md", write_page({}, "")).meta == {}
