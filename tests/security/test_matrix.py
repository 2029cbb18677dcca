"""What each may see and do, at every address: kept in `matrix.txt`, where a change is read before it is committed.

`make crawl` asks as everybody; CONCORD_MATRIX=write make crawl writes the file anew. A new address without a row fails, and
so does a row that no address has.
"""

import os
import zlib
from pathlib import Path

import pytest
from django.db import transaction

from tests.security.places import CALLERS, KEYS, Visitors, furnish, places

FILE = Path(__file__).with_name("matrix.txt")
INTRO = """# What each is answered, by method and address. Written by CONCORD_MATRIX=write, read by people.
# 302: log in first · 401, 403: not for you · 404: nothing there for you · 400, 422: allowed, and asked for nothing sensible
# 405: not this way · 415, 428: allowed, with something missing in the request
"""
WHOLE = bool(os.environ.get("CONCORD_MATRIX"))
PUBLIC = ("/accounts/", "/api/", "/chat/", "/faq/", "/language/", "/mcp", "/robots.txt", "/sitemap.xml", "/widget")
OPEN = (*PUBLIC, "/healthz", "/readyz", "/styleguide/", "/images/", "/panel/", "/metrics")


def answered(visitors, method, address, caller):
    """The status, of a request that is undone."""
    with transaction.atomic():
        try:
            send = getattr(visitors.client(caller), method.lower())
            kind = {} if method == "GET" else {"content_type": "application/json"} if address.startswith("/api/") else {}
            return send(address, *(({},) if kind else ()), **kind).status_code
        finally:
            transaction.set_rollback(True)


def crawled(store, settings):
    """Statuses by method and address, and by caller."""
    settings.API_REQUESTS_PER_MINUTE = settings.VISITOR_REQUESTS_PER_MINUTE = 1_000_000
    numbers = furnish(store)
    visitors = Visitors(store.people)
    return {
        f"{method} {said}": {caller: answered(visitors, method, address, caller) for caller in asking(method, said)}
        for method, said, address in places(numbers)
    }


def asking(method, place):
    """All of them; in CI nobody and one other, another one at each address, so that every caller comes to a seventh of them."""
    takes_keys = place.startswith(("/api/", "/mcp"))  # Pages take none: who sends one is nobody there.
    others = [caller for caller in CALLERS[1:] if takes_keys or caller not in KEYS]
    if WHOLE:
        return ("nobody", *others)
    return "nobody", others[zlib.crc32(f"{method} {place}".encode()) % len(others)]


def written(rows):
    width = max(map(len, rows)) + 2
    lines = ["".ljust(width) + " ".join(name[:6].ljust(6) for name in CALLERS)]
    for name in sorted(rows, key=_by_place):
        given = (str(rows[name].get(caller, rows[name]["nobody"])).ljust(6) for caller in CALLERS)
        lines.append(name.ljust(width) + " ".join(given))
    return INTRO + "".join(f"{line.rstrip()}\n" for line in lines)


def _by_place(name):
    method, place = name.split(" ", 1)
    return place, method


def kept():
    """Statuses by method and address, as the file has them."""
    rows = {}
    for line in FILE.read_text().splitlines():
        if line[:1].isupper():
            words = line.split()
            name, statuses = " ".join(words[: -len(CALLERS)]), words[-len(CALLERS) :]
            rows[name] = dict(zip(CALLERS, map(int, statuses), strict=True))
    return rows


@pytest.mark.asvs("8.1.1")
@pytest.mark.asvs("8.2.1")
@pytest.mark.asvs("8.2.2")
@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.timeout(3600 if WHOLE else 900)
def test_everybody_is_answered_as_the_matrix_says(store, settings):
    found = crawled(store, settings)
    if os.environ.get("CONCORD_MATRIX") == "write":
        FILE.write_text(written(found))
    known = kept()
    assert sorted(found) == sorted(known), "write the matrix anew, and read what changed"
    wrong = {
        f"{name}, {caller}": (status, known[name][caller])
        for name, statuses in found.items()
        for caller, status in statuses.items()
        if status != known[name][caller]
    }
    assert wrong == {}, "answered so, but not as tests/security/matrix.txt says"


def test_the_matrix_holds_no_fault():
    assert [name for name, given in kept().items() if any(status >= 500 for status in given.values())] == []


@pytest.mark.asvs("13.4.5")
def test_nobody_sees_what_is_for_colleagues():
    for name, given in kept().items():
        method, place = name.split(" ", 1)
        if method == "GET" and not place.startswith(OPEN):
            assert given["nobody"] in (302, 403, 404, 405), name
        if place.startswith("/api/") and given["nobody"] < 300:
            assert place in ("/api/v1/schema", "/api/v1/docs"), name


def test_a_key_for_answers_manages_nothing():
    for name, given in kept().items():
        place = name.split(" ", 1)[1]
        if place.startswith(("/api/v1/people", "/api/v1/channels", "/api/v1/webhooks", "/api/v1/events", "/api/v1/me")):
            assert (given["public"], given["internal"]) == (403, 403), name


def test_only_administrators_act_on_people():
    guarded = ("give-role", "take-role", "deactivate", "reactivate", "unlock", "remove-factors")
    for name, given in kept().items():
        if name.startswith("POST /api/v1/people/") and name.endswith(guarded):
            assert all(given[caller] in (401, 403, 428) for caller in CALLERS if caller != "administrator"), name
