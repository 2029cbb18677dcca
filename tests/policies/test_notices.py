"""A cause is told once to each person, in the reader's language, and to who stands in for somebody who is away."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone, translation

from policies.models import Absence, Colleague, HookDelivery, Notice
from policies.notices.hooks import create_hook
from policies.notices.telling import Cause, notices_of, see, see_all, tell, tell_all, unseen_count
from policies.notices.words import KINDS, sentence

pytestmark = pytest.mark.django_db
PARAMS = {
    "titles": {"en": "Returns", "pt-BR": "Devoluções", "ru": "Возврат"}, "by": "Marta", "comment": "Shorter",
    "count": 2, "channel": "faq",
    "about": "returns.days",
    "names": "ru", "since_at": "2026-01-05T10:00:00+00:00", "from_at": "2026-01-05T10:00:00+00:00",
    "due_at": "2026-01-05T10:00:00+00:00", "expires_at": "2026-01-05T10:00:00+00:00", "until_at": "2026-01-05T10:00:00+00:00",
    "then": {"notice": ["agents"], "escalate": ["faq", "chat"]},
}  # fmt: skip


def away(person: User, *, deputy: User | None, days: int = 1) -> None:
    Colleague.objects.update_or_create(person=person, defaults={"deputy": deputy})
    today = timezone.now().date()
    Absence.objects.create(person=person, first_on=today, last_on=today + timedelta(days=days))


def told(person: User) -> list[str]:
    return sorted(Notice.objects.filter(person=person).values_list("key", flat=True))


def test_it_tells_a_person_once(people):
    for _ in range(3):
        tell(people.olivia, "due", "due:1", path="/desk/", **PARAMS)
    tell(people.olivia, "due", "due:2", path="/desk/", **PARAMS)
    assert told(people.olivia) == ["due:1", "due:2"]


def test_it_says_how_many_are_new(people):
    cause, other = (Cause("due", key, "/desk/", params=PARAMS) for key in ("due:1", "due:2"))
    assert tell_all([(people.olivia, cause), (people.olivia, cause), (people.pavel, cause)]) == 2
    assert tell_all([(people.olivia, cause), (people.pavel, other)]) == 1


def test_it_tells_the_deputy_of_who_is_away_too_and_says_for_whom(people):
    away(people.olivia, deputy=people.pavel)
    tell(people.olivia, "due", "due:1", path="/desk/", **PARAMS)
    assert told(people.olivia) == told(people.pavel) == ["due:1"]
    assert "You stand in for Olivia." in sentence(Notice.objects.get(person=people.pavel))
    assert "stand in" not in sentence(Notice.objects.get(person=people.olivia))


def test_it_tells_a_deputy_who_is_concerned_anyway_only_once(people):
    away(people.olivia, deputy=people.pavel)
    cause = Cause("due", "due:1", "/desk/", params=PARAMS)
    tell_all([(people.olivia, cause), (people.pavel, cause)])
    assert told(people.pavel) == ["due:1"]
    assert "instead_of" not in Notice.objects.get(person=people.pavel).params


def test_it_goes_on_to_the_deputy_of_a_deputy_who_is_away(people):
    away(people.olivia, deputy=people.pavel)
    away(people.pavel, deputy=people.max)
    tell(people.olivia, "due", "due:1", path="/desk/", **PARAMS)
    assert (told(people.olivia), told(people.pavel), told(people.max)) == (["due:1"], [], ["due:1"])


def test_it_tells_nobody_who_has_left(people):
    User.objects.filter(pk=people.olivia.pk).update(is_active=False)
    tell(people.olivia, "due", "due:1", path="/desk/", **PARAMS)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("language", ["en", "pt-br", "ru"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_sentence_in_every_language(people, kind, language):
    tell(people.olivia, kind, f"{kind}:1", path="/desk/", **PARAMS)
    notice = Notice.objects.get()
    english = sentence(notice)
    with translation.override(language):
        said = sentence(notice)
        assert "%(" not in said
        if kind != "model_held":  # That one is about no card.
            assert {"en": "Returns", "pt-br": "Devoluções", "ru": "Возврат"}[language] in said
        assert (said == english) == (language == "en")


def test_it_says_what_the_channels_will_do(people):
    tell(people.olivia, "expires_soon", "expires_soon:1", path="/desk/", **PARAMS)
    assert "handed to a person on faq, chat" in sentence(Notice.objects.get())
    tell(people.pavel, "expires_soon", "expires_soon:1", path="/desk/", **{**PARAMS, "then": {}})
    assert "every channel says it as before" in sentence(Notice.objects.get(person=people.pavel))


def test_urgent_is_what_blocks_somebody_unless_told_otherwise(people):
    tell(people.olivia, "review_wanted", "a", path="/desk/", **PARAMS)
    tell(people.olivia, "published", "b", path="/desk/", **PARAMS)
    tell(people.olivia, "published", "c", path="/desk/", is_urgent=True, **PARAMS)
    assert dict(Notice.objects.values_list("key", "is_urgent")) == {"a": True, "b": False, "c": True}


def test_only_the_person_takes_note(people):
    tell(people.olivia, "due", "due:1", path="/desk/", **PARAMS)
    tell(people.pavel, "due", "due:1", path="/desk/", **PARAMS)
    theirs = Notice.objects.get(person=people.pavel)
    assert see(people.olivia, [theirs.pk]) == 0
    assert (see_all(people.olivia), unseen_count(people.olivia), unseen_count(people.pavel)) == (1, 0, 1)
    assert see(people.pavel, [theirs.pk]) == 1
    assert [notice.key for notice in notices_of(people.pavel)] == ["due:1"]


def test_counting_the_unseen_asks_one_index(people, django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        unseen_count(people.olivia)
    explained = Notice.objects.filter(person=people.olivia, seen_at=None).order_by().explain()
    assert "COUNT" in asked.captured_queries[0]["sql"]
    assert "notice_unseen" in explained or "Seq Scan" in explained  # PostgreSQL reads an empty table as it is.


def test_each_chat_tool_gets_a_cause_once_however_many_people_are_told(people):
    everything = create_hook("All", "https://chat.example.com/all", by=people.max)
    create_hook("Reviews", "https://chat.example.com/reviews", by=people.max, kinds=["review_wanted"])
    cause = Cause("due", "due:1", "/desk/", params=PARAMS)
    tell_all([(people.olivia, cause), (people.pavel, cause)])
    tell_all([(people.max, cause)])
    assert list(HookDelivery.objects.values_list("hook", "key")) == [(everything.pk, "due:1")]
