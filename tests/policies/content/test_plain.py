"""The plain text of clean HTML, as a person would type it."""

import pytest

from policies.content.markup import render
from policies.content.plain import plain_text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("one\ntwo", "one\ntwo"),
        ("- a\n- b", "- a\n- b"),
        ("Do:\n\n1. a\n2. b\n\nDone.", "Do:\n\n1. a\n2. b\n\nDone."),
        ("3. a\n4. b", "3. a\n4. b"),
        ("- **a** *b* `c`", "- a b c"),
        ("- a\n    - b\n    - c\n- d", "- a\n  - b\n  - c\n- d"),
        ("- a\n\n- b\n\n    more", "- a\n- b\n\n  more"),
        ("- a\n  next line", "- a\n  next line"),
        ("1. a\n    - b\n2. c", "1. a\n  - b\n2. c"),
        ("[here](https://x.example/a)", "here (https://x.example/a)"),
        ("<https://x.example>", "https://x.example"),
        ("[help@x.example](mailto:help@x.example)", "help@x.example"),
        ("[write](mailto:help@x.example) or [call](tel:+4930)", "write (help@x.example) or call (+4930)"),
        ("- [a](https://x.example) b", "- a (https://x.example) b"),
        ("| A | B |\n|---|---|\n| 1 | **2** |\n| 3 | 4 |", "A  B\n1  2\n3  4"),
        ("| A | B |\n|---|---|\n| 1 | 2 |\n\nafter", "A  B\n1  2\n\nafter"),
        ("> quoted\n\nnot", "quoted\n\nnot"),
        ("    one\n      two", "one\n  two"),
        ("## Title\n\ntext", "Title\n\ntext"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("**Yes**, you *can*.", "Yes, you can."),
        ("a  b", "a b"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("", ""),
    ],
)
def test_it_reads_as_typed(markdown, text):
    assert render(markdown)["text"] == text


@pytest.mark.parametrize("start", ["abc", "", "-1", "99999999999999999999", "1e9", "٣"])
def test_it_survives_any_start_of_a_list(start):
    assert plain_text(f'<ol start="{start}"><li>a</li><li>b</li></ol>') in ("1. a\n2. b", "3. a\n4. b")


def test_it_numbers_on_from_the_start():
    assert plain_text('<ol start="9"><li>a</li><li>b</li></ol>') == "9. a\n10. b"
