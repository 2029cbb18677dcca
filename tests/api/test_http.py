"""What holds for every call of the API: refusals, headers, encodings."""

import gzip

import orjson
import pytest
from django.test import Client

from tests.api.problem import problem_of

ANSWER = "/api/v1/answers/cancel-order?order_stage=packed"
ASK = "/api/v1/ask"


@pytest.fixture
def client(store, channel):
    store.cancel_order()
    return channel("internal")


def packed(client, path=ANSWER, encodings="gzip, deflate, br", **headers):
    return client.get(path, headers={"Accept-Encoding": encodings, **headers})


def post(client, body, kind="application/json"):
    return client.post(ASK, body, content_type=kind)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("", "application/json", 400),
        ("[1]", "application/json", 400),
        ('{"question": ' + "[" * 900 + "]" * 900 + "}", "application/json", 400),
        ('{"question": ' + "[" * 50_000 + "]" * 50_000 + "}", "application/json", 400),
        ('{"context": ' + '{"a":' * 900 + "1" + "}" * 901, "application/json", 400),
        ("question=x", "application/x-www-form-urlencoded", 415),
        ("<question/>", "text/xml", 415),
        ('{"question": "' + "x" * 1_000_000 + '"}', "application/json", 413),
    ],
)
def test_it_refuses_a_body_that_cannot_be_read(client, body, kind, status):
    problem_of(post(client, body, kind), status)


@pytest.mark.parametrize(
    ("send", "status", "sentence"),
    [
        (lambda client: Client().get(ANSWER), 401, "Authorization: Bearer"),
        (lambda client: client.delete(ANSWER), 405, "Allow"),
        (lambda client: client.get(ANSWER, headers={"Accept": "text/html"}), 406, "application/json"),
        (lambda client: post(client, "x", "text/plain"), 415, "Content-Type: application/json"),
    ],
)
def test_it_says_what_to_do_instead(client, send, status, sentence):
    assert sentence in problem_of(send(client), status)["detail"]


def test_it_speaks_of_errors_in_the_callers_language(client):
    refused = client.get("/api/v1/search", headers={"Accept-Language": "ru"})
    assert refused["Content-Language"] == "ru"
    assert problem_of(refused, 400)["detail"] == "Напишите, что искать."


@pytest.mark.parametrize(
    ("path", "language"),
    [
        (f"{ANSWER}&lang=pt-BR", "pt-BR"),
        ("/api/v1/search?q=order&lang=ru", "ru"),
        ("/api/v1/suggest?q=ord&lang=ru", "ru"),
        ("/api/v1/topics?lang=pt-BR", "pt-BR"),
    ],
)
def test_it_says_in_which_language_it_answers(client, path, language):
    assert client.get(path)["Content-Language"] == language
    plain = path.replace("&lang=", "?lang=").split("?lang=")[0]
    by_header = client.get(plain, headers={"Accept-Language": language})
    assert by_header["Content-Language"] == language
    assert by_header["ETag"] == client.get(path)["ETag"]


def test_it_says_in_which_language_it_answers_a_question(client):
    assert post(client, {"question": "ainda dá tempo de cancelar meu pedido?"})["Content-Language"] == "pt-BR"


def test_head_is_get_without_a_body(client):
    path = "/api/v1/dimensions"
    full, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    told = ("ETag", "Content-Type", "Content-Length", "Content-Language", "Concord-Revision", "Vary", "Cache-Control")
    assert {name: head[name] for name in told} == {name: full[name] for name in told}
    assert client.options(path).status_code == 200
    assert client.head(path, headers={"If-None-Match": full["ETag"]}).status_code == 304


@pytest.mark.parametrize(("path", "allowed"), [(ANSWER, {"GET", "HEAD", "OPTIONS"}), (ASK, {"POST", "OPTIONS"})])
def test_options_says_what_an_address_takes(client, path, allowed):
    response = client.options(path)
    assert (response.status_code, response.content) == (200, b"")
    assert set(response["Allow"].split(", ")) == allowed
    assert set(client.delete(path)["Allow"].split(", ")) == allowed
    problem_of(Client().options(path), 401)


def test_every_response_says_how_much_is_left(client, settings):
    settings.API_REQUESTS_PER_MINUTE = 600
    first = client.get(ANSWER)
    assert (first["RateLimit-Policy"], first["RateLimit"]) == ('"caller";q=600;w=60', '"caller";r=599;t=1')
    for response in (client.get(ANSWER, headers={"If-None-Match": first["ETag"]}), post(client, "{"), client.delete(ANSWER)):
        assert response["RateLimit"].startswith('"caller";r=59')
    assert "RateLimit" not in Client().get(ANSWER)


def test_it_packs_what_is_asked_for_packed(client):
    full, short = client.get(ANSWER), packed(client)
    assert "Content-Encoding" not in full
    assert short["Content-Encoding"] == "gzip"
    assert (int(short["Content-Length"]), len(short.content)) == (len(short.content), len(short.content))
    assert len(short.content) < len(full.content)
    known, shown = orjson.loads(full.content), orjson.loads(gzip.decompress(short.content))
    assert shown["answer"] == known["answer"]
    assert "Accept-Encoding" in full["Vary"]
    assert "Accept-Encoding" in short["Vary"]


def test_the_same_state_is_packed_into_the_same_bytes(client):
    path = "/api/v1/changes"
    assert packed(client, path).content == packed(client, path).content


def test_each_encoding_has_a_strong_etag_of_its_own(client):
    full, short = client.get(ANSWER)["ETag"], packed(client)["ETag"]
    assert short == full[:-1] + '-gz"'
    for known in (full, short, f"W/{short}", f'"x", {short}'):
        again = packed(client, **{"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == known.split(", ")[-1].removeprefix("W/")
        assert "Content-Encoding" not in again
    assert client.get(ANSWER, headers={"If-None-Match": short}).status_code == 304
    assert packed(client, **{"If-None-Match": '"other-gz"'}).status_code == 200


def test_a_change_takes_the_etag_of_a_packed_read(store, people, client_of):
    store.card()
    olivia, path = client_of(people.olivia), "/api/v1/cards/contact-us"
    seen = olivia.get(path)["ETag"]
    ended = olivia.post(f"{path}/withdraw", {}, content_type="application/json", headers={"If-Match": seen[:-1] + '-gz"'})
    assert ended.status_code == 200


@pytest.mark.parametrize(
    "encodings", ["", "identity", "br", "gzip;q=0", "gzip;q=0.000, br", "gzip;q=1.0.0", "gzip;q=.", "gzippy", "x gzip"]
)
def test_it_packs_nothing_for_who_did_not_ask(client, encodings):
    assert "Content-Encoding" not in packed(client, encodings=encodings)


def test_it_packs_nothing_that_a_stranger_could_make_a_browser_ask_for(client, client_of, people):
    """BREACH: a browser's cookies go along with what another page asks for; a key does not. Changes are never packed."""
    assert "Content-Encoding" not in packed(client_of(people.ana))
    answered = client.post(
        ASK, {"question": "cancel my order"}, content_type="application/json", headers={"Accept-Encoding": "gzip"}
    )
    assert "Content-Encoding" not in answered
    assert len(answered.content) > 1000
    assert "Content-Encoding" not in packed(client, "/api/v1/answers/no-such-card")
    assert "Content-Encoding" not in packed(client, "/api/v1/languages")  # Too short to be worth it.


def test_whoever_follows_the_log_is_told_when_there_is_nothing_new(client, store):
    first = client.get("/api/v1/changes?after=3")
    same = {"If-None-Match": first["ETag"]}
    assert client.get("/api/v1/changes?after=3", headers=same).status_code == 304
    store.fact(value=9)
    assert client.get("/api/v1/changes?after=3", headers=same).status_code == 200
