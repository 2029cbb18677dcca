"""A channel is answered in its own languages only; whoever asks for another is told which one this is, and why."""

import pytest
from django.test import Client

from kb.api.visitors import visitor_token
from policies.channels import AGENTS, disable_channel, enable_channel, set_channel
from policies.errors import Refused
from policies.models import Channel, Event, Publication
from policies.publishing import current_revision

pytestmark = pytest.mark.django_db
URL = "/api/v1/answers/cancel-order?order_stage=packed"
QUESTION = {"question": "не поздно ли отменить заказ", "context": {"order_stage": "packed"}}


@pytest.fixture
def card(store):
    return store.cancel_order()


@pytest.fixture
def speak(people, channel):
    """`speak("ru", "en")`: a client of a channel with these languages."""

    def make(*languages):
        client = channel("public", slug="chatbot")
        set_channel(Channel.objects.get(slug="chatbot"), by=people.ada, languages=list(languages))
        return client

    return make


def served(client, language):
    body = client.get(f"{URL}&lang={language}").json()
    return body["answer"]["language"], body["fallback"]


@pytest.mark.parametrize(
    ("languages", "asked", "language", "reason"),
    [
        ((), "ru", "ru", None),
        (("ru", "en"), "ru", "ru", None),
        (("ru", "en"), "pt-BR", "en", "not_offered"),  # The source.
        (("pt-BR", "ru"), "en", "pt-BR", "not_offered"),  # The source is not offered: the first that is.
        (("ru", "pt-BR"), "en", "ru", "not_offered"),
        (("ru", "pt-BR"), "pt-PT", "pt-BR", None),
        (("ru",), "fr", "ru", "not_offered"),
        ((), "fr", "en", "not_translated"),
    ],
)
def test_it_answers_in_a_language_of_the_channel(card, speak, languages, asked, language, reason):
    fallback = {"language": language, "reason": reason} if reason else None
    assert served(speak(*languages), asked) == (language, fallback)


def test_it_says_nothing_older_than_its_meaning_nor_in_a_language_that_is_not_offered(card, store, speak):
    """The Russian text is of an older meaning; English, its source, is not offered."""
    text = store.text(card)
    text["languages"]["ru"]["made_for"] = 1
    text["languages"]["pt-BR"]["made_for"] = 2
    text["languages"]["en"]["short"] = "You can cancel until the parcel is packed."
    store.publish(card, text)
    assert served(speak("ru", "pt-BR"), "ru") == ("pt-BR", {"language": "pt-BR", "reason": "outdated"})
    assert served(speak("ru"), "ru") == ("en", {"language": "en", "reason": "outdated"})


def test_a_card_in_none_of_its_languages_speaks_its_source(store, speak):
    store.card("gift-wrap")
    client = speak("ru", "pt-BR")
    body = client.get("/api/v1/answers/gift-wrap?lang=ru").json()
    assert (body["answer"]["language"], body["fallback"]["reason"]) == ("en", "not_translated")
    assert client.get("/api/v1/answers/gift-wrap?lang=en").json()["fallback"] is None


def test_who_names_no_language_gets_the_first_of_the_channel(card, speak):
    client = speak("pt-BR", "en")
    assert client.get(URL).json()["answer"]["language"] == "pt-BR"
    assert client.get(URL, headers={"Accept-Language": "en"}).json()["answer"]["language"] == "en"


def test_every_call_respects_it(card, speak):
    client = speak("pt-BR")
    asked = client.post("/api/v1/ask", QUESTION, content_type="application/json").json()
    assert (asked["requested_language"], asked["answer"]["language"]) == ("ru", "pt-BR")
    assert asked["fallback"] == {"language": "pt-BR", "reason": "not_offered"}
    assert [candidate["title"] for candidate in asked["candidates"]] == ["Ainda posso cancelar meu pedido?"]
    hits = client.get("/api/v1/search?q=отменить заказ&lang=ru").json()["results"]
    assert [(hit["language"], hit["title"]) for hit in hits] == [("pt-BR", "Ainda posso cancelar meu pedido?")]
    titles = client.get("/api/v1/suggest?q=отменить&lang=ru").json()["results"]
    assert titles == [{"title": "Ainda posso cancelar meu pedido?"}]
    listed = client.get("/api/v1/languages").json()["results"]
    assert [entry["language"] for entry in listed] == ["pt-BR"]
    nothing = client.post("/api/v1/ask", {"question": "погода на марсе", "lang": "ru"}, content_type="application/json").json()
    assert nothing["escalation"]["message"].startswith("Não tenho certeza")


def test_receipts_say_again_what_was_said_under_the_languages_of_that_day(card, speak, people):
    client = speak("pt-BR")
    said = [client.get(f"{URL}&lang=ru").json()["receipt"]]
    said.append(client.post("/api/v1/ask", {"question": "погода"}, content_type="application/json").json()["receipt"])
    channel = Channel.objects.get(slug="chatbot")
    set_channel(channel, by=people.ada, languages=["ru"])
    said.append(client.get(f"{URL}&lang=pt-BR").json()["receipt"])
    set_channel(channel, by=people.ada, languages=[])
    proved = [client.get(f"/api/v1/receipts/{receipt}").json() for receipt in said]
    assert [proof["is_same"] for proof in proved] == [True] * 3
    assert [proof["answer"] and proof["answer"]["language"] for proof in proved] == ["pt-BR", None, "ru"]
    assert proved[0]["fallback"] == {"language": "pt-BR", "reason": "not_offered"}


def test_other_languages_are_a_revision_and_other_settings_are_none(card, speak, people):
    client = speak()
    channel, before = Channel.objects.get(slug="chatbot"), current_revision()
    etag = client.get(f"{URL}&lang=ru")["ETag"]
    set_channel(channel, by=people.ada, title="Bot", requests_per_minute=50, kind="chatbot")
    assert current_revision() == before
    set_channel(channel, by=people.ada, languages=["en"])
    set_channel(channel, by=people.ada, languages=["en"])
    log = Publication.objects.get(number=before + 1)
    event = Event.objects.filter(action="set_channel").order_by("-number")[0]
    assert (log.kind, log.by, current_revision()) == ("vocabulary", people.ada, before + 1)
    assert (event.before, event.after) == ({"languages": []}, {"languages": ["en"]})
    assert client.get(f"{URL}&lang=ru", headers={"If-None-Match": etag}).status_code == 200


def test_the_sites_own_pages_respect_it(card, people, client, client_of):
    set_channel(Channel.objects.get(slug="faq"), by=people.ada, languages=["pt-BR", "ru"])
    set_channel(Channel.objects.get(slug="chat"), by=people.ada, languages=["ru"])
    set_channel(Channel.objects.get(slug=AGENTS), by=people.ada, languages=["en"])
    page = client.get("/faq/en/cancel-order/?order_stage=packed").content.decode()
    assert 'data-language="pt-BR"' in page
    assert "not given in English here" in page
    assert client.get("/faq/", headers={"Accept-Language": "en"})["Location"] == "/faq/pt-BR/"
    assert 'hreflang="en"' not in client.get("/faq/ru/").content.decode()
    chat = client.get("/chat/?lang=en").content.decode()
    assert 'data-language="ru"' in chat
    assert 'hreflang="en"' not in chat
    visitor = Client(headers={"Authorization": f"Bearer {visitor_token()}"})
    assert served(visitor, "en")[0] == "ru"
    assert 'data-language="en"' in client_of(people.ana).get("/cards/cancel-order/?lang=ru&order_stage=packed").content.decode()


def test_a_channel_of_the_site_is_gone_while_it_is_switched_off(card, people, client):
    faq, chat = Channel.objects.get(slug="faq"), Channel.objects.get(slug="chat")
    visitor = Client(headers={"Authorization": f"Bearer {visitor_token()}"})
    paths = ("/faq/en/", "/faq/en/cancel-order/", "/chat/")
    assert [client.get(path).status_code for path in paths] == [200] * 3
    before = current_revision()
    for channel in (faq, chat):
        disable_channel(channel, by=people.max)
    assert current_revision() == before + 2
    assert [client.get(path).status_code for path in paths] == [404] * 3
    assert client.post("/faq/en/cancel-order/helpful/", {"kind": "helpful"}).status_code == 404
    assert visitor.get(URL).status_code == 403
    for channel in (faq, chat):
        enable_channel(channel, by=people.max)
    assert [client.get(path).status_code for path in paths] == [200] * 3
    assert visitor.get(URL).status_code == 200


@pytest.mark.parametrize("name", ["ana", "marta", "olivia"])
def test_others_change_nothing_of_a_channel(people, name):
    channel, before = Channel.objects.get(slug="faq"), Event.objects.count()
    for refused in (
        lambda by: set_channel(channel, by=by, languages=["en"]),
        lambda by: disable_channel(channel, by=by),
        lambda by: enable_channel(channel, by=by),
    ):
        with pytest.raises(Refused, match="administrators and knowledge managers"):
            refused(getattr(people, name))
    assert Event.objects.count() == before
