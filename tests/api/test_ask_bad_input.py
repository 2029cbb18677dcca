"""POST /api/v1/ask is sent anything at all."""

import pytest

from tests.api.problem import fields_of, problem_of

URL = "/api/v1/ask"


@pytest.fixture(autouse=True)
def dimension(store):
    return store.dimension()


def ask(client, **body):
    return client.post(URL, body, content_type="application/json")


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, [("question", "missing")]),
        ({"question": ""}, [("question", "string_too_short")]),
        ({"question": "  \n"}, [("question", "string_too_short")]),
        ({"question": "a" * 1001}, [("question", "string_too_long")]),
        ({"question": "отменить " * 300}, [("question", "string_too_long")]),
        ({"question": None}, [("question", "string_type")]),
        ({"question": 5}, [("question", "string_type")]),
        ({"question": ["cancel"]}, [("question", "string_type")]),
        ({"question": "cancel", "lang": "english"}, [("lang", "language")]),
        ({"question": "cancel", "lang": 7}, [("lang", "string_type")]),
        ({"question": "cancel", "as_of": "yesterday"}, [("as_of", "instant")]),
        ({"question": "cancel", "context": []}, [("context", "not_an_object")]),
        ({"question": "cancel", "context": {"order_stage": ["packed"]}}, [("context.order_stage", "not_a_value")]),
        ({"question": "cancel", "context": {"order_stage": "flying"}}, [("context.order_stage", "unknown_option")]),
        ({"question": "cancel", "context": {"order_stage": 1e300}}, [("context.order_stage", "unknown_option")]),
        ({"question": "cancel", "context": {"colour": "red"}}, [("context.colour", "unknown_dimension")]),
        ({"question": "cancel", "context": {f"x{n}": 1 for n in range(101)}}, [("context", "too_long")]),
        ({"question": "cancel", "customer_ref": "c" * 201}, [("customer_ref", "string_too_long")]),
        ({"question": "cancel", "langauge": "en"}, [("langauge", "extra_forbidden")]),
    ],
)
def test_it_names_the_field_that_is_wrong(channel, body, errors):
    assert fields_of(ask(channel(), **body)) == errors


def test_it_takes_a_question_of_exactly_the_longest_length(channel):
    assert ask(channel(), question="a" * 1000).status_code == 200


def test_it_does_not_overlook_a_parameter_in_the_address(channel):
    response = channel().post(f"{URL}?lang=ru", {"question": "cancel"}, content_type="application/json")
    assert fields_of(response) == [("lang", "unknown_parameter")]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe{\x00}\x00",
        b'{"question": "a\xff"}',
        b'{"question": "\\ud800"}',
        b'{"\\udc00": 1, "question": "x"}',
        b'{"question": "cancel\\u0000"}',
        b'{"question": NaN}',
        b'{"question": 1e9999}',
        b'{"question": ' + b"9" * 5000 + b"}",
        b'{"question": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"context":' * 900 + b"1" + b"}" * 900,
        b"[]",
        b'"cancel"',
        b"null",
        b'{"question": "cancel"} {}',
        b"\xef\xbb\xbf{}",
        b"question=cancel",
    ],
)
def test_it_refuses_what_is_no_json_object(channel, body):
    problem_of(channel().generic("POST", URL, body, content_type="application/json"), 400)


def test_it_tells_a_written_backslash_from_nul(channel):
    response = channel().generic("POST", URL, b'{"question": "what is \\\\u0000"}', content_type="application/json")
    assert response.json()["question"] == "what is \\u0000"


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_it_takes_json_only(channel, content_type):
    problem_of(channel().generic("POST", URL, b'{"question": "cancel"}', content_type=content_type), 415)


def test_it_refuses_a_body_that_is_too_large(channel):
    problem_of(ask(channel(), question="a" * 1_000_001), 413)
