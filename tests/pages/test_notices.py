"""The pages about notices and chat tools: what is new first, and only one's own."""

import pytest
from django.urls import reverse

from policies.models import Notice, NoticeHook
from policies.notices.causes import tell_of_events
from policies.notices.telling import tell
from policies.workflow import submit
from tests.receiver import listening, url

pytestmark = pytest.mark.django_db
SAID = {"titles": {"en": "Returns"}, "by": "Marta", "due_at": "2026-03-02T10:00:00+00:00"}


@pytest.fixture
def olivia(client_of, people):
    tell(people.olivia, "review_wanted", "a", path="/desk/releases/", **SAID)
    tell(people.olivia, "due", "b", path="/desk/", **SAID)
    tell(people.pavel, "due", "b", path="/desk/", **SAID)
    return client_of(people.olivia)


def shown(page):
    return [notice.key for notice in page.context["page"]]


def test_the_number_of_new_ones_stands_on_every_page_of_the_desk(olivia, client_of, people):
    assert '<span class="places__count">2</span>' in olivia.get(reverse("desk")).content.decode()
    assert "places__count" not in client_of(people.ana).get(reverse("desk")).content.decode()


def test_it_opens_where_one_can_act_and_takes_note(olivia, people):
    assert shown(olivia.get(reverse("notices"))) == ["b", "a"]
    notice = Notice.objects.get(person=people.olivia, key="a")
    response = olivia.post(reverse("see_notices"), {"notice": notice.pk, "open": "1"})
    assert response.url == "/desk/releases/"
    assert shown(olivia.get(reverse("notices"))) == ["b"]
    assert shown(olivia.get(reverse("notices") + "?show=all")) == ["b", "a"]


def test_it_shows_one_kind_only_when_asked(olivia):
    assert shown(olivia.get(reverse("notices") + "?kind=due")) == ["b"]
    assert shown(olivia.get(reverse("notices") + "?kind=nonsense")) == []


def test_all_can_be_seen_at_once_but_only_ones_own(olivia, people):
    assert olivia.post(reverse("see_notices")).status_code == 302
    assert Notice.objects.filter(seen_at=None).values_list("person__username", flat=True).get() == "pavel"


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30])
def test_nobody_takes_note_of_somebody_elses(olivia, people, number):
    theirs = Notice.objects.get(person=people.pavel)
    assert olivia.post(reverse("see_notices"), {"notice": theirs.pk}).status_code == 404
    response = olivia.post(reverse("see_notices"), {"notice": number})
    assert response.status_code == (302 if number == "" else 404)
    assert Notice.objects.get(pk=theirs.pk).seen_at is None


@pytest.mark.parametrize("name", ["notices", "must_reads", "hooks"])
def test_strangers_see_nothing(client, client_of, people, name):
    assert client.get(reverse(name)).status_code == 302
    assert client_of(people.stranger).get(reverse(name)).status_code == 403


def test_it_speaks_three_languages(store, people, client_of):
    card = store.cancel_order()
    submit(store.draft(card, store.text(card) | {"audience": "internal"}), by=people.marta)
    tell_of_events()
    client = client_of(people.olivia)
    for language, words in (
        ("en", "Marta handed in “Can I still cancel my order?”"),
        ("pt-br", "Marta enviou “Ainda posso cancelar meu pedido?”"),
        ("ru", "Marta просит проверить «Можно ли ещё отменить заказ?»"),
    ):
        client.cookies["django_language"] = language
        assert words in client.get(reverse("notices")).content.decode()


def test_a_manager_connects_a_chat_tool_and_sees_whether_it_is_reached(people, client_of, settings):
    settings.OUTGOING_HOSTS = ["127.0.0.1"]
    max_ = client_of(people.max)
    with listening() as server:
        given = {"title": "Room", "url": url(server), "language": "en", "kinds": ["due"]}
        page = max_.post(reverse("hooks"), given, follow=True)
        assert "was reached" in page.content.decode()
        assert len(server.got) == 1
        server.says = (500, {}, b"")
        hook = NoticeHook.objects.get()
        page = max_.post(reverse("change_hook", args=(hook.pk, "try")), follow=True)
        assert "HTTP 500" in page.content.decode()
    assert url(server) not in page.content.decode()
    max_.post(reverse("change_hook", args=(hook.pk, "off")))
    assert NoticeHook.objects.get().disabled_at is not None
    max_.post(reverse("change_hook", args=(hook.pk, "on")))
    assert NoticeHook.objects.get().disabled_at is None


def test_it_says_what_is_wrong_with_an_address_and_keeps_what_was_typed(people, client_of):
    response = client_of(people.max).post(
        reverse("hooks"), {"title": "Typed with care", "url": "http://10.0.0.1/", "language": "en"}
    )
    assert response.status_code == 422
    assert "Typed with care" in response.content.decode()
    assert "https://" in str(response.context["form"].errors["url"])
    assert not NoticeHook.objects.exists()


def test_others_connect_nothing(olivia, people):
    given = {"title": "Room", "url": "https://chat.example.com/x", "language": "en"}
    assert olivia.get(reverse("hooks")).status_code == 403
    assert olivia.post(reverse("hooks"), given).status_code == 403
    assert not NoticeHook.objects.exists()
