"""The machine finds nothing in the product, and each of the planted faults in less than two minutes."""

import os
import time

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.consistency.faults import FAULTS
from tests.consistency.machine import Life
from tests.consistency.world import World

LONG = int(os.environ.get("CONCORD_PROOF", "0"))  # How many lives; `make prove` sets it.
EXAMPLES = LONG or 3
# What every run of the tests plants; `make prove` plants all.
USUAL = ("cache by slug", "lost nudge", "digest without language")
MOST_SECONDS = 120  # Of work, so that other work on the machine does not count.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.sqlite, pytest.mark.timeout(3000)]


@pytest.fixture
def life(settings):
    settings.ANSWER_ENCODER = "none"
    settings.SESSION_COOKIE_AGE = 10**8
    settings.SESSION_HOURS = settings.SESSION_IDLE_MINUTES = 10**6  # A life takes weeks, of one session.
    settings.API_REQUESTS_PER_MINUTE = settings.VISITOR_REQUESTS_PER_MINUTE = 10**6
    return type("Life", (Life,), {"world": World()})


def live(life, examples=EXAMPLES, phases=(Phase.generate,), steps=12):
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


@pytest.mark.parametrize("fault", FAULTS if LONG else USUAL)
def test_it_finds_every_planted_fault(life, fault):
    began, worked = time.monotonic(), time.process_time()
    with FAULTS[fault]():
        found = finding(life)
    seconds, processor = time.monotonic() - began, time.process_time() - worked
    print(f"\n{fault}: {seconds:.1f} s, {processor:.1f} s of processor time, {found}")
    assert found, f"{fault} was not found."
    assert processor < MOST_SECONDS


def finding(life):
    """What ends the machine: what the reference denies, and also what a fault makes the product raise."""
    try:
        live(life, examples=100)
    except Exception as error:
        return " ".join(f"{type(error).__name__}: {error}".split())[:120]
    return ""
