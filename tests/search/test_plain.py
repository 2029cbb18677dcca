"""A large store without an index: a few cards are read for each text, and never one that may not be seen."""

import shutil
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from policies.answers import INTERNAL, PUBLIC
from policies.moment import Moment
from policies.publishing import now
from search import index, plain
from search.find import find


@pytest.fixture(autouse=True)
def _large(monkeypatch):
    monkeypatch.setattr(plain, "READ_WHOLE", 0)


def found(text, language="en", audience=PUBLIC, at=None):
    shutil.rmtree(settings.SEARCH_INDEX, ignore_errors=True)
    index.forget()
    hits = find(text, audience=audience, language=language, at=at or now())
    assert hits.is_fallback
    return [hit.card.slug for hit in hits]


def test_a_large_store_without_an_index_is_looked_through_by_titles(store):
    before = Moment(timezone.now() - timedelta(days=1), 0)
    store.cancel_order()
    store.card("gift-wrap", languages={"en": {"title": "Gift wrap", "short": "For free."}})
    secret = {"title": "Cancelling for colleagues", "short": "Only for us."}
    store.card("secret", audience="internal", languages={"en": secret})
    assert found("cancelling my order")[0] == "cancel-order"
    assert found("Отменить", "ru") == ["cancel-order"]
    assert found("gift wrap") == ["gift-wrap"]
    assert "secret" not in found("cancelling for colleagues")
    assert "secret" in found("cancelling for colleagues", audience=INTERNAL)
    assert found("the") == found("?*%_") == []
    assert found("cancel", at=before) == []


def test_it_reads_no_more_than_its_bound(store, monkeypatch):
    monkeypatch.setattr(plain, "MOST_READ", 2)
    for word in ("paper", "ribbon", "letter", "basket"):
        store.card(f"gift-{word}", languages={"en": {"title": f"Gift with a {word}", "short": "For free."}})
    assert len(found("gift")) == 2
    assert found("gift with a basket")[0] == "gift-basket"
