"""What is noted is written within a second, also when the process is killed right after; noting costs nearly nothing."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from django.conf import settings
from django.db import connection

from kb.env import BASE
from policies import soon
from search import questions
from search.models import Question
from tests.parts import slowness

NOTE = """
import sys, time
import django
django.setup()
from search import questions
number = 0
while True:
    questions.note_searched(questions.Found(str(number), "en", (), 0.0, 1), "killed")
    print(number, flush=True)
    number += 1
    time.sleep(0.02)
"""
SECONDS = float(os.environ.get("CONCORD_KILLED_AFTER", "1.3"))


@pytest.mark.django_db(transaction=True)
def test_a_killed_process_loses_no_more_than_its_last_second():
    """A real one, with a thread and a connection of its own."""
    environment = {**os.environ, **_same_database(), "DJANGO_SETTINGS_MODULE": "kb.settings", "WRITES_SOON": "true"}
    noting = subprocess.Popen([sys.executable, "-c", textwrap.dedent(NOTE)], cwd=BASE, env=environment, stdout=subprocess.PIPE)
    noted: list[tuple[float, int]] = []
    assert noting.stdout is not None
    slow = max(slowness() for _ in range(3))  # A machine that is busy gives the writer its turn later.
    for line in noting.stdout:
        noted.append((time.monotonic(), int(line)))
        if noted[-1][0] - noted[0][0] > SECONDS * slow:
            break
    noting.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    noting.wait()
    noting.stdout.close()
    due = {str(number) for at, number in noted if at < killed - slow}
    assert due
    assert due <= set(Question.objects.filter(channel="killed").values_list("text", flat=True))


def test_a_process_that_was_forked_begins_with_nothing(db):
    questions.note_searched(questions.Found("what", "en", (), 0.0, 1), "bot")
    before = soon._writer
    soon._begin_anew()
    assert soon._writer is not before
    assert questions.write() == 0


def test_noting_takes_less_than_ten_microseconds(db):
    found, rounds = questions.Found("where is my order", "en", ("a", "b"), 0.5, 1), 2000
    best = min(_seconds(found, rounds) for _ in range(5)) / rounds
    assert best < 10e-6


def _seconds(found, rounds):
    questions.forget()
    start = time.thread_time()
    for _ in range(rounds):
        questions.note_searched(found, "bot")
    return time.thread_time() - start


def _same_database():
    if connection.vendor == "sqlite":
        return {"CONCORD_DATA": str(settings.DATA_FOLDER), "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}"}
    made = connection.settings_dict
    where = f"{made['USER']}:{made['PASSWORD']}@{made['HOST']}:{made['PORT']}/{made['NAME']}"
    return {"CONCORD_DATA": str(settings.DATA_FOLDER), "DATABASE_URL": f"postgres://{where}"}
