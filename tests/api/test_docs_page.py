"""/api/v1/docs: the description as a page, served by the site itself under its strict policy."""

import re

import pytest
from django.test import Client

from kb.api.openapi.description import description
from tests.browser.test_accessibility import turn

URL = "/api/v1/docs"


def test_anybody_may_read_it_and_it_loads_nothing_from_elsewhere(db):
    response = Client().get(URL)
    text = response.content.decode()
    assert response.status_code == 200
    assert "unsafe" not in response["Content-Security-Policy"]
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)
    assert {operation["summary"] for methods in description()["paths"].values() for operation in methods.values()} <= {
        summary.strip() for summary in re.findall(r"</code>(.*?)</li>", text.replace("&#x27;", "'").replace("&quot;", '"'))
    }


@pytest.mark.parametrize(("language", "words"), [("ru", "Скачать описание"), ("pt-br", "Baixar a descrição")])
def test_its_frame_speaks_the_readers_language(db, language, words):
    assert words in Client().get(URL, headers={"Accept-Language": language}).content.decode()


@pytest.mark.browser
@pytest.mark.once
def test_every_call_can_be_opened_on_a_phone_and_in_the_dark(page_at, transactional_db):
    page = page_at(390, "dark")
    page.goto(URL)
    page.wait_for_selector("#operations-tag-answers", timeout=60_000)
    page.click("#operations-tag-answers")
    page.click("#operations-answers-get_answer .opblock-summary-control")
    page.wait_for_selector("#operations-answers-get_answer .opblock-body")
    for width, scheme in ((390, "dark"), (1280, "light")):
        turn(page, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("document.documentElement.classList.contains('dark-mode')") is (scheme == "dark")
