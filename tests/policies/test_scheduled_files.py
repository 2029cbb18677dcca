"""What is scheduled by itself is exported and imported, too: the same files, the same answers at every instant."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command

from policies.answers import answer_for, find_card
from policies.content.problems import ContentError
from policies.files.collection import read_collection
from policies.files.exports import export_to
from policies.models import Card, Fact, Offer, Publication
from policies.publishing import in_force, moment_at, now
from policies.releases import add_to_release, approve_release, create_release, publish_release, submit_release
from policies.workflow import withdraw
from tests.policies.collection_files import bring_in, elsewhere, read, rows, write
from tests.store import Store

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LANGUAGES = ("en", "pt-BR", "ru")


@pytest.fixture
def clock(settings):
    settings.TIME_ZONE = "America/Sao_Paulo"
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def changed(store, card, words, language="en"):
    content = store.text(card)
    content["languages"][language]["short"] = words
    return content


def days(value):
    return {"type": "duration", "unit": "day", "value": value}


def plan(store):
    """Something of everything that can be planned."""
    card, people = store.cancel_order(), store.people
    store.publish(card, changed(store, card, "The meaning changed; the translations lag."))
    store.publish(card, changed(store, card, "Some days only."), until=NOON + 5 * DAY)
    contact = store.card("contact-us")
    store.publish(contact, changed(store, contact, "Second."), start=NOON + 3 * DAY)
    store.publish(contact, changed(store, contact, "First."), start=NOON + 2 * DAY)
    goes = store.card("goes-away")
    store.withdraw(goes, start=NOON + 4 * DAY)
    coming = store._subject(Card, "only-coming", store.topic(), risk="low")
    store.publish(coming, {**store.text(goes), "audience": "internal"}, start=NOON + DAY, until=NOON + 6 * DAY)
    fact = Fact.objects.get()
    store.publish(fact, days(6), start=NOON + 2 * DAY)
    store.publish(fact, days(7), until=NOON + DAY + timedelta(seconds=1, microseconds=5))
    offer = Offer.objects.get()
    store.publish(offer, {**store.text(offer), "code": "LATER"}, start=NOON + 2 * DAY, until=NOON + 3 * DAY)
    release = create_release("season", "Season", by=people.marta, start=NOON + 7 * DAY, until=NOON + 9 * DAY)
    for subject, content in ((goes, changed(store, goes, "Back for the season.")), (offer, store.text(offer))):
        add_to_release(
            store.draft(subject, {**content, "about": "Season"} if subject is offer else content), release, by=people.marta
        )
    submit_release(release, by=people.marta)
    approve_release(release, by=people.olivia)
    publish_release(release, by=people.olivia)


def said():
    """What is answered at every instant around the planned ones, in every language."""
    instants = [NOON + number * DAY + step for number in range(11) for step in (timedelta(0), timedelta(microseconds=-1))]
    answers = {}
    for instant in (*instants[:1], *instants[2:]):
        at = moment_at(instant)
        for slug in Card.objects.values_list("slug", flat=True):
            card = find_card(slug, "internal", at)
            for language in LANGUAGES:
                reply = card and answer_for(card, {"order_stage": "packed"}, language, at)
                answers[instant, slug, language] = reply and (
                    reply.answer.text,
                    reply.wording,
                    reply.fallback and reply.fallback.reason,
                )
    return answers


def test_it_writes_the_same_files_from_another_store_and_says_the_same_at_every_instant(people, clock, tmp_path):
    with elsewhere():
        plan(Store(people))
        export_to(tmp_path / "one", now())
        before = said()
    bring_in(tmp_path / "one", people)
    export_to(tmp_path / "two", now())
    assert read(tmp_path / "two") == read(tmp_path / "one")
    assert said() == before
    folders = {name.split("/")[1] for name in read(tmp_path / "one") if name.startswith("scheduled/")}
    assert {"until-2027-03-06t0900", "2027-03-03t0900", "2027-03-02t0900-until-2027-03-07t0900"} <= folders
    assert "until: 2027-03-02T09:00:01.000005" in read(tmp_path / "one")[
        "scheduled/until-2027-03-02t090001-000005/schedule.md"
    ].replace("'", "")


def test_it_changes_nothing_where_it_was_exported_or_was_imported_before(people, clock, tmp_path):
    plan(Store(people))
    export_to(tmp_path, now())
    before = rows()
    for wait in (timedelta(0), timedelta(hours=1), 2.5 * DAY, 20 * DAY):
        clock.shift(wait)
        imported = bring_in(tmp_path, people)
        assert (imported.new, imported.changed, imported.drafts) == ([], [], [])
        assert rows() == before
    assert "card only-coming from 2027-03-02T09:00 until 2027-03-07T09:00" in imported.over
    assert "card contact-us, replaced from 2027-03-04T09:00" in imported.over


def test_it_says_the_same_when_it_is_imported_late(people, clock, tmp_path):
    """What should have begun begins at once, and what is over is left out."""
    with elsewhere():
        plan(Store(people))
        export_to(tmp_path / "one", now())
        clock.shift(5.5 * DAY)
        export_to(tmp_path / "later", now())
    bring_in(tmp_path / "one", people)
    export_to(tmp_path / "two", now())
    assert read(tmp_path / "two") == read(tmp_path / "later")


@pytest.fixture
def contact(store, clock):
    return store.card("contact-us")


def scheduled(store, contact, tmp_path, **times):
    """The export of a store that plans one change, which this store does not."""
    with elsewhere():
        store.publish(contact, changed(store, contact, "New."), **times)
        export_to(tmp_path, now())
    return tmp_path


def test_it_drafts_with_a_note_that_says_when_and_publishes_these_drafts_later(store, people, contact, tmp_path):
    folder = scheduled(store, contact, tmp_path, start=NOON + DAY, until=NOON + 2 * DAY)
    (draft,) = bring_in(folder, people, approved_by=()).drafts
    note = "Scheduled from 2027-03-02T09:00 until 2027-03-03T09:00"
    assert (draft.state, draft.change_note) == ("draft", note)
    before = rows()
    assert bring_in(folder, people, approved_by=()).drafts == []
    assert rows() == before
    assert [version.pk for version in bring_in(folder, people).drafts] == [draft.pk]
    publication = Publication.objects.get(version=draft)
    assert (publication.effective_from, publication.effective_until) == (NOON + DAY, NOON + 2 * DAY)


def test_it_shows_in_a_dry_run_what_would_change(store, people, contact, tmp_path, capsys):
    folder = scheduled(store, contact, tmp_path, start=NOON + DAY)
    before = rows()
    call_command("import", str(folder), by="marta", approved_by=["max"], dry_run=True)
    out = capsys.readouterr().out
    assert "changed    card contact-us from 2027-03-02T09:00\n" in out
    assert "1 would be published, 1 unchanged" in out
    assert rows() == before


def test_it_does_not_bring_back_what_was_withdrawn(store, people, contact, tmp_path):
    store.publish(contact, changed(store, contact, "New."), start=NOON + DAY)
    export_to(tmp_path, now())
    withdraw(contact, by=people.olivia, version=store.version(contact))
    before = rows()
    assert bring_in(tmp_path, people).drafts == []
    assert rows() == before


def test_it_stays_on_top_when_what_is_below_changes_in_the_same_import(store, people, contact, tmp_path):
    store.publish(contact, changed(store, contact, "Some days only."), until=NOON + DAY)
    export_to(tmp_path, now())
    write(
        tmp_path, {"cards/contact-us/en.md": read(tmp_path)["cards/contact-us/en.md"].replace("This is what", "That is what")}
    )
    assert len(bring_in(tmp_path, people).drafts) == 2
    shorts = [in_force("card", ["contact-us"], moment_at(at))["contact-us"].typed for at in (NOON, NOON + DAY)]
    assert [content.languages["en"].short for content in shorts] == ["Some days only.", "That is what we say about contact us."]
    before = rows()
    bring_in(tmp_path, people)
    assert rows() == before


def test_it_refuses_an_end_that_would_not_be_one(store, people, contact, tmp_path):
    store.publish(contact, changed(store, contact, "New."), start=NOON + DAY, until=NOON + 3 * DAY)
    export_to(tmp_path, now())
    (name,) = (name for name in read(tmp_path) if name.endswith("schedule.md"))
    write(tmp_path, {name: read(tmp_path)[name].replace("03-04", "03-03")})
    before = rows()
    with pytest.raises(ContentError, match=rf"{name}:3: until"):
        bring_in(tmp_path, people)
    assert rows() == before


BROKEN = [
    ("schedule.md", "start: 2027-03-02T09:00", "start: soon", "schedule.md:2: start"),
    ("schedule.md", "until: 2027-03-03T09:00", "until: 2027-03-01", "schedule.md:3: until"),
    ("schedule.md", "until: ", "end: ", "schedule.md:3: end"),
    ("schedule.md", "start: 2027-03-02T09:00\nuntil: 2027-03-03T09:00\n", "start:\n", "schedule.md:2: start"),
    ("cards/contact-us/en.md", "short: New.", "short: '{{ no.fact }}'", "cards/contact-us/en.md:8: short"),
    ("cards/contact-us/en.md", "title:", "titel:", "cards/contact-us/en.md:7: titel"),
    ("cards/contact-us/en.md", "owner: olivia", "owner: pavel", "cards/contact-us/en.md:3: owner"),
]


@pytest.mark.parametrize(("name", "old", "new", "place"), BROKEN)
def test_it_brings_in_nothing_when_one_thing_is_wrong(store, people, contact, tmp_path, name, old, new, place):
    folder = scheduled(store, contact, tmp_path, start=NOON + DAY, until=NOON + 2 * DAY)
    path = f"scheduled/2027-03-02t0900-until-2027-03-03t0900/{name}"
    assert old in read(folder)[path]
    write(folder, {path: read(folder)[path].replace(old, new, 1)})
    before = rows()
    with pytest.raises(ContentError) as caught:
        bring_in(folder, people)
    assert [str(problem) for problem in caught.value.problems if place in str(problem)], str(caught.value)
    assert rows() == before


def test_it_says_which_file_is_missing(store, people, contact, tmp_path):
    folder = scheduled(store, contact, tmp_path, start=NOON + DAY)
    (folder / "scheduled/2027-03-02t0900/schedule.md").unlink()
    with pytest.raises(ContentError, match=r"scheduled/2027-03-02t0900/schedule.md:1: .*missing"):
        read_collection(folder)


def test_it_writes_of_the_past_what_was_planned_then(store, contact, clock, tmp_path):
    store.publish(contact, changed(store, contact, "New."), start=NOON + DAY)
    export_to(tmp_path / "then", now())
    clock.shift(DAY)
    store.publish(contact, changed(store, contact, "Newer."))
    store.withdraw(contact, start=NOON + 9 * DAY)
    export_to(tmp_path / "of-then", moment_at(NOON))
    assert read(tmp_path / "of-then") == read(tmp_path / "then")
