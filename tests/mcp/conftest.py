"""A site that assistants can reach."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone


@pytest.fixture
def site(live_server: Any, store: Any) -> str:
    """The card of the story, whose fact changed yesterday, and an internal card."""
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        store.cancel_order(audience="public")
        store.card("for-agents", audience="internal")
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        store.fact(value=7)
    return live_server.url
