"""What holds for all pages: logging in, errors, languages, and nothing in a page that a strict policy forbids."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from tests.pages.marked import text_of
from tests.people import PASSWORD

TEMPLATES = sorted(Path(settings.TEMPLATES[0]["DIRS"][0]).rglob("*.html"))
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=|<style|javascript:|<script(?![^>]*\ssrc=)|hx-on|//cdn|https?://(?!\{)""", re.IGNORECASE
)


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_templates_hold_no_inline_script_or_style_and_load_nothing_from_elsewhere(template):
    assert INLINE.findall(template.read_text()) == []


@pytest.mark.django_db
def test_pages_forbid_what_is_not_served_by_the_site(client):
    policy = client.get("/chat/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_logging_in_leads_to_where_one_wanted_to_go(people, client):
    form = {"login": "ana", "password": PASSWORD, "next": "/?q=cancel"}
    response = client.post("/accounts/login/", form)
    assert (response.status_code, response["Location"]) == (302, "/?q=cancel")


@pytest.mark.django_db
def test_a_wrong_password_is_told_at_the_form(people, client):
    response = client.post("/accounts/login/", {"login": "ana", "password": "wrong"})
    assert response.status_code == 200
    assert 'role="alert"' in text_of(response)


@pytest.mark.django_db
def test_nobody_signs_up(client):
    response = client.get("/accounts/signup/")
    assert response.status_code == 200
    assert "By invitation only" in text_of(response)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("en", "Find"), ("pt-br", "Buscar"), ("ru", "Поиск")])
def test_the_language_of_the_pages_can_be_chosen(people, client_of, language, word):
    ana = client_of(people.ana)
    ana.post("/language/", {"language": language, "next": "/"})
    assert f"<title>{word} · Concord</title>" in " ".join(text_of(ana.get("/")).split()).replace("<title> ", "<title>")


@pytest.mark.django_db
def test_light_or_dark_comes_with_the_page(people, client_of):
    ana = client_of(people.ana)
    assert "data-theme" not in text_of(ana.get("/")).split("<body>")[0]
    ana.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in text_of(ana.get("/"))
    ana.cookies["theme"] = '"><script>'
    assert "<script>" not in text_of(ana.get("/"))


@pytest.mark.django_db
def test_an_unknown_address_is_a_page_of_ours(client):
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "There is nothing here" in text_of(response)


def test_a_form_that_expired_is_a_page_of_ours():
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "ru"})
    assert response.status_code == 403
    assert "This form has expired" in text_of(response)


def test_the_page_for_faults_needs_nothing_but_itself():
    assert "Something went wrong on our side" in render_to_string("500.html")


@pytest.mark.django_db
def test_the_styleguide_shows_every_component(client):
    text = text_of(client.get("/styleguide/"))
    for part in (
        "badge--not_allowed",
        "badge--expired",
        "notice--bad",
        "steps",
        "chips",
        'class="offer"',
        'class="notes"',
        'class="ask"',
    ):
        assert part in text
