"""What events vouch for: a version, publication, review or verification that was changed, taken away or put in is found."""

import pytest
from django.db import connection

from policies.audit.proof import verify
from policies.audit.seals import FROZEN, MODELS, SEALED, seal_of
from policies.events import record
from policies.guards import install, remove
from policies.models import Event, Publication, Review, Version
from tests.policies.tampering import found_after, run, undone

pytestmark = pytest.mark.django_db
OTHER = "(SELECT MIN(id) FROM auth_user)"


def test_it_knows_every_column_of_what_it_seals():
    """A column that is added later must be given a seal of its own, or said to need none."""
    for model, columns in SEALED.items():
        assert {field.attname for field in model._meta.concrete_fields} == set(columns)
    apart = {"id", "state", "approved_at"}  # They go on changing; the events tell of each change.
    assert {field.attname for field in Version._meta.concrete_fields} - apart == set(FROZEN)
    assert set(MODELS) == {"publication", "review", "comment", "verification", "acknowledgement", "formerdimension"}


@pytest.mark.parametrize(
    "change",
    [
        "content = '{}'",
        'rendered = \'{"en": {"short": {"html": "<p>Pay</p>", "text": "Pay"}}}\'',
        f"author_id = CASE author_id WHEN {OTHER} THEN author_id + 1 ELSE {OTHER} END",
        "digest = 'sha256:0'",
        "audience = 'public'",
        "significance = 'typo'",
        "edits = edits + 1",
        "change_note = 'x'",
        "submitted_at = '2020-01-01 00:00:00'",
        "approved_at = '2020-01-01 00:00:00'",
        "state = 'returned'",
    ],
)
def test_it_names_the_version_that_was_changed(trail, change):
    found = found_after(f"UPDATE policies_version SET {change} WHERE number = 2")
    assert found
    assert all(line.startswith("card:contact-us:2: ") for line in found)


def test_it_finds_versions_that_are_gone_or_were_never_begun(trail):
    draft = Version.objects.filter(state="draft").latest("number")
    assert found_after(
        f"DELETE FROM policies_quote WHERE version_id = {draft.pk}", f"DELETE FROM policies_version WHERE id = {draft.pk}"
    ) == [f"card:contact-us:{draft.number}: it was begun, but is not there any more"]
    with undone():
        draft.pk, draft.number = None, 77
        draft.save(force_insert=True)
        assert [str(finding) for finding in verify().findings] == ["card:contact-us:77: no event tells of it"]
    assert found_after(
        f"UPDATE policies_version SET content = '{{}}' WHERE id = {Version.objects.filter(state='draft').latest('number').pk}"
    )


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("publication", "effective_from = '2099-01-01 00:00:00'"),
        ("publication", "effective_until = '2099-01-01 00:00:00'"),
        ("publication", "number = number + 1000"),
        ("publication", f"by_id = CASE by_id WHEN {OTHER} THEN by_id + 1 ELSE {OTHER} END"),
        ("review", "decision = 'recall'"),
        ("review", "comment = 'I never said so'"),
        ("review", "digest = ''"),
        ("verification", "verified_at = '2020-01-01 00:00:00'"),
        ("verification", "due_at = '2026-01-01 00:00:00'"),
        ("verification", "reason = 'because'"),
        ("verification", "by_id = NULL"),
    ],
)
def test_it_names_the_row_that_was_changed_and_its_event(trail, table, change):
    pk = MODELS[table].objects.order_by("pk").first().pk
    (event,) = [event for event in Event.objects.all() if f"{table}:{pk}" in event.details.get("rows", {})]
    found = found_after(f"UPDATE policies_{table} SET {change} WHERE id = {pk}")
    assert found == [f"event {event.number} {event.action} {event.thing}: the {table} {pk} is not as it was written"]


@pytest.mark.parametrize("table", ["publication", "review", "verification"])
def test_it_finds_rows_taken_away_and_put_in(trail, table):
    model = MODELS[table]
    row = model.objects.order_by("pk").first()
    assert (
        f"the {table} {row.pk} that it tells of is missing"
        in found_after(f"DELETE FROM policies_{table} WHERE id = {row.pk}")[0]
    )
    with undone():
        row.pk = None
        if table == "publication":
            row.number = 1_000
        row.save(force_insert=True)
        assert [str(finding) for finding in verify().findings] == [f"{table} {row.pk}: no event tells of it"]


@pytest.mark.sqlite
def test_it_goes_on_when_a_row_cannot_be_read(trail):
    anything = "PRAGMA ignore_check_constraints = ON"
    assert found_after(anything, "UPDATE policies_event SET details = 'no json' WHERE number = 5")[0].startswith("event 5 ")
    assert found_after("UPDATE policies_event SET at = 7 WHERE number = 5")[0].startswith("event 5 ")
    assert "never given" in " ".join(found_after("UPDATE policies_event SET number = 'five' WHERE number = 5"))
    found = found_after(anything, "UPDATE policies_version SET content = 'no json' WHERE number = 2")
    assert found[0].startswith("card:contact-us:2")
    assert "not as it was written" in found_after("UPDATE policies_verification SET at = 'noon'")[0]
    run("PRAGMA ignore_check_constraints = OFF")


def test_it_says_of_rows_older_than_the_seals_that_they_are(trail):
    """As a migration leaves them: sealed events that do not name what they wrote."""
    with undone():
        remove(connection)
        previous = ""
        for event in Event.objects.order_by("number"):
            event.before, event.after, event.previous = {}, {}, previous
            event.details.pop("rows", None)
            event.seal = previous = seal_of(event)
            event.save()
        install(connection)
        verdict = verify()
        assert verdict.findings == []
        assert verdict.unsealed["review"] == Review.objects.count()
        assert verdict.unsealed["publication"] == Publication.objects.count()
        assert verdict.unsealed["version"] == Version.objects.exclude(state="draft").count()
        Review.objects.create(version=Version.objects.get(number=1), decision="recall", digest="", by=event.by, at=event.at)
        assert [finding.message for finding in verify().findings] == ["no event tells of it"]


def test_it_takes_no_other_state_for_that_of_the_version(trail, people):
    """A second look at a version is confirmed or overturned, which says nothing of how the version stands."""
    record("second_look", Version.objects.get(number=2), by=people.max, after={"state": "confirmed"})
    assert verify().findings == []
