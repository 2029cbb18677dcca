"""What a page can do a call can do: `docs/managing.md` says which, and this walks the pages and the calls."""

import re

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory
from django.urls import URLResolver, get_resolver

from kb.api.openapi.description import description
from kb.env import BASE
from policies.views.involved import ACTS as ON_SUBJECTS
from policies.views.people import ACTS as ON_PEOPLE

DOCUMENT = (BASE / "docs" / "managing.md").read_text()
VERBS = {"act_on_person": ON_PEOPLE, "act_on_people": ON_SUBJECTS}
CALL = re.compile(r"`(GET|POST|PUT|DELETE) (/[^`]*)`")
NAMES = re.compile(r"<(?:\w+:)?(\w+)>")
# Log-in, log-out and the keys to it belong to the library, and to people in a browser.
OTHERS = ("accounts/",)


def acts_of_pages():
    """`name` or `name: verb` of every page that takes a POST: those that refuse the method answer 405 to anybody."""
    found = set()
    for route, pattern in pages(get_resolver()):
        places = dict.fromkeys([*NAMES.findall(route)], "x")
        request = RequestFactory().post("/")
        request.user = AnonymousUser()
        if takes_a_post(pattern.callback, request, places):
            verbs = re.search(r"\(\?P<verb>([a-z|-]+)\)", route)
            known = verbs[1].split("|") if verbs else VERBS.get(pattern.name, ())
            found |= {f"{pattern.name}: {verb}" for verb in known} or {pattern.name}
    return found


def takes_a_post(view, request, places):
    """Also a page for everybody, which then looks for what there is not."""
    try:
        return view(request, **places).status_code != 405
    except Http404:
        return True


def pages(resolver, prefix=""):
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if entry.namespace != "api":
                yield from pages(entry, route)
        elif not route.startswith(OTHERS):
            yield route, entry


def rows_of(heading):
    """The cells of each row of the table under a heading."""
    part = DOCUMENT.split(f"## {heading}\n")[1].split("\n## ")[0]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines() if line.startswith("| ")][1:]


def described():
    return {
        (method.upper(), path.removeprefix("/api/v1")) for path, calls in description()["paths"].items() for method in calls
    }


def test_it_has_a_call_for_every_act_of_a_page(db):
    called = {page.strip("`") for _said, page, _call in rows_of("What the desk does, and the call for it")}
    excused = {name.strip("` ") for page, _why in rows_of("What has no call") for name in page.split(",")}
    acts = acts_of_pages()
    assert len(acts) > 50
    assert acts - called - excused == set(), "say in docs/managing.md which call does this, or why none does"
    assert (called | excused) - acts == set(), "docs/managing.md names pages that are not there"


def test_it_knows_every_call_that_the_document_names():
    named = set(CALL.findall(DOCUMENT))
    assert len(named) > 80
    assert named - described() == set()


def test_it_names_every_reading_call_in_the_document():
    reads = {path for method, path in described() if method == "GET" and not path.startswith(("/facts", "/offers"))}
    named = {path for method, path in CALL.findall(DOCUMENT) if method == "GET"}
    listed = {path for path in reads if not path.rsplit("/", 1)[1].startswith("{")}
    assert len(named & reads) > 35
    for room in (
        "/desk",
        "/flags",
        "/must-reads",
        "/releases",
        "/teams",
        "/verification",
        "/unowned",
        "/translations",
        "/events",
    ):
        assert room in named & listed
