"""The words a channel needs."""

import pytest

from tests.api.problem import fields_of


def test_it_lists_topics_in_the_language_asked_for(store, channel):
    store.topic("returns", position=2, names={"en": "Returns", "ru": "Возврат"})
    store.topic("cancellation", position=1, names={"en": "Cancellation", "ru": "Отмена"})
    body = channel().get("/api/v1/topics", {"lang": "ru"}).json()
    assert body == {
        "next": None,
        "previous": None,
        "results": [{"topic": "cancellation", "name": "Отмена"}, {"topic": "returns", "name": "Возврат"}],
    }


def test_it_lists_dimensions_with_their_options_and_limits(store, channel):
    store.dimension()
    store.dimension("days_since_delivery", kind="number", minimum=0, maximum=3650, unit="day", position=5)
    stage, days = channel().get("/api/v1/dimensions", {"lang": "pt-BR"}).json()["results"]
    assert stage["dimension"] == "order_stage"
    assert stage["question"] == "Onde está o seu pedido?"
    assert stage["options"][2] == {"value": "packed", "label": "Packed"}
    assert (days["kind"], days["minimum"], days["maximum"], days["unit"]) == ("number", 0, 3650, "day")


def test_it_lists_the_languages_by_their_own_names(channel):
    results = channel().get("/api/v1/languages").json()["results"]
    assert {"language": "pt-BR", "name": "Português (Brasil)"} in results


def test_it_gives_lists_page_by_page(store, channel):
    for number in range(5):
        store.topic(f"topic-{number}", position=number)
    client, seen, url = channel(), [], "/api/v1/topics?limit=2"
    while url:
        body = client.get(url).json()
        seen.append([entry["topic"] for entry in body["results"]])
        last, url = body, body["next"]
    assert seen == [["topic-0", "topic-1"], ["topic-2", "topic-3"], ["topic-4"]]
    assert [entry["topic"] for entry in client.get(last["previous"]).json()["results"]] == seen[1]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"limit": "0"}, ("limit", "out_of_range")),
        ({"limit": "1000"}, ("limit", "out_of_range")),
        ({"limit": "-1"}, ("limit", "out_of_range")),
        ({"limit": "٣"}, ("limit", "out_of_range")),
        ({"cursor": "x"}, ("cursor", "cursor")),
        ({"cursor": "é"}, ("cursor", "cursor")),
        ({"cursor": "LTE="}, ("cursor", "cursor")),
        ({"cursor": ""}, ("cursor", "cursor")),
        ({"order_stage": "paid"}, ("order_stage", "unknown_parameter")),
        ({"lang": "?"}, ("lang", "language")),
    ],
)
def test_it_names_the_parameter_that_is_wrong(channel, query, error):
    assert fields_of(channel().get("/api/v1/topics", query)) == [error]


def test_it_answers_304_to_who_has_it_already(channel):
    client = channel()
    etag = client.get("/api/v1/languages")["ETag"]
    assert client.get("/api/v1/languages", headers={"If-None-Match": etag}).status_code == 304
