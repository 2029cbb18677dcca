"""Promise 12: bad input gets a clear error that names the field."""

import pytest
from django.conf import settings

from tests.api.problem import fields_of, problem_of

URL = "/api/v1/answers/cancel-order"


@pytest.fixture
def client(store, channel):
    store.cancel_order()
    store.dimension("days_since_delivery", kind="number", minimum=0, maximum=3650, unit="day")
    return channel("public")


def test_it_does_not_know_an_unknown_card(client):
    problem_of(client.get("/api/v1/answers/no-such-card"), 404)


@pytest.mark.parametrize("slug", ["No-Such", "a b", "%00", "%ff", "..%2f..", "a" * 3000, "✓", "a/b", ""])
def test_it_does_not_know_what_cannot_be_a_card(client, slug):
    problem_of(client.get(f"/api/v1/answers/{slug}"), 404)


def test_it_tells_a_public_key_nothing_of_an_internal_card(client, store):
    store.card("fraud-signs", audience="internal")
    hidden, unknown = client.get("/api/v1/answers/fraud-signs"), client.get("/api/v1/answers/no-such-card")
    assert problem_of(hidden, 404) == problem_of(unknown, 404)
    assert hidden.content == unknown.content
    of_each = {"RateLimit": "", "X-Request-ID": ""}
    assert {**hidden.headers, **of_each} == {**unknown.headers, **of_each}


def test_it_tells_a_public_key_nothing_of_a_withdrawn_or_unpublished_card(client, store):
    store.withdraw(store.card("old-promise"))
    assert client.get("/api/v1/answers/old-promise").content == client.get("/api/v1/answers/no-such-card").content


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"order_stage": "flying"}, [("order_stage", "unknown_option")]),
        ({"colour": "red"}, [("colour", "unknown_dimension")]),
        ({"colour": "red", "order_stage": "flying"}, [("colour", "unknown_dimension"), ("order_stage", "unknown_option")]),
        ({"order_stage": ["paid", "packed"]}, [("order_stage", "repeated")]),
        ({"order_stage": "pa\0id"}, [("order_stage", "nul")]),
        ({"days_since_delivery": "soon"}, [("days_since_delivery", "not_a_number")]),
        ({"days_since_delivery": "9" * 5000}, [("days_since_delivery", "not_a_number")]),
        ({"days_since_delivery": "1e999999999"}, [("days_since_delivery", "not_a_number")]),
        ({"days_since_delivery": "99999"}, [("days_since_delivery", "out_of_range")]),
        ({"days_since_delivery": "-1"}, [("days_since_delivery", "out_of_range")]),
        ({"days_since_delivery": "NaN"}, [("days_since_delivery", "not_a_number")]),
        ({"lang": "klingon-on-the-moon"}, [("lang", "language")]),
        ({"lang": ""}, [("lang", "language")]),
        ({"lang": "en\n"}, [("lang", "language")]),
        ({"lang": "../../etc"}, [("lang", "language")]),
    ],
)
def test_it_names_the_parameter_that_is_wrong(client, query, errors):
    assert fields_of(client.get(URL, query)) == errors


def test_it_refuses_more_parameters_than_anyone_needs(client):
    problem_of(client.get(URL, {f"x{number}": 1 for number in range(2000)}), 400)


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/api/v1/", "get", 404),
        ("/api/v1/nothing/here", "get", 404),
        ("/api/v1/answers/cancel-order/", "get", 404),
        (URL, "post", 405),
        (URL, "delete", 405),
        ("/api/v1", "get", 404),
        ("/api/v1/ask", "get", 405),
    ],
)
def test_it_answers_a_problem_wherever_nothing_is(client, path, method, status):
    problem_of(getattr(client, method)(path), status)


def test_it_speaks_json_only(client):
    problem_of(client.get(URL, headers={"Accept": "application/xml"}), 406)


def test_it_answers_a_problem_for_a_host_that_is_not_ours(client):
    problem_of(client.get(URL, headers={"Host": "evil.example"}), 400)


def test_it_leaves_the_rest_of_the_site_its_own_error_pages(client):
    assert client.get("/nothing-here")["Content-Type"].startswith("text/html")


def test_it_hides_a_fault_of_ours_behind_a_reference_that_is_logged(client, monkeypatch, caplog):
    assert client.get("/api/v1/languages").status_code == 200
    monkeypatch.setattr(settings, "CONTENT_LANGUAGES", None)  # A broken installation.
    body = problem_of(client.get("/api/v1/languages"), 500)
    assert "NoneType" not in str(body)
    assert body["reference"] in caplog.text
    assert "TypeError" in caplog.text
