"""Two people at the same moment. On PostgreSQL they really run side by side; on SQLite one waits for the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from policies.errors import Conflict, Refused
from policies.models import Autosave, Event, Publication, Review, Version
from policies.publishing import current_revision
from policies.workflow import approve, merge, publish, recall, save_draft, start_draft, submit
from policies.writing.autosaving import keep_typed

pytestmark = pytest.mark.django_db(transaction=True)


def side_by_side(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned or raised, all having begun at the same moment on connections of their own."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(20)
            return act()
        except (Conflict, Refused) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def fresh(version: Version) -> Version:
    return Version.objects.select_related("subject__topic", "author").get(pk=version.pk)


def succeeded(results: list[Any]) -> list[Any]:
    return [result for result in results if not isinstance(result, Exception)]


def test_it_approves_once(store, people):
    version = submit(store.draft(card := store.card("contact-us"), store.text(card)), by=people.marta)
    stale = [(fresh(version), person) for person in (people.olivia, people.pavel, people.max)]
    results = side_by_side(*(lambda seen=seen, person=person: approve(seen, by=person) for seen, person in stale))
    assert len(succeeded(results)) == 1
    assert Review.objects.filter(version=version).count() == 1
    assert Event.objects.filter(action="approve", thing="card:contact-us:2").count() == 1


def test_it_publishes_once(store, people):
    version = store.approved(card := store.card("contact-us"), store.text(card))
    before = current_revision()
    stale = [(fresh(version), person) for person in (people.olivia, people.pavel, people.max)]
    results = side_by_side(*(lambda seen=seen, person=person: publish(seen, by=person) for seen, person in stale))
    assert len(succeeded(results)) == 1
    assert current_revision() == before + 1


def test_it_lets_only_one_of_two_versions_be_the_next(store, people):
    """Both were begun from version 1; the second to be published would undo the first without anybody having seen both."""
    card = store.card("contact-us")
    rivals = [fresh(store.approved(card, store.text(card))) for _ in range(3)]
    results = side_by_side(*(lambda rival=rival: publish(rival, by=people.olivia) for rival in rivals))
    assert len(succeeded(results)) == 1
    assert sorted(Version.objects.filter(subject=card).values_list("state", flat=True)) == [
        "approved",
        "approved",
        "published",
        "published",
    ]


def test_it_keeps_the_first_of_two_saves(store, people):
    draft = store.draft(card := store.card("contact-us"), store.text(card))
    texts = [{**draft.content, "languages": {"en": {"title": title, "short": "S"}}} for title in ("One", "Two")]
    results = side_by_side(*(lambda text=text: save_draft(fresh(draft), text, by=people.marta, seen=1) for text in texts))
    (saved,) = succeeded(results)
    stored = fresh(draft)
    assert (stored.edits, stored.digest) == (2, saved.digest)
    assert Event.objects.filter(action="save_draft").count() == 1


def test_it_numbers_drafts_begun_together(store, people):
    card = store.card("contact-us")
    content = store.text(card)
    results = side_by_side(
        *(lambda person=person: start_draft(card, content, by=person) for person in (people.marta, people.max))
    )
    numbers = sorted(version.number for version in succeeded(results))
    assert numbers in ([2], [2, 3])


def test_it_numbers_revisions_in_the_order_of_their_commits(store, people):
    """A follower of the log must never see a number before the one below it."""
    versions = []
    for name in ("a", "b", "c", "d"):
        card = store.card(name)
        versions += [fresh(store.approved(card, {**store.text(card), "audience": "internal"}))]
    before = current_revision()
    results = side_by_side(*(lambda version=version: publish(version, by=people.olivia) for version in versions))
    assert sorted(publication.number for publication in results) == list(range(before + 1, before + 5))
    log = Publication.objects.filter(number__gt=before).order_by("number")
    assert [line.recorded_at for line in log] == sorted(line.recorded_at for line in log)
    assert current_revision() == before + 4


@pytest.mark.postgres
def test_it_shows_no_number_before_the_one_below_it(store, people):
    """While one transaction holds a number, the next waits for it instead of overtaking it."""
    first, second = (
        fresh(store.approved(store.card(name), {"source": "en", "languages": {"en": {"title": name, "short": name}}}))
        for name in "ab"
    )
    before, seen, began = current_revision(), [], Barrier(2)

    def slow() -> None:
        with transaction.atomic():
            publish(first, by=people.olivia)
            began.wait(20)
            connections["default"].cursor().execute("SELECT pg_sleep(0.3)")

    def quick() -> None:
        began.wait(20)
        publish(second, by=people.olivia)
        seen.extend(Publication.objects.filter(number__gt=before).order_by("number").values_list("version_id", flat=True))

    side_by_side(slow, quick)
    assert seen == [first.pk, second.pk]


def test_it_counts_each_of_two_approvals_at_once(store, people):
    """Both are needed, both are given at the same moment: neither is lost, and it is approved once."""
    card = store.card("contact-us", risk="high")
    version = submit(store.draft(card, store.text(card)), by=people.marta)
    results = side_by_side(*(lambda by=by: approve(fresh(version), by=by) for by in (people.olivia, people.pavel)))
    assert len(succeeded(results)) == 2
    assert fresh(version).state == "approved"
    assert Review.objects.filter(version=version).count() == 2
    states = (
        Event.objects.filter(action="approve", thing="card:contact-us:2").order_by("number").values_list("after", flat=True)
    )
    assert [after["state"] for after in states] == ["in_review", "approved"]


def test_a_recall_and_an_approval_at_once_end_in_one_of_both(store, people):
    version = submit(store.draft(card := store.card("contact-us"), store.text(card)), by=people.marta)
    one, other = fresh(version), fresh(version)
    approval, draft = side_by_side(lambda: approve(one, by=people.pavel), lambda: recall(other, by=people.marta))
    outcome = (isinstance(approval, Exception), isinstance(draft, Exception), fresh(version).state)
    assert outcome in ((False, True, "approved"), (True, False, "returned"))


def test_two_editors_at_once_lose_no_text(store, people):
    """Who saves second has the text still: as what was typed and not saved."""
    draft = store.draft(card := store.card("contact-us"), store.text(card))
    words = {person.pk: f"Words of {person.username}" for person in (people.marta, people.max)}

    def save(person):
        content = {**draft.content, "languages": {"en": {"title": words[person.pk], "short": "S"}}}
        try:
            save_draft(fresh(draft), content, by=person, seen=1)
        except Conflict:
            keep_typed(fresh(draft), {"en": words[person.pk]}, by=person, seen=1, significance="meaning")

    side_by_side(lambda: save(people.marta), lambda: save(people.max))
    kept = Autosave.objects.get()
    saved = fresh(draft).content["languages"]["en"]["title"]
    assert {saved, kept.texts["en"]} == set(words.values())
    assert kept.texts["en"] == words[kept.person_id]


def test_one_of_two_merges_at_once_has_to_merge_again(store, people):
    card = store.card("contact-us")
    first = store.draft(card, {**store.text(card), "audience": "internal"})
    second = store.draft(card, store.text(card))
    live = store.publish(card, {"source": "en", "languages": {"en": {"title": "New", "short": "New."}}}).version
    merged = side_by_side(
        lambda: merge(fresh(first), fresh(live), by=people.marta), lambda: merge(fresh(second), fresh(live), by=people.marta)
    )
    versions = succeeded(merged)
    approved = [approve(submit(fresh(version), by=people.marta), by=people.olivia) for version in versions]
    results = side_by_side(*(lambda one=one: publish(one, by=people.olivia) for one in map(fresh, approved)))
    assert len(succeeded(results)) == 1
