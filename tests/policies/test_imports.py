"""Import and export: all or nothing, only what differs, the same files again."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from policies.answers import answer_for, find_card
from policies.collection import read_collection
from policies.content.problems import ContentError
from policies.errors import Refused
from policies.exports import export_to
from policies.imports import import_collection
from policies.models import Card, Dimension, Event, Fact, Publication, Topic, Version
from policies.publishing import current_revision, now
from policies.workflow import start_draft, withdraw

FILES = {
    "topics/returns.md": "---\nposition: 3\nqueue: returns\nnames: {en: Returns, pt-BR: Devoluções}\n---\n",
    "dimensions/days.md": """---
kind: number
names: {en: Days}
questions: {en: "How many days ago?"}
minimum: 0
maximum: 0.5
unit: percent
---
""",
    "dimensions/stage.md": """---
kind: choice
names: {en: Stage}
questions: {en: "Where is it?"}
options:
  - value: sent
    labels: {en: Sent, ru: Отправлен}
  - value: lost
    labels: {en: Lost}
---
""",
    "facts/returns.window_days.md": "---\ntype: duration\nunit: day\nvalue: 30\ntopic: returns\nowner: olivia\n---\nDays.\n",
    "facts/returns.fee.md": "---\ntype: money\nunit: USD\nvalue: 4.90\ntopic: returns\nowner: olivia\n---\n",
    "offers/free-label.md": """---
kind: gift
topic: returns
owner: pavel
titles: {en: Free label}
texts: {en: "Worth {{ returns.fee }}."}
---
""",
    "cards/returns/en.md": """---
topic: returns
owner: olivia
risk: high
source: true
title: Can I return it?
questions:
  - return
short: You can, within {{ returns.window_days }}.
rules:
  - key: lost
    when: {stage: [lost], days: {max: 0.5}}
    outcome: not_allowed
  - key: other
    outcome: allowed
    offers: [free-label]
texts:
  lost: "No: it is lost."
  other: |
    **Yes.**

    Two paragraphs.
---
The body.
""",
    "cards/returns/ru.md": "---\ntitle: Можно вернуть?\nshort: Можно.\ntexts: {lost: Нет., other: Да.}\n---\n",
    "cards/contact/en.md": "---\ntopic: returns\nowner: olivia\nsource: true\ntitle: Contact\nshort: Write to us.\n---\n",
}


@pytest.fixture
def folder(tmp_path, people):
    write(tmp_path / "in", FILES)
    return tmp_path / "in"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def read(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}


def bring_in(folder, people, **options):
    return import_collection(read_collection(folder), **{"by": people.marta, "approved_by": people.max, **options})


def rows():
    return [model.objects.count() for model in (Topic, Dimension, Card, Fact, Version, Publication, Event)]


def said(language="en", context=None):
    at = now()
    return answer_for(find_card("returns", "public", at), context or {"stage": "sent"}, language, at)


def test_it_brings_in_what_the_files_say(folder, people):
    imported = bring_in(folder, people)
    assert imported.new == ["fact returns.fee", "fact returns.window_days", "offer free-label", "card contact", "card returns"]
    assert (imported.changed, imported.unchanged, imported.is_published) == ([], [], True)
    assert said().answer.text == "Yes.\n\nTwo paragraphs."
    assert said("ru").answer.text == "Да."
    card = Card.objects.get(slug="returns")
    assert (card.risk, card.owner, card.topic.queue) == ("high", people.olivia, "returns")


def test_it_changes_nothing_the_second_time(folder, people):
    bring_in(folder, people)
    before = rows()
    again = bring_in(folder, people)
    assert (again.new, again.changed, again.drafts) == ([], [], [])
    assert len(again.unchanged) == 5
    assert rows() == before


def test_it_changes_nothing_in_a_dry_run(folder, people):
    before, revision = rows(), current_revision()
    imported = bring_in(folder, people, dry_run=True)
    assert len(imported.new) == 5
    assert (rows(), current_revision()) == (before, revision)


def test_it_only_drafts_without_somebody_who_approves(folder, people):
    imported = bring_in(folder, people, by=people.max, approved_by=None)
    assert {version.state for version in imported.drafts} == {"draft"}
    assert find_card("returns", "internal", now()) is None
    before = rows()
    assert len(bring_in(folder, people, by=people.max, approved_by=None).unchanged) == 5
    assert rows() == before


def test_it_publishes_the_drafts_that_an_import_left(folder, people):
    facts = {name: text for name, text in FILES.items() if not name.startswith(("cards", "offers"))}
    write(folder.parent / "facts", facts)
    import_collection(read_collection(folder.parent / "facts"), by=people.max)
    versions = Version.objects.count()
    imported = import_collection(read_collection(folder.parent / "facts"), by=people.max, approved_by=people.pavel)
    assert (len(imported.drafts), Version.objects.count()) == (2, versions)
    assert set(Version.objects.values_list("state", flat=True)) == {"published"}


def test_it_drafts_only_what_differs(folder, people):
    bring_in(folder, people)
    write(folder, {"cards/contact/en.md": FILES["cards/contact/en.md"].replace("Write", "Call")})
    imported = bring_in(folder, people)
    assert (imported.changed, len(imported.unchanged)) == (["card contact"], 4)
    assert Version.objects.filter(subject__slug="contact").count() == 2


def test_it_changes_a_place_without_a_new_version(folder, people):
    bring_in(folder, people)
    before = current_revision()
    write(folder, {"cards/contact/en.md": FILES["cards/contact/en.md"].replace("olivia", "pavel")})
    assert bring_in(folder, people).changed == []
    assert Card.objects.get(slug="contact").owner == people.pavel
    assert current_revision() == before + 1


def test_it_does_not_bring_back_an_outdated_translation(folder, people):
    """The Russian file says nothing of the version it was made for; importing it again must not make it good."""
    bring_in(folder, people)
    write(folder, {"cards/returns/en.md": FILES["cards/returns/en.md"].replace("**Yes.**", "**Maybe.**")})
    bring_in(folder, people)
    assert said("ru").fallback.reason == "outdated"
    before = rows()
    assert bring_in(folder, people).changed == []
    assert rows() == before
    assert said("ru").fallback.reason == "outdated"
    write(folder, {"cards/returns/ru.md": FILES["cards/returns/ru.md"].replace("Да", "Может быть")})
    bring_in(folder, people)
    assert (said("ru").fallback, said("ru").answer.text) == (None, "Может быть.")


def test_it_writes_the_same_files_again(folder, people, tmp_path):
    bring_in(folder, people)
    export_to(tmp_path / "one", now())
    assert read(tmp_path / "one").keys() == FILES.keys()
    before = rows()
    bring_in(tmp_path / "one", people)
    assert rows() == before
    export_to(tmp_path / "two", now())
    assert read(tmp_path / "one") == read(tmp_path / "two")


def test_it_writes_the_same_files_from_another_store(folder, people, tmp_path):
    """Numbers of versions mean nothing there, but an outdated translation stays outdated."""
    bring_in(folder, people)
    for word in ("Maybe", "Perhaps"):
        write(folder, {"cards/returns/en.md": FILES["cards/returns/en.md"].replace("**Yes.**", f"**{word}.**")})
        bring_in(folder, people)
    export_to(tmp_path / "one", now())
    assert "made_for: 0" in read(tmp_path / "one")["cards/returns/ru.md"]
    for name in ("returns", "contact"):
        renamed = {file.replace(f"cards/{name}", f"cards/other-{name}"): text for file, text in read(tmp_path / "one").items()}
        write(tmp_path / "other", {file: text for file, text in renamed.items() if "other-" in file or "cards" not in file})
    bring_in(tmp_path / "other", people)
    at = now()
    reply = answer_for(find_card("other-returns", "public", at), {"stage": "sent"}, "ru", at)
    assert reply.fallback.reason == "outdated"
    export_to(tmp_path / "two", at)
    two = read(tmp_path / "two")
    assert all(
        two[file.replace("cards/", "cards/other-")] == text for file, text in read(tmp_path / "one").items() if "cards/" in file
    )


def test_it_leaves_a_draft_that_somebody_is_writing(folder, people):
    bring_in(folder, people)
    card = Card.objects.get(slug="contact")
    start_draft(card, {"source": "en", "languages": {"en": {"title": "Draft", "short": "D"}}}, by=people.marta)
    before = rows()
    assert len(bring_in(folder, people).unchanged) == 5
    assert rows() == before


def test_it_does_not_undo_a_withdrawal(folder, people):
    bring_in(folder, people)
    withdraw(Card.objects.get(slug="contact"), by=people.max)
    assert "card contact" in bring_in(folder, people).unchanged
    assert find_card("contact", "internal", now()) is None


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
            import_collection(read_collection(folder), by=by, approved_by=approved_by)
        assert rows() == before


def test_it_says_on_the_command_line_what_it_did(folder, people, capsys):
    call_command("import", str(folder), by="marta", approved_by="max", dry_run=True)
    assert "5 would be published" in capsys.readouterr().out
    call_command("import", str(folder), by="marta", approved_by="max")
    assert "5 published, 0 unchanged" in capsys.readouterr().out
    call_command("export", str(folder.parent / "out"))
    assert f"{len(FILES)} files" in capsys.readouterr().out
    for arguments, words in (
        ((str(folder / "nowhere"),), "no folder"),
        ((str(folder.parent),), "is in"),
        ((str(folder),), "no person"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("import", *arguments, by="marta" if "person" not in words else "nobody")
    with pytest.raises(CommandError, match="as_of"):
        call_command("export", str(folder.parent / "out"), as_of="yesterday")
