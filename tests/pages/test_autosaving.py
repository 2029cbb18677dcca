"""What is typed is never gone: kept while typing, kept when a save is refused, offered again, and removed by saving."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.models import Autosave, Version
from policies.workflow import save_draft, submit
from tests.pages.test_desk import texts_in, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(store):
    return store.draft(store.cancel_order())


def typed(client, draft, words="typed with care"):
    """What the editor would send after these words were typed into the English title."""
    given = texts_in(client.get(url("edit", draft)))
    given["text-en"] = given["text-en"].replace("title: Can I still", f"title: {words}").replace("\n", "\r\n")
    return given


def test_what_was_typed_is_offered_and_taken_up(client_of, people, draft):
    marta = client_of(people.marta)
    answer = marta.post(url("autosave", draft), typed(marta, draft))
    assert answer.json()["said"].startswith("Kept at")
    page = marta.get(url("edit", draft)).content.decode()
    assert "You typed something here at" in page
    assert "typed with care" not in page
    taken = marta.get(url("edit", draft), {"typed": "1"})
    assert "typed with care" in taken.context["texts"]["en"]
    assert taken.context.get("collisions") == {}
    marta.post(url("edit", draft), texts_in(taken))
    draft.refresh_from_db()
    assert draft.content["languages"]["en"]["title"].startswith("typed with care")
    assert not Autosave.objects.exists(), "Saving takes its place."
    assert "You typed" not in marta.get(url("edit", draft)).content.decode()


def test_it_is_discarded_on_request(client_of, people, draft):
    marta = client_of(people.marta)
    marta.post(url("autosave", draft), typed(marta, draft))
    assert marta.post(url("autosave", draft), {"discard": "1"}).url == url("edit", draft)
    assert not Autosave.objects.exists()


def test_it_keeps_nothing_that_says_what_is_saved(client_of, people, draft):
    marta = client_of(people.marta)
    given = typed(marta, draft)
    marta.post(url("autosave", draft), given)
    marta.post(url("autosave", draft), texts_in(marta.get(url("edit", draft))))
    assert not Autosave.objects.exists()


def test_the_text_of_who_saves_second_is_kept(client_of, people, draft):
    marta = client_of(people.marta)
    given = typed(marta, draft)
    save_draft(draft, {**draft.content, "audience": "internal"}, by=people.max)
    assert marta.post(url("edit", draft), given).status_code == 409
    assert "typed with care" in Autosave.objects.get().texts["en"]
    later = client_of(people.marta).get(url("edit", draft), {"typed": "1"})
    assert "typed with care" in later.context["texts"]["en"]
    assert "en" in later.context["collisions"], "What was saved meanwhile stands beside it."
    again = texts_in(later)
    assert client_of(people.marta).post(url("edit", draft), again).status_code == 302
    assert not Autosave.objects.exists()


def test_a_text_that_does_not_read_is_kept(client_of, people, draft):
    marta = client_of(people.marta)
    given = {**typed(marta, draft), "text-en": "title: [no end"}
    assert marta.post(url("edit", draft), given).status_code == 422
    assert Autosave.objects.get().texts["en"] == "title: [no end"


def test_the_text_is_kept_when_somebody_handed_it_in_meanwhile(client_of, people, draft):
    marta = client_of(people.marta)
    given = typed(marta, draft)
    submit(draft, by=people.max)
    page = marta.post(url("edit", draft), given, follow=True)
    assert "Go on with it in a new draft" in page.content.decode()
    response = marta.post(url("carry_on", draft), follow=True)
    assert "typed with care" in response.context["texts"]["en"]
    new = Version.objects.select_related("subject").get(state="draft")
    assert (new.number, new.author, new.digest) == (draft.number + 1, people.marta, draft.digest)
    marta.post(url("edit", new), texts_in(response))
    new.refresh_from_db()
    assert new.content["languages"]["en"]["title"].startswith("typed with care")


def test_it_says_who_else_is_writing(client_of, people, draft, time_machine):
    marta, max_ = client_of(people.marta), client_of(people.max)
    max_.post(url("autosave", draft), typed(max_, draft, "by max"))
    assert "Also writing here right now: Max" in marta.get(url("edit", draft)).content.decode()
    assert "Max" in marta.post(url("autosave", draft), typed(marta, draft)).json()["said"]
    assert "by max" not in marta.get(url("edit", draft), {"typed": "1"}).content.decode()
    time_machine.move_to(timezone.now() + timedelta(minutes=2, seconds=1))
    assert "Also writing" not in marta.get(url("edit", draft)).content.decode()


@pytest.mark.parametrize("who", ["ana", "pavel", "stranger"])
def test_nobody_types_into_somebody_elses_draft(client_of, people, draft, who):
    given = typed(client_of(people.marta), draft)
    client = client_of(getattr(people, who))
    for name in ("autosave", "carry_on"):
        assert client.post(url(name, draft), given).status_code in (403, 404)
    assert not Autosave.objects.exists()


def test_it_refuses_what_no_database_should_keep(client_of, people, draft):
    marta = client_of(people.marta)
    given = typed(marta, draft)
    assert marta.post(url("autosave", draft), {**given, "text-en": "x" * 400_001}).status_code == 422
    assert (
        marta.post(url("autosave", draft), {**given, "text-en": "a\x00b", "seen": "9" * 30, "significance": "?"}).status_code
        == 200
    )
    kept = Autosave.objects.get()
    assert (kept.texts["en"], kept.seen, kept.significance) == ("ab", draft.edits, draft.significance)
