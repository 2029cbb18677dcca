"""Every night the channels are compared: the result is kept, shown on the desk, and told when they differ."""

import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from kb.celery import app
from kb.consistency.nightly import KEPT, compare_channels
from kb.models import Comparison
from policies.models import Notice
from policies.notices.words import sentence
from tests.consistency.test_check import FAULTS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def site(live_server, store, settings):
    store.cancel_order()
    settings.CONCORD_URL, settings.CONSISTENCY_MOST = live_server.url, 60
    return store.people


def desk(client_of, person):
    return client_of(person).get(reverse("desk")).text


def test_it_is_on_the_beat():
    task = django_settings.CELERY_BEAT_SCHEDULE["kb-compare-channels"]["task"]
    app.loader.import_default_modules()
    assert task in app.tasks


def test_it_keeps_what_came_of_it_and_shows_it_on_the_desk(site, client_of):
    assert "See the report" not in desk(client_of, site.ana)
    comparison = compare_channels()
    assert comparison.is_clean
    assert comparison.compared > 10
    assert comparison.text.startswith("# Every channel says the same.")
    page = desk(client_of, site.ana)
    assert "Every channel says the same" in page
    assert reverse("comparison", args=[comparison.pk]) in page
    report = client_of(site.ana).get(reverse("comparison_json", args=[comparison.pk])).json()
    assert report["is_clean"] is True
    assert not Notice.objects.filter(kind="channels_differ").exists()


def test_it_tells_who_runs_the_place_when_channels_differ(site, client_of, monkeypatch):
    monkeypatch.setattr("kb.faq.views.answer_for", FAULTS["escaped twice"])
    comparison = compare_channels()
    assert comparison.divergences > 0
    told = Notice.objects.filter(kind="channels_differ")
    assert {notice.person for notice in told} == {site.max, site.ada}
    assert "cancel-order" in sentence(told[0])
    assert "do not say the same" in desk(client_of, site.max)
    page = client_of(site.max).get(told[0].path).text
    assert "FAQ page" in page
    assert "&amp;lt;p&amp;gt;" in page


def test_it_says_that_it_could_not_ask(site, client_of, settings):
    settings.CONCORD_URL = "http://127.0.0.1:9"
    comparison = compare_channels()
    assert (comparison.compared, comparison.failures) == (0, 1)
    assert not Notice.objects.filter(kind="channels_differ").exists()
    assert "Not everything could be asked" in desk(client_of, site.ana)


def test_it_keeps_the_last_hundred(site, settings):
    settings.CONCORD_URL = "http://127.0.0.1:9"
    row = {"revision": 1, "compared": 1, "divergences": 0, "failures": 0, "seconds": 1, "report": {}, "text": ""}
    first = compare_channels()
    Comparison.objects.bulk_create(Comparison(at=first.at, **row) for _ in range(KEPT))
    last = compare_channels()
    assert Comparison.objects.count() == KEPT
    assert Comparison.objects.filter(pk=last.pk).exists()
    assert not Comparison.objects.filter(pk=first.pk).exists()


def test_it_is_for_colleagues(site, client, client_of):
    address = reverse("comparison", args=[compare_channels().pk])
    assert client.get(address).status_code == 302
    assert client_of(site.stranger).get(address).status_code == 403
    assert client_of(site.ana).get(reverse("comparison", args=[999_999])).status_code == 404
