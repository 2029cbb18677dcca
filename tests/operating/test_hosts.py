"""Three hosts with data folders of their own on one database and one Redis: what is published anywhere holds on all at once."""

from dataclasses import dataclass

import pytest
from django.test import Client
from redis import Redis

from kb.models import Pulse
from policies.channels import create_channel
from policies.memory import forget
from tests.operating.hosts import Host

SOON = 5.0  # Seconds within which every host must find what was published elsewhere.
pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


@pytest.fixture
def hosts(tmp_path, redis_url, store):
    forget()
    made = [Host(tmp_path / f"host-{number}", redis_url, is_served=number == 0) for number in range(3)]
    for host in made:
        host.start()
    try:
        for host in made:
            host.until(lambda host=host: host.client.get("/readyz").json()["ready"])
        yield made
    finally:
        for host in made:
            host.stop()


def test_they_agree_at_once_in_answers_and_soon_in_search(hosts, store, people):
    key = create_channel("chatbot", audience="public", scopes=("answers",))
    called = [Called(host, {"Authorization": f"Bearer {key}"}) for host in hosts]
    card = store.cancel_order()
    before = {one.digest() for one in called}
    assert len(before) == 1
    text = store.text(card)
    text["languages"]["en"]["title"] = "Cancel a zephyrine order"
    store.publish(card, text)
    after = {one.digest() for one in called}  # Asked of all three without waiting.
    assert len(after) == 1
    assert after != before
    for one in called:
        one.host.until(one.finds_zephyrine, SOON)
        assert one.host.client.get("/readyz").json()["index"]["public"]["revisions"] == 0
        assert {path.name for path in one.host.data.glob("index/*")} >= {"public", "internal"}
    assert Pulse.objects.filter(part="follower").exists()
    store.withdraw(card)
    assert [one.finds_zephyrine() for one in called] == [False] * 3  # At once: the database decides.
    _share_counts_and_sessions(called, people)
    # Figures are kept for some seconds, so they are read once the index has followed.
    hosts[0].until(lambda: hosts[0].client.get("/readyz").json()["index"]["public"]["revisions"] == 0, SOON)
    page = hosts[0].client.get("/metrics").text
    assert 'concord_http_request_seconds_count{method="GET",status="200",view="readyz"}' in page
    assert 'concord_index_lag_revisions{audience="public"} 0.0' in page


def _share_counts_and_sessions(called, people):
    """Wherever somebody asks, one and the same number in Redis counts it."""
    counted = set()
    with Redis.from_url(called[0].host.redis) as redis:
        for one in called:
            redis.delete(*redis.scan_iter("*rate:*"))
            assert one.get("/api/v1/languages").status_code == 200
            counted |= {frozenset(redis.scan_iter("*rate:*"))}
    assert len(counted) == 1
    assert len(counted.pop()) == 1
    browser = Client()
    browser.force_login(people.ana)
    cookie = {"Cookie": f"__Host-sessionid={browser.cookies['sessionid'].value}"}
    assert [one.host.client.get("/api/v1/languages", headers=cookie).status_code for one in called] == [200] * 3
    assert called[0].host.client.get("/api/v1/languages").status_code == 401


@dataclass
class Called:
    """A host asked with a channel's key."""

    host: Host
    headers: dict[str, str]

    def get(self, path: str, **params: str):
        return self.host.client.get(path, params=params, headers=self.headers)

    def digest(self) -> str:
        return self.get("/api/v1/answers/cancel-order", lang="en", order_stage="packed").json()["answer"]["digest"]

    def finds_zephyrine(self) -> bool:
        return any(found["card"] == "cancel-order" for found in self.get("/api/v1/search", q="zephyrine").json()["results"])
