"""The document of all figures: what is asked stands beside what was seen, and what is missing is named."""

import json
from xml.etree import ElementTree

import pytest

from kb.benchmarks import report
from kb.benchmarks.asked import NOT_MEASURED, NOT_MET, PARTS, asked_of, written
from kb.benchmarks.kept import DEMO, Figure, Measured, keep, read

HERE = {"date": "1 May 2026", "processor": "2 cores, Abacus"}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "docs" / "benchmarks.json"


def row(text, name):
    (found,) = (line for line in text.splitlines() if line.startswith(f"| {name} |") and "times |" not in line)
    return [cell.strip() for cell in found.split("|")[1:-1]]


def test_figures_of_other_sizes_stay_and_those_of_the_same_are_replaced(file):
    for size, value in ((10_000, 1.5), (1_000, 1.1), (10_000, 1.25)):
        keep(file, "requests", size, Measured(HERE, {"answer, public key": Figure(value)}))
    keep(file, "browser", DEMO, Measured(HERE, {}))
    keep(None, "requests", 1, Measured(HERE, {}))
    known = read(file)["requests"]
    assert {size: of.figures["answer, public key"].value for size, of in known.items()} == {1_000: 1.1, 10_000: 1.25}
    assert list(json.loads(file.read_text())["requests"]) == ["1000", "10000"]


def test_each_figure_stands_beside_what_is_asked_of_it(file):
    seen = {
        "answer, public key": Figure(1.1, "120 µs"),
        "the same, 304": Figure(0.7),
        "FAQ page": Figure(1.504),
        "agent's card page": Figure(5.2),
    }
    keep(file, "requests", 10_000, Measured(HERE, seen))
    text = report.write(file).read_text()
    assert row(text, "answer, public key") == ["answer, public key", "1.10 x", "120 µs", "2 x", "1.2 x", "met, and the aim"]
    assert row(text, "the same, 304")[-1] == "met"
    assert row(text, "FAQ page")[-1] == "met"
    assert row(text, "agent's card page")[-1] == NOT_MET
    assert row(text, "FAQ, all topics") == ["FAQ, all topics", "-", "", "1.5 x", "1 x", NOT_MEASURED]
    assert "1 May 2026;\n2 cores, Abacus.\n" in text
    assert "Not measured yet: 1,000, 100,000 cards." in text
    assert text.count("Not measured yet.\n") == len(PARTS) - 1
    assert not file.with_name(report.PICTURE).exists()


def test_more_is_better_where_it_is_and_a_large_store_is_asked_for_less():
    at_ten, at_hundred = ({asked.name: asked for asked in asked_of("search", size)} for size in (10_000, 100_000))
    right = "right card among ten, 1-2 words"
    assert [at_ten[right].verdict(Figure(share)) for share in (93, 86, 84)] == ["met, and the aim", "met", NOT_MET]
    assert at_hundred[right].verdict(Figure(50)) == ""
    assert at_ten["engine alone, p95"].verdict(Figure(5)) == NOT_MET
    assert at_hundred["engine alone, p95"].verdict(Figure(5)) == "met"
    assert list(at_ten) == list(at_hundred)


def test_growth_is_drawn_and_told(file):
    for size, value in ((1_000, 1.0), (10_000, 1.1), (100_000, 4.0)):
        known = {"FAQ page": Figure(value), "64 connections: errors": Figure(0)}
        known["search, 1-2 words"] = Figure(9 * value, times=20 + value)
        keep(file, "requests", size, Measured(HERE, known))
    text = report.write(file).read_text()
    assert "| FAQ page | 1.00 x | 1.10 x | 4.00 x | 4.0 times |" in text
    assert "| search, 1-2 words | 21.0 x | 21.1 x | 24.0 x | 1.1 times |" in text
    assert "| 64 connections: errors | 0" not in text.split("## Growth")[1].split("## ")[0]
    assert "Not measured yet: " not in text.split("## Growth")[1].split("## ")[0]
    picture = ElementTree.fromstring(file.with_name(report.PICTURE).read_text())
    dots = [dot for dot in picture.iter("{http://www.w3.org/2000/svg}circle") if dot[0].text.startswith("FAQ page")]
    places = {dot[0].text: float(dot.get("cx")) for dot in dots}
    assert places["FAQ page, 1,000 cards"] < places["FAQ page, 10,000 cards"] < places["FAQ page, 100,000 cards"]
    assert max(places.values()) < float(picture.get("width"))


@pytest.mark.parametrize(
    ("value", "said"), [(0.0, "0.00"), (0, "0"), (0.456, "0.46"), (12.34, "12.3"), (1234.5, "1234"), (-0.2, "-0.20")]
)
def test_a_figure_has_three_digits(value, said):
    assert written(value) == said
