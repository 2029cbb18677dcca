"""Pages for what goes wrong: they say what to do, keep what was typed, and give nothing away."""

import logging
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation

from kb import urls as site
from kb.faults import fault, forbidden, typed_in
from kb.refusals import ErrorPages, TooMany
from policies.errors import Conflict, Refused
from tests.pages.marked import text_of

WRITTEN = "You can cancel until the parcel leaves our warehouse.\nThen it is too late."
SAID = {
    "en": ("There is nothing here", "Somebody else was first", "Something went wrong on our side", "Back in a moment"),
    "pt-br": ("Não há nada aqui", "Outra pessoa foi mais rápida", "Algo deu errado do nosso lado", "Voltamos em um instante"),
    "ru": ("Здесь ничего нет", "Кто-то успел раньше", "Что-то сломалось на нашей стороне", "Скоро вернёмся"),
}


def raised(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    path("conflict/", raised(Conflict("Olivia published version 5 meanwhile."))),
    path("refused/", raised(Refused("Only owners approve. Ask Olivia Park."))),
    path("denied/", raised(PermissionDenied)),
    path("many/", raised(TooMany(12.3))),
    path("away/", raised(OperationalError("could not connect to server: secret-host"))),
    path("fault/", raised(ValueError("a secret of ours"))),
]


@pytest.fixture
def broken(settings):
    """A site on which everything goes wrong, with the pages of ours."""
    names = ("handler400", "handler403", "handler404", "handler500")
    globals().update({name: getattr(site, name) for name in names})
    urlpatterns[6:] = site.urlpatterns
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize("language", SAID)
def test_each_is_said_in_the_language_of_the_reader(broken, language):
    headers = {"Accept-Language": language}
    for address, status, title in zip(
        ("/nowhere/", "/conflict/", "/fault/", "/away/"), (404, 409, 500, 503), SAID[language], strict=True
    ):
        page = broken.get(address, headers=headers)
        assert (page.status_code, address) == (status, address)
        assert f"<h1>{title}</h1>" in text_of(page)
        assert "secret" not in text_of(page)


@pytest.mark.django_db
def test_an_address_that_is_not_there_leads_to_the_search(broken, people, client_of):
    page = text_of(broken.get("/faq/ru/nowhere/"))
    assert 'action="/faq/ru/search/"' in page
    assert 'href="/faq/"' in page
    ana = text_of(client_of(people.ana).get("/nowhere/"))
    assert re.search(r'<form class="search state__search" role="search" action="/">', ana)


@pytest.mark.django_db
def test_a_refusal_says_why_and_whom_to_ask(broken):
    assert "Only owners approve. Ask Olivia Park." in text_of(broken.get("/refused/"))
    assert "Ask a knowledge manager or an administrator" in text_of(broken.get("/denied/"))


@pytest.mark.django_db
def test_what_was_typed_is_shown_when_somebody_was_first(broken):
    form = {"body": WRITTEN, "title": "short", "password": "a long enough password", "csrfmiddlewaretoken": "x y" * 20}
    page = broken.post("/conflict/", form, headers={"Referer": "http://testserver/desk/card/x/3/edit/"})
    assert page.status_code == 409
    assert "Olivia published version 5 meanwhile." in text_of(page)
    assert f'<pre tabindex="0" aria-labelledby="typed">{WRITTEN}</pre>' in text_of(page)
    assert "long enough" not in text_of(page)
    assert "x yx y" not in text_of(page)
    assert 'href="http://testserver/desk/card/x/3/edit/"' in text_of(page)
    away = broken.post("/away/", form, headers={"Referer": "http://evil.example/"})
    assert WRITTEN in text_of(away)
    assert "evil" not in text_of(away)


def test_what_another_site_sent_is_not_shown_as_ours():
    sent = RequestFactory().post("/conflict/", {"body": WRITTEN}, headers={"Sec-Fetch-Site": "cross-site"})
    assert typed_in(sent) == []
    assert typed_in(RequestFactory().post("/conflict/", {"body": WRITTEN})) == [WRITTEN]


@pytest.mark.django_db
def test_an_expired_form_shows_what_was_typed(people):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.ana)
    page = browser.post("/cards/cancel-order/flag/", {"comment": WRITTEN})
    assert page.status_code == 403
    assert "This form has expired" in text_of(page)
    assert WRITTEN in text_of(page)


@pytest.mark.django_db
def test_who_asks_too_much_is_told_when_to_come_back(broken):
    page = broken.get("/many/")
    assert (page.status_code, page["Retry-After"]) == (429, "13")
    assert "Wait 13 s" in text_of(page)


@pytest.mark.django_db
def test_a_fault_has_a_reference_that_stands_in_the_log(broken, caplog):
    page = text_of(broken.get("/fault/"))
    (reference,) = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", page)
    record = next(record for record in caplog.records if record.exc_info)
    assert record.getMessage() == f"[{reference}] Internal Server Error: /fault/"
    assert reference not in text_of(broken.get("/fault/"))


@pytest.mark.django_db
def test_a_database_that_is_away_is_said_logged_and_tried_again(broken, caplog):
    caplog.set_level(logging.ERROR)
    page = broken.get("/away/?a=1")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    (reference,) = set(re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}", text_of(page)))
    assert any(reference in record.getMessage() and record.exc_info for record in caplog.records)
    assert 'data-again="/readyz" data-to="/away/?a=1"' in text_of(page)


def test_pages_for_faults_ask_no_database():
    """Not marked: the database refuses every query of this test."""
    request = RequestFactory().get("/faq/en/")
    with translation.override("en"):
        assert fault(request).status_code == 500
        away = ErrorPages(lambda _: None).process_exception(request, OperationalError("away"))
    assert away.status_code == 503


@pytest.mark.django_db
def test_a_part_of_a_page_is_told_in_the_place_for_problems(broken):
    part = broken.get("/conflict/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Retarget"]) == (409, "#problems")
    assert "<html" not in text_of(part)


def test_a_wrong_host_is_refused_with_a_page():
    page = Client().get("/faq/en/", headers={"Host": "evil.example"})
    assert page.status_code == 400
    assert "evil" not in page.content.decode()


def test_a_refusal_without_words_has_some(rf):
    assert "Ask a knowledge manager" in forbidden(rf.get("/desk/"), PermissionDenied()).content.decode()
