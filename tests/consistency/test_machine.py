"""The machine finds nothing in the product, and each of the planted faults in less than two minutes."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.consistency.machine import Life, World

EXAMPLES = int(os.environ.get("CONCORD_PROOF", "6"))
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.sqlite, pytest.mark.timeout(3000)]


@pytest.fixture
def life(settings):
    settings.ANSWER_ENCODER = "none"
    settings.SESSION_COOKIE_AGE = 10**8
    settings.API_REQUESTS_PER_MINUTE = settings.VISITOR_REQUESTS_PER_MINUTE = 10**6
    return type("Life", (Life,), {"world": World()})


def live(life, examples=EXAMPLES, phases=(Phase.generate,), steps=14):
    how = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(life, settings=how)


def test_it_finds_nothing_whatever_happens(life):
    live(life)
