"""All facts, offers and dimensions, each on one page; and beginning a new fact or offer."""

import pytest
from django.urls import reverse

from policies.models import Fact, Version
from tests.pages.marked import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(store):
    options = [
        {"value": "us", "labels": {"en": "United States", "ru": "США"}},
        {"value": "eu", "labels": {"en": "European Union", "ru": "Евросоюз"}},
    ]
    return store.dimension("region", kind="choice", options=options, names={"en": "Region", "ru": "Регион"}, questions={})


@pytest.fixture
def window(store, region):
    fact = store.fact("returns.window_days", 30)
    content = {"type": "duration", "unit": "day", "value": 30, "variants": [{"when": {"region": ["eu"]}, "value": 14}]}
    store.publish(fact, content)
    return fact


def test_it_lists_facts_with_their_values_in_every_language(store, people, client_of, window):
    store.cancel_order()
    text = text_of(client_of(people.ana).get("/desk/facts/"))
    for value in ("30 days", "30 dias", "30 дней", "14 days", "14 dias", "14 дней", "Region: <strong>European Union</strong>"):
        assert value in text
    assert "Olivia" in text
    row = text.split("refunds.card_days</a>")[1].split("</tr>")[0]
    assert row.rstrip().endswith("<td>1</td>")


def test_it_says_where_a_value_holds_in_the_readers_language(people, client_of, window):
    client = client_of(people.ana)
    client.cookies["django_language"] = "ru"
    assert "Регион: <strong>Евросоюз</strong>" in text_of(client.get("/desk/facts/"))


def test_it_lists_a_fact_that_is_not_in_force_to_those_who_may_read_it(store, people, client_of):
    fact = Fact.objects.create(kind="fact", slug="sale.percent", topic=store.topic(), owner=people.olivia)
    store.draft(fact, {"type": "percent", "value": 20})
    for person, is_shown in ((people.marta, True), (people.olivia, True), (people.pavel, False), (people.ana, False)):
        text = text_of(client_of(person).get("/desk/facts/"))
        assert ("sale.percent" in text) is is_shown
        assert "20%" not in text


def test_it_lists_offers_with_what_became_of_them(store, people, client_of):
    store.cancel_order()
    text = text_of(client_of(people.ana).get("/desk/offers/"))
    assert "Free shipping on the next order" in text
    assert "STAYFREE" in text


def test_it_lists_dimensions_with_the_cards_that_ask_about_them(store, people, client_of, region):
    store.cancel_order()
    text = text_of(client_of(people.ana).get("/desk/dimensions/"))
    assert "Can I still cancel my order?" in text
    assert "Nothing in force looks at this." in text


@pytest.mark.parametrize(
    "address", ["/desk/facts/", "/desk/offers/", "/desk/dimensions/", "/desk/facts/new/", "/desk/offers/new/"]
)
def test_it_is_for_colleagues_only(people, client_of, client, address):
    assert client.get(address).status_code == 302
    assert client_of(people.stranger).get(address).status_code == 403


@pytest.mark.parametrize("name", ["new_fact", "new_offer"])
def test_an_agent_begins_nothing(people, client_of, name):
    ana = client_of(people.ana)
    assert ana.get(reverse(name)).status_code == 403
    assert ana.post(reverse(name), {}).status_code == 403
    assert reverse(name) not in text_of(ana.get("/desk/facts/"))


def fact_form(store, people, **fields):
    place = {"topic": store.topic().pk, "owner": people.olivia.pk, "language": "pt-BR", "about": "Why."}
    return {"slug": "returns.days", "type": "duration", "value": "30", "unit": "day", **place, **fields}


def test_it_begins_a_fact_with_a_draft(store, people, client_of):
    marta = client_of(people.marta)
    response = marta.post(reverse("new_fact"), fact_form(store, people))
    draft = Version.objects.get(subject__slug="returns.days")
    assert response.url == reverse("edit", kwargs={"kind": "fact", "slug": "returns.days", "number": 1})
    assert draft.content == {"type": "duration", "value": "30", "unit": "day", "about": "Why."}
    assert (draft.state, draft.author, draft.subject.owner) == ("draft", people.marta, people.olivia)
    assert b'value="30"' in marta.get(response.url).content


def test_it_begins_a_text_in_its_language(store, people, client_of):
    given = fact_form(store, people, slug="contact.hours", type="text", value="das 9h às 18h", unit="")
    client_of(people.marta).post(reverse("new_fact"), given)
    assert Version.objects.get().content["value"] == {"pt-BR": "das 9h às 18h"}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"slug": "window"}, "slug"),
        ({"slug": "returns.window-days"}, "slug"),
        ({"value": "thirty"}, "value"),
        ({"value": ""}, "value"),
        ({"unit": "days"}, "unit"),
        ({"type": "money", "unit": "day"}, "unit"),
        ({"type": "money", "unit": "USD", "value": "4.905"}, "value"),
        ({"type": "date"}, "value"),
        ({"type": "colour"}, "type"),
        ({"topic": ""}, "topic"),
        ({"owner": "0"}, "owner"),
    ],
)
def test_it_names_the_field_of_a_fact_that_is_wrong(store, people, client_of, fields, wrong):
    response = client_of(people.marta).post(reverse("new_fact"), fact_form(store, people, **fields))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [wrong]
    assert not Fact.objects.exists()


def test_it_begins_an_offer_with_a_draft(store, people, client_of):
    given = {
        "slug": "percent-next",
        "offer_kind": "percent",
        "code": "TENOFF",
        "title": "Ten percent",
        "text": "Use TENOFF.",
        "language": "en",
        "topic": store.topic().pk,
        "owner": people.olivia.pk,
    }
    marta = client_of(people.marta)
    assert marta.post(reverse("new_offer"), {**given, "code": "ten off"}).context["form"].errors.keys() == {"code"}
    response = marta.post(reverse("new_offer"), given)
    assert response.url == reverse("edit", kwargs={"kind": "offer", "slug": "percent-next", "number": 1})
    assert Version.objects.get().typed.titles == {"en": "Ten percent"}
    again = marta.post(reverse("new_offer"), given)
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["slug"])
