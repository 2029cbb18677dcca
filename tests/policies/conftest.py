from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from policies.signals import publication_committed
from search.follow import follow_publication
from tests.policies.tampering import trail

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
