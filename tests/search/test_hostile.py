"""Whatever is typed: no error, nothing of what may not be seen, and in a bounded time, in every place that takes a question.

Time is that of the processor, as the machine runs other tests, too. CI tries a few strings of our own. With CONCORD_HOSTILE
naming a folder, every string of its `naughty_strings.jsonl` and `xss_dev.jsonl` (one JSON value per line) is tried, too;
`make hostile` says how long the slowest took.
"""

import json
import os
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.cache import caches

from tests.pages.marked import text_of

pytestmark = pytest.mark.django_db
FOLDER = os.environ.get("CONCORD_HOSTILE", "")
SECONDS = 1.0
CANARY = "platypus"
QUERIES = (
    "*",
    "?*?*?*?*",
    "[" * 2500 + "]" * 2500,
    "(" * 5000,
    "AND NOT " * 1000,
    "x" * 100_000,
    f"notes:{CANARY}",
    "[a TO z]",
    "{* TO *}",
    "/(a+)+$/",
    "refund~8",
    '"' * 999,
    '-"' * 500,
    "topic:" * 160,
    "-" * 1000,
    "a" * 1000,
    "ab " * 333,
    "\u0301" * 1000,
    "\u202e\ufeff\u200b",
    "<script>alert(1)</script>",
    "%00%0a${7*7}{{7*7}}",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 300,
)  # fmt: skip


@pytest.fixture
def hidden(store):
    """A card that anybody may see, and a word that stands only where a public channel may not look."""
    english = {"title": "Refund", "short": "Money back.", "notes": f"The {CANARY} pays."}
    store.card("refund", languages={"en": english})
    store.card("fraud", audience="internal", languages={"en": {"title": f"The {CANARY}", "short": "Watch out."}})


def strings():
    """Each once, with what it was called in its list."""
    found = [*QUERIES]
    for name in ("naughty_strings", "xss_dev") if FOLDER else ():
        lines = (Path(FOLDER) / f"{name}.jsonl").read_text().splitlines()
        found += [value for line in lines if isinstance(value := json.loads(line), str)]
    return list(dict.fromkeys(found))


def places(public, colleague):
    """What takes a question: of the API for a public channel, and of pages."""
    as_json = {"content_type": "application/json"}
    return {
        "search": lambda text: public.get("/api/v1/search", {"q": text, "counts": "true"}),
        "suggest": lambda text: public.get("/api/v1/suggest", {"q": text}),
        "ask": lambda text: public.post("/api/v1/ask", {"question": text}, **as_json),
        "find page": lambda text: colleague.get("/", {"q": text}),
        "faq page": lambda text: public.get("/faq/en/search/", {"q": text}),
    }


def test_nothing_that_is_typed_breaks_slows_or_opens_anything(hidden, channel, people, client_of):
    asks, tried = places(channel("public"), client_of(people.ana)), strings()
    slowest = dict.fromkeys(asks, (0.0, ""))
    for ask in asks.values():
        ask("refund")  # What is read once is not of the first string.
    for text in tried:
        for place, ask in asks.items():
            caches["rates"].clear()
            start = time.process_time()
            response = ask(text)
            seconds = time.process_time() - start
            assert response.status_code in (200, 400), (place, text[:80], response.status_code)
            assert place == "find page" or CANARY not in said_beside(response, text), (place, text[:80])
            slowest[place] = max(slowest[place], (seconds, text[:40]))
    print(
        f"{len(tried)} strings, slowest:", {place: f"{1000 * most:.0f} ms {text!r}" for place, (most, text) in slowest.items()}
    )
    assert max(most for most, _text in slowest.values()) < SECONDS


def said_beside(response, text):
    """What was answered, without what was asked, which pages and answers repeat."""
    said = text_of(response) if "html" in response["Content-Type"] else response.content.decode()
    asked = f"notes:{CANARY}"
    return said.lower().replace(asked, "").replace(quote(asked).lower(), "")
