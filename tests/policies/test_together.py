"""Two people at the same moment. On PostgreSQL they really run side by side; on SQLite one waits for the other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections, transaction

from policies.errors import Conflict, Refused
from policies.models import Event, Publication, Review, Version
from policies.publishing import current_revision
from policies.workflow import approve, publish, save_draft, start_draft, submit

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
