"""An import with one thing wrong changes nothing, and names file, line and field."""

import pytest

from policies.content.problems import ContentError
from policies.errors import Refused
from policies.files.collection import read_collection
from policies.files.imports import import_collection
from policies.publishing import current_revision
from tests.policies.collection_files import FILES, bring_in, rows, write


@pytest.fixture
def folder(tmp_path, people):
    write(tmp_path / "in", FILES)
    return tmp_path / "in"


BROKEN = [
    ("cards/returns/ru.md", "title: Можно вернуть?", "titel: x", "cards/returns/ru.md:2: titel"),
    ("cards/returns/en.md", "outcome: allowed", "outcome: perhaps", "cards/returns/en.md:15: rules.1.outcome"),
    ("cards/returns/en.md", "within {{ returns.window_days }}", "in {{ no.fact }}", "cards/returns/en.md:9: short"),
    ("cards/returns/ru.md", "short: Можно.", "short: '{{ no.fact }}'", "cards/returns/ru.md:3: short"),
    ("cards/returns/en.md", "stage: [lost]", "stage: [vanished]", "cards/returns/en.md:12: rules.0.when.stage"),
    ("cards/returns/en.md", "stage: [lost]", "colour: [red]", "cards/returns/en.md:12: rules.0.when.colour"),
    ("cards/returns/en.md", "[free-label]", "[gold]", "cards/returns/en.md:16: rules.1.offers"),
    ("cards/returns/en.md", "owner: olivia", "owner: nobody", "cards/returns/en.md:3: owner"),
    ("cards/returns/en.md", "topic: returns", "topic: unheard-of", "cards/returns/en.md:2: topic"),
    ("cards/contact/en.md", "short: Write to us.", "short: '" + "[" * 20_000 + "'", "cards/contact/en.md:6: short"),
    ("facts/returns.fee.md", "value: 4.90", "value: 4.905", "facts/returns.fee.md:4: value"),
    ("offers/free-label.md", "{{ returns.fee }}", "{{ returns.price }}", "offers/free-label.md:6: texts.en"),
    ("topics/returns.md", "queue: returns", "queue: Returns Desk", "topics/returns.md:3: queue"),
    ("dimensions/stage.md", "value: lost", "value: sent", "dimensions/stage.md:6: options"),
    ("dimensions/days.md", "minimum: 0", "minimum: 7", "dimensions/days.md:5: minimum"),
]


@pytest.mark.parametrize(("name", "old", "new", "place"), BROKEN)
def test_it_brings_in_nothing_when_one_thing_is_wrong(folder, people, name, old, new, place):
    assert old in FILES[name]
    write(folder, {name: FILES[name].replace(old, new, 1)})
    before, revision = rows(), current_revision()
    with pytest.raises(ContentError) as caught:
        bring_in(folder, people)
    assert place in [str(problem)[: len(place)] for problem in caught.value.problems]
    assert (rows(), current_revision()) == (before, revision)


def test_it_tells_the_problems_of_all_files_at_once(folder, people):
    write(folder, {name: FILES[name].replace(old, new, 1) for name, old, new, _ in BROKEN[-4:]})
    with pytest.raises(ContentError) as caught:
        read_collection(folder)
    assert len({problem.file for problem in caught.value.problems}) == 3


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cards/Returns/en.md", "Name this"),
        ("cards/a.b/en.md", "Name this"),
        ("cards/returns/english.md", "not named for a language"),
        ("cards/returns/pt-br.md", "pt-BR"),
        ("facts/fee.md", "Name this"),
        ("facts/returns.window-days.md", "Name this"),
        ("topics/" + "x" * 81 + ".md", "Name this"),
    ],
)
def test_it_refuses_names_that_nobody_could_use(folder, people, name, words):
    folders = {"cards": "cards/contact/en.md", "facts": "facts/returns.fee.md", "topics": "topics/returns.md"}
    text = FILES["cards/returns/ru.md" if "cards/returns" in name else folders[name.split("/")[0]]]
    write(folder, {name: text})
    with pytest.raises(ContentError, match=words):
        read_collection(folder)


def test_it_refuses_files_that_are_no_text(folder, people):
    (folder / "cards/contact/en.md").write_bytes(b"---\ntitle: \xff\n---\n")
    (folder / "cards/returns/ru.md").write_text("---\n" + "x" * 300_000, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        read_collection(folder)
    assert {problem.code for problem in caught.value.problems} == {"encoding", "too_long"}


def test_it_refuses_to_make_another_kind_of_a_dimension(folder, people):
    bring_in(folder, people)
    write(folder, {"dimensions/stage.md": "---\nkind: flag\nnames: {en: Stage}\nquestions: {en: Q}\n---\n"})
    with pytest.raises(ContentError, match="dimensions/stage"):
        bring_in(folder, people)


def test_it_asks_for_a_second_person_and_for_roles(folder, people):
    before = rows()
    for by, approved_by in (
        (people.marta, people.marta),
        (people.pavel, people.pavel),
        (people.ana, people.max),
        (people.marta, people.ana),
        (people.stranger, None),
        (people.marta, None),
    ):
        with pytest.raises(Refused):
            import_collection(read_collection(folder), by=by, approved_by=[approved_by] if approved_by else ())
        assert rows() == before
