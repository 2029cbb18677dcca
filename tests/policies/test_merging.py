"""Several drafts of one card: the second to land takes in the first, and nobody's text is undone in silence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.models import Event, Version
from policies.publishing import now
from policies.workflow import approve, publish, request_changes, revert, save_draft, submit
from policies.writing.lineage import ancestors_of
from policies.writing.merging import merge, missing_in, overwriting_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(store):
    return store.cancel_order()


def with_text(store, card, language, field, text):
    content = store.text(card)
    content["languages"][language][field] = text
    return content


def landed(people, version):
    version = submit(version, by=version.author) if version.state == "draft" else version
    return approve(version, by=people.pavel)


def test_the_second_to_land_takes_in_the_first(store, people, card):
    second = store.draft(card, with_text(store, card, "ru", "title", "Отмена"))
    assert missing_in(second, now()) == []
    first = store.publish(card, with_text(store, card, "en", "title", "Cancelling")).version
    assert [(missing.version, missing.start) for missing in missing_in(second, now())] == [(first, None)]
    approved = landed(people, second)
    with pytest.raises(Conflict, match=f"version {first.number}"):
        publish(approved, by=people.pavel)
    merged = merge(approved, first, by=people.marta)
    assert (merged.state, merged.author, merged.based_on) == ("draft", people.marta, first)
    languages = merged.content["languages"]
    assert (languages["en"]["title"], languages["ru"]["title"]) == ("Cancelling", "Отмена")
    assert missing_in(merged, now()) == []
    second.refresh_from_db()
    assert (second.state, second.content["languages"]["en"]["title"]) == ("approved", "Can I still cancel my order?")
    assert publish(landed(people, merged), by=people.pavel).version == merged


def test_it_asks_about_what_both_changed(store, people, card):
    mine = store.draft(card, with_text(store, card, "en", "title", "Mine"))
    theirs = store.publish(card, with_text(store, card, "en", "title", "Theirs")).version
    before = (Event.objects.count(), Version.objects.count())
    with pytest.raises(ContentError) as caught:
        merge(mine, theirs, by=people.marta)
    assert [problem.field for problem in caught.value.problems] == ["languages.en.title"]
    assert before == (Event.objects.count(), Version.objects.count())
    for choice, title in (("theirs", "Theirs"), ("mine", "Mine"), (("Both",), "Both")):
        merged = merge(mine, theirs, by=people.marta, choices={"languages.en.title": choice})
        assert merged.content["languages"]["en"]["title"] == title
    with pytest.raises(ContentError, match="title"):
        merge(mine, theirs, by=people.marta, choices={"languages.en.title": ("",)})


def test_it_is_refused_to_who_cannot_read_or_write(store, people, card):
    mine = store.draft(card, with_text(store, card, "ru", "title", "Отмена"))
    theirs = store.publish(card, with_text(store, card, "en", "title", "Theirs")).version
    for person in (people.pavel, people.ana, people.stranger):
        with pytest.raises(Refused):
            merge(mine, theirs, by=person)
    assert merge(mine, theirs, by=people.max).author == people.max


def test_it_merges_only_into_what_was_published_and_lacks_it(store, people, card):
    draft, other = store.draft(card), store.draft(card)
    live, elsewhere = store.version(card), store.version(store.card("contact-us"))
    for onto in (other, draft, elsewhere):
        with pytest.raises(Conflict, match="Only versions"):
            merge(draft, onto, by=people.marta)
    newer = store.publish(card, with_text(store, card, "en", "title", "New")).version
    with pytest.raises(Conflict, match="already"):
        merge(live, newer, by=people.marta)


def test_what_is_scheduled_says_that_it_undoes_what_was_published_since(store, people, card):
    start = timezone.now() + timedelta(days=10)
    scheduled = store.publish(card, with_text(store, card, "ru", "title", "Позже"), start=start).version
    assert overwriting_in(card, now()) == []
    mended = store.draft(card, with_text_of(scheduled.based_on, "en", "title", "Mended"))
    live = publish(landed(people, mended), by=people.pavel).version
    (undone,) = overwriting_in(card, now())
    assert (undone.earlier, undone.later, undone.start) == (live, scheduled, start)
    both = merge(live, scheduled, by=people.marta)
    assert both.based_on == scheduled
    titles = {tag: said["title"] for tag, said in both.content["languages"].items()}
    assert (titles["en"], titles["ru"]) == ("Mended", "Позже")
    assert missing_in(both, now()) == []
    publish(landed(people, both), by=people.pavel, start=start)
    assert overwriting_in(card, now()) == []


def with_text_of(version, language, field, text):
    content = {**version.content, "languages": {**version.content["languages"]}}
    content["languages"][language] = {**content["languages"][language], field: text}
    return content


def test_a_draft_is_told_of_what_is_scheduled(store, people, card):
    start = timezone.now() + timedelta(days=10)
    draft = store.draft(card)
    scheduled = store.publish(card, with_text(store, card, "ru", "title", "Позже"), start=start).version
    assert [(missing.version, missing.start) for missing in missing_in(draft, now())] == [(scheduled, start)]
    approved = landed(people, draft)
    with pytest.raises(Conflict, match=f"version {scheduled.number}"):
        publish(approved, by=people.pavel, start=start + timedelta(days=1))
    publish(approved, by=people.pavel)


def test_an_end_of_something_temporary_undoes_nothing(store, people, card):
    start = timezone.now() + timedelta(days=1)
    store.publish(card, with_text(store, card, "en", "title", "Holidays"), start=start, until=start + timedelta(days=5))
    assert overwriting_in(card, now()) == []


def test_nobody_approves_their_own_text_after_somebody_else_merged_it(store, people, card):
    """Marta wrote it, Max merged it: Max is its author now, and Marta has still written a part of it."""
    mine = store.draft(card, with_text(store, card, "ru", "title", "Отмена"))
    mine = save_draft(mine, mine.content, by=people.max)
    theirs = store.publish(card, with_text(store, card, "en", "title", "Theirs")).version
    people.marta.groups.set(people.olivia.groups.all())
    merged = submit(merge(mine, theirs, by=people.max), by=people.max)
    for person in (people.marta, people.max):
        with pytest.raises(Refused, match="own text"):
            approve(merged, by=type(person).objects.get(pk=person.pk))
    assert approve(merged, by=people.pavel).state == "approved"


def test_nobody_approves_their_own_text_after_somebody_else_restored_it(store, people, card):
    mine = save_draft(draft := store.draft(card), draft.content, by=people.marta)
    request_changes(submit(mine, by=people.marta), by=people.pavel, comment="No.")
    people.marta.groups.set(people.olivia.groups.all())
    restored = submit(revert(card, mine, by=people.olivia), by=people.olivia)
    with pytest.raises(Refused, match="own text"):
        approve(restored, by=type(people.marta).objects.get(pk=people.marta.pk))


def test_it_knows_what_a_text_was_made_of(store, people, card):
    mine = store.draft(card, with_text(store, card, "ru", "title", "Отмена"))
    theirs = store.publish(card, with_text(store, card, "en", "title", "Theirs")).version
    merged = merge(mine, theirs, by=people.marta)
    assert ancestors_of(merged) == {1, mine.number, theirs.number}
    assert ancestors_of(store.draft(card)) == {1, theirs.number}


def test_a_translation_of_a_merged_text_is_not_called_up_to_date(store, people, card):
    """The translation was made for one of both source texts, so it says less than the merged one."""
    content = with_text(store, card, "en", "body", "First.\n\nThe refund takes {{ refunds.card_days }}.")
    content["languages"]["ru"]["body"] = "Первое."
    mine = store.draft(card, content)
    theirs = store.publish(card, with_text(store, card, "en", "short", "Until it leaves.")).version
    merged = merge(mine, theirs, by=people.marta)
    assert merged.content["languages"]["en"]["short"] == "Until it leaves."
    assert merged.content["languages"]["ru"]["made_for"] == 1
    assert merged.content["languages"]["pt-BR"]["made_for"] == 1
