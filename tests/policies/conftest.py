from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from policies.models import Channel, Webhook
from policies.signals import publication_committed
from policies.webhooks.keeping import create_webhook
from search.follow import follow_publication
from tests.people import People
from tests.policies.tampering import trail
from tests.receiver import url

__all__ = ["trail"]

# A busy machine is no defect of what is tested; and what one machine has found belongs into a test, not into a folder.
settings.register_profile(
    "concord", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("concord")


@pytest.fixture(autouse=True)
def _nothing_follows() -> Iterator[None]:
    """What is tested here knows nothing of search; an index for each of two thousand tests takes minutes."""
    publication_committed.disconnect(dispatch_uid="search")
    yield
    publication_committed.connect(follow_publication, dispatch_uid="search")


@pytest.fixture
def webhook_at(people: People) -> Callable[..., Webhook]:
    """`webhook_at(receiver, "internal")`: a webhook of a channel with this audience, which is told on this machine."""

    def make(receiver: Any, audience: str = "public", **more: Any) -> Webhook:
        found, _is_new = Channel.objects.get_or_create(slug=f"{audience}-hooked", defaults={"audience": audience})
        return create_webhook(found, url(receiver), by=people.max, **more)

    return make
