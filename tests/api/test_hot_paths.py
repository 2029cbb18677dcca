"""How often the paths that everybody waits on ask the database: each at most so often, and no more in a larger store.

That a 304 asks once stands in `test_kept_answers`.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb.kept import for_one
from policies import memory
from policies.models import Card

# Committed, not rolled back: inside a transaction nothing is remembered.
pytestmark = pytest.mark.django_db(transaction=True)
ANSWER, FAQ = "/api/v1/answers/cancel-order?order_stage=packed", "/faq/en/cancel-order/"
SEARCH, PAGE = "/api/v1/search?q=cancel+order&lang=en&limit=3", "/cards/cancel-order/?order_stage=packed"
QUESTION = {"question": "is it too late to cancel my order?", "lang": "en", "context": {"order_stage": "packed"}}
WARM_UP, KEPT, MOST, MORE = 3, 1, 3, 3
FOUND = ("search", "question")  # Nothing of it is kept whole: the database says of every card whether it may be seen.


@pytest.fixture(autouse=True)
def _nothing_kept():
    for_one.forget()
    yield
    for_one.forget()


@pytest.fixture
def paths(store, people, client, client_of, channel):
    """What is asked, by name; each gives a response."""
    store.cancel_order()
    bot, ana = channel(), client_of(people.ana)
    return {
        "answer": lambda: bot.get(ANSWER),
        "answer, packed": lambda: bot.get(ANSWER, headers={"Accept-Encoding": "gzip"}),
        "FAQ page": lambda: client.get(FAQ),
        "FAQ, all topics": lambda: client.get("/faq/en/"),
        "a colleague's card page": lambda: ana.get(PAGE),
        "search": lambda: bot.get(SEARCH),
        "question": lambda: bot.post("/api/v1/ask", QUESTION, content_type="application/json"),
    }


def asked_by(act):
    with CaptureQueriesContext(connection) as asked:
        assert act().status_code == 200
    return [query["sql"] for query in asked]


def when_warm(act):
    for _turn in range(WARM_UP):
        act()
    return asked_by(act)


def when_cold(act):
    """As the first who asks after a publication."""
    memory.forget()
    for_one.forget()
    return asked_by(act)


def grow(store, word):
    """More cards beside the one that is asked about, and more versions of it."""
    card = Card.objects.get(slug="cancel-order")
    for number in range(MORE):
        store.card(f"cancel-{word}-{number}")
    store.publish(card, store.text(card))


def test_each_asks_the_database_three_times_at_most_and_no_more_among_more_cards_and_versions(paths, store):
    grow(store, "gift")
    few = {name: (when_warm(act), when_cold(act)) for name, act in paths.items()}
    for name, (warm, _cold) in few.items():
        assert len(warm) <= (MOST if name in FOUND else KEPT), (name, warm)
    grow(store, "refund")
    for name, act in paths.items():
        for was, now_asked in zip(few[name], (when_warm(act), when_cold(act)), strict=True):
            assert len(now_asked) <= len(was), (name, now_asked)
