"""The short form of `make faults`: each kind of process killed once, on a copy of the tests' database."""

import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

from kb.env import BASE
from tests.faults.house import Broken, check_reading
from tests.faults.story import CARD, word_of

pytestmark = [pytest.mark.once, pytest.mark.sqlite, pytest.mark.timeout(600)]


@pytest.mark.django_db
def test_it_holds_whatever_fails(tmp_path):
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(connection.settings_dict["NAME"]) as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    database.close()
    command = [sys.executable, "-m", "tests.faults", "--kills", "4", "--each", "0", "--seed", "1", "--copy", str(copy)]
    done = subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 faults; `audit verify` afterwards: 0 findings." in done.stdout


class Told:
    """What the reader needs to know of a story."""

    def __init__(self):
        self.known = {CARD: 11}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (f"<strong>{word_of(12)}</strong> takes 11 days", "half a publication"),
        (f"<strong>{word_of(10)}</strong> takes 10 days", "though 11 was acknowledged"),
        ("qzhidden", "internal"),
    ],
)
def test_a_reader_notices(said, why):
    with pytest.raises(Broken, match=why):
        check_reading(Told(), {CARD: 11}, f"/faq/en/{CARD}/", said)


def test_a_reader_takes_what_is_whole():
    check_reading(Told(), {CARD: 11}, f"/faq/en/{CARD}/", f"<strong>{word_of(12)}</strong> takes 12 days")
