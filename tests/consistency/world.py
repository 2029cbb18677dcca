"""The store as every example finds it, and what its one card and one fact say."""

import shutil
import sqlite3
from datetime import UTC, datetime

import time_machine
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connection

from kb.celery import app
from policies import memory
from policies.publishing import current_revision
from policies.trust import served
from search import index
from tests.consistency.channels import SECRET, Channels
from tests.consistency.reference import CARD, FACT, LANGUAGES, SOURCE
from tests.people import make_people
from tests.store import Store

DAY_ONE = datetime(2030, 1, 1, tzinfo=UTC)
LETTERS = "bcdfghjklmnpqrst"


class World:
    """The store as every example finds it: made once, put back whole from then on."""

    def __init__(self) -> None:
        app.loader.import_default_modules()  # A worker does so when it starts.
        with time_machine.travel(DAY_ONE, tick=False):
            self.people = make_people()
            store = Store(self.people)
            store.dimension()
            store.offer()
            self.offers = current_revision()
            self.fact = store.fact(FACT, value=5)
            self.card = store.card(CARD, **content(dict.fromkeys(LANGUAGES, word_of(0)), "public"))
            self.channels = Channels(self.people.ana)
        self.rows = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(self.rows)

    def put_back(self) -> None:
        self.rows.backup(connection.connection)
        self.channels.begin()
        forget_everything()


def forget_everything() -> None:
    memory.forget()
    served.forget()
    cache.clear()
    caches["rates"].clear()
    index.forget()
    shutil.rmtree(settings.SEARCH_INDEX, ignore_errors=True)


def content(words, audience, made_for=None):
    """The card's content. What is left as it was keeps what it was `made_for`."""
    languages = {
        language: {
            "title": f"{word} {language}",
            "short": f"{word}: {{{{ {FACT} }}}}.",
            "notes": f"{SECRET} {word}",
            "texts": {"packed": f"**{word}** in {{{{ {FACT} }}}}", "else": f"{word} & {{{{ {FACT} }}}}"},
        }
        for language, word in words.items()
    }
    languages |= {language: texts for language, texts in (made_for or {}).items() if language != SOURCE}
    rules = [
        {"key": "packed", "when": {"order_stage": ["packed"]}, "outcome": "allowed", "offers": ["free-shipping"]},
        {"key": "else", "when": {}, "outcome": "not_allowed"},
    ]
    return {"source": SOURCE, "audience": audience, "rules": rules, "languages": languages}


def value(days):
    return {"type": "duration", "unit": "day", "value": days}


def word_of(number):
    """Words that nobody else uses, and that are far from each other."""
    first, second = divmod(number * 7 % 225, 15)
    return f"{LETTERS[first]}arv{LETTERS[second]}olm{LETTERS[(first + second) % 15]}"
