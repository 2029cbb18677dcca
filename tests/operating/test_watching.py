"""Every request has an id; what is written meanwhile carries it; nothing personal stands in the log; figures are for few."""

import json
import logging

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from kb import logs, logs_as_json
from kb.celery import app
from kb.counting import COUNTED
from kb.metrics import figures
from kb.origin import FromTask
from kb.request_ids import HEADER, request_id, working_for
from kb.watching import Watched

PERSONAL = {
    "e-mail": ("it is joe.doe@example.com", "joe.doe"),
    "telephone": ("call +55 11 98765-4321 please", "98765"),
    "question": ("GET /search?q=my+husband+is+ill&lang=en", "husband"),
    "key": ("Authorization: Bearer concord_ab12cd.s3cr3t-part", "s3cr3t"),
    "bare key": ("key concord_ab12cd.s3cr3t-part", "s3cr3t"),
    "cookie": ("Cookie: __Host-sessionid=abcdefgh12345", "abcdefgh12345"),
    "password": ("password='correct horse'", "'correct"),
    "card": ("paid with 4111 1111 1111 1111", "4111"),
}


@pytest.fixture(autouse=True)
def _figures_anew():
    figures.forget()


@pytest.mark.django_db
def test_it_gives_every_response_an_id_of_its_own(client):
    first, second = client.get("/healthz"), client.get("/no-such-page")
    assert first[HEADER]
    assert second[HEADER]
    assert first[HEADER] != second[HEADER]
    assert request_id() == ""


def test_it_believes_an_id_only_from_our_own_proxy(settings):
    request = RequestFactory().get("/", headers={HEADER: "proxy-said-so-1"})
    request.resolver_match = None
    assert Watched(lambda request: HttpResponse())(request)[HEADER] != "proxy-said-so-1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    watched = Watched(lambda request: HttpResponse(request_id()))
    assert watched(request)[HEADER] == watched(request).content.decode() == "proxy-said-so-1"
    odd = RequestFactory().get("/", headers={HEADER: "x\r\nSet-Cookie: a=b"})
    odd.resolver_match = None
    assert "Cookie" not in watched(odd)[HEADER]


def test_it_passes_the_id_on_to_tasks(settings):
    heard = []

    @app.task(base=FromTask, name="tests.hear")
    def hear() -> None:
        heard.append(request_id())

    with working_for("page-123456"):
        hear.apply_async(headers={HEADER: request_id()}, task_id="t1")  # Asked of the broker, which nobody reads here.
        hear.apply(headers={HEADER: request_id()})
    hear.apply(task_id="own-id")
    assert heard == ["page-123456", "own-id"]


@pytest.mark.parametrize(("text", "secret"), PERSONAL.values(), ids=PERSONAL)
@pytest.mark.parametrize("form", [logs.Line(), logs_as_json.form()], ids=["line", "json"])
def test_it_writes_nothing_personal_into_the_log(form, text, secret):
    record = logging.LogRecord("kb", logging.ERROR, __file__, 1, "Failed: %s", (text,), None)
    try:
        raise ValueError(text)
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    with working_for("request-77"):
        assert logs.Masked().filter(record)
        line = form.format(record)
    assert secret not in line
    assert "request-77" in line
    assert "Failed" in line
    assert "ValueError" in line


def test_it_writes_one_object_per_line():
    record = logging.LogRecord("kb.requests", logging.INFO, __file__, 1, "two\nlines", (), None)
    record.__dict__.update(view="find", status=200)
    logs.Masked().filter(record)
    line = logs_as_json.form().format(record)
    said = json.loads(line)
    assert "\n" not in line
    assert (said["message"], said["level"], said["logger"]) == ("two\nlines", "info", "kb.requests")
    assert (said["view"], said["status"]) == ("find", 200)


@pytest.mark.django_db
def test_it_tells_of_requests_without_the_question_when_asked_to(client, caplog):
    with caplog.at_level(logging.INFO, "kb.requests"):
        client.get("/faq/en/?q=my+husband+is+ill")
    told = next(record for record in caplog.records if record.name == "kb.requests")
    assert "husband" not in told.getMessage()
    assert "GET faq 200" in told.getMessage() or told.status in (200, 301, 302, 404)


@pytest.mark.django_db
def test_it_gives_figures_by_token_only_where_there_is_one(client, settings):
    assert client.get("/metrics").status_code == 200  # From this machine.
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    settings.METRICS_TOKEN = "a-token"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer a-token"}, REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_it_shows_figures_of_requests_and_of_the_store_and_nothing_that_somebody_wrote(store, channel):
    store.cancel_order()
    caller: Client = channel("internal")
    caller.post("/api/v1/ask", {"question": "canarywords too late", "lang": "en"}, content_type="application/json")
    caller.get("/api/v1/answers/canary-card")
    text = caller.get("/metrics").content.decode()
    assert 'concord_http_request_seconds_count{method="GET",status="404"' in text
    assert 'concord_index_lag_revisions{audience="public"} 0.0' in text
    assert 'concord_cards{trust="verified"} 1.0' in text
    assert "concord_revision " in text
    assert 'concord_outbox_rows{box="webhooks"} 0.0' in text
    assert "canary" not in text
    assert "cancel-order" not in text


def test_it_counts_by_the_names_of_views_and_by_known_methods_only():
    request = RequestFactory().generic("EVIL-METHOD", "/")
    request.resolver_match = None
    Watched(lambda request: HttpResponse(status=405))(request)
    counted = [sample.labels for metric in COUNTED.collect() for sample in metric.samples]
    assert any({"view": "none", "method": "other", "status": "405"}.items() <= labels.items() for labels in counted)
    assert not any("EVIL" in str(labels) for labels in counted)
