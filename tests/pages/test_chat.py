"""The chat page. What its script does is shown in tests/browser."""

import re

import pytest

from tests.pages.marked import text_of

pytestmark = pytest.mark.django_db


def test_its_token_opens_the_public_api_and_nothing_internal(store, client):
    store.cancel_order()
    store.card("fraud", audience="internal")
    found = re.search(r'data-token="([^"]+)"', text_of(client.get("/chat/")))
    assert found
    headers = {"Authorization": f"Bearer {found[1]}"}
    assert client.get("/api/v1/answers/cancel-order?order_stage=packed", headers=headers).status_code == 200
    assert client.get("/api/v1/answers/fraud", headers=headers).status_code == 404


@pytest.mark.parametrize(("asked", "language"), [("?lang=pt-BR", "pt-BR"), ("?lang=ru", "ru"), ("?lang=fr", "en"), ("", "en")])
def test_it_speaks_the_language_that_is_chosen(client, asked, language):
    assert f'<html lang="{language}">' in text_of(client.get(f"/chat/{asked}"))


def test_caches_do_not_keep_the_token(client):
    assert "no-store" in client.get("/chat/")["Cache-Control"]


def test_it_points_to_the_faq_where_no_script_runs(client):
    assert '<a href="/faq/">' in text_of(client.get("/chat/"))
