"""Import and export: only what differs, and the same files again."""

import pytest
from django.core.management import CommandError, call_command

from policies.answers import answer_for, find_card
from policies.files.collection import read_collection
from policies.files.exports import export_to
from policies.files.imports import import_collection
from policies.models import Card, Version
from policies.publishing import current_revision, now
from policies.workflow import start_draft, withdraw
from tests.policies.collection_files import FILES, bring_in, read, rows, write


@pytest.fixture
def folder(tmp_path, people):
    write(tmp_path / "in", FILES)
    return tmp_path / "in"


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
    imported = bring_in(folder, people, by=people.max, approved_by=())
    assert {version.state for version in imported.drafts} == {"draft"}
    assert find_card("returns", "internal", now()) is None
    before = rows()
    assert len(bring_in(folder, people, by=people.max, approved_by=()).unchanged) == 5
    assert rows() == before


def test_it_publishes_the_drafts_that_an_import_left(folder, people):
    facts = {name: text for name, text in FILES.items() if not name.startswith(("cards", "offers"))}
    write(folder.parent / "facts", facts)
    import_collection(read_collection(folder.parent / "facts"), by=people.max)
    versions = Version.objects.count()
    imported = import_collection(read_collection(folder.parent / "facts"), by=people.max, approved_by=[people.pavel])
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


def test_it_says_on_the_command_line_what_it_did(folder, people, capsys):
    call_command("import", str(folder), by="marta", approved_by=["max", "olivia"], dry_run=True)
    assert "5 would be published" in capsys.readouterr().out
    call_command("import", str(folder), by="marta", approved_by=["max", "olivia"])
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
