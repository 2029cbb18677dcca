"""What a browser does with text that means harm: it shows it. No script runs, and no page breaks its own policy.

CI has a few strings and the pages that most people see; CONCORD_HOSTILE=... (`make hostile`) every string of the folder's
`naughty_strings.jsonl` and `xss_dev.jsonl`, and every page that a manager can reach.
"""

import json
import os
from contextlib import suppress
from pathlib import Path

import pytest
from django.test import Client

from policies.content.problems import ContentError
from policies.trust.flags import flag
from tests.browser.walking import pages_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(1200)]
FOLDER = os.environ.get("CONCORD_HOSTILE", "")
STRINGS = (
    "<script>window.ran=1</script>",
    '<img src=x onerror="window.ran=1">',
    '"><svg onload=window.ran=1>',
    "javascript:window.ran=1",
    "[here](javascript:window.ran=1)",
    '<a href="javascript:window.ran=1">x</a>',
    "</textarea></title><script>window.ran=1</script>",
    "{{constructor.constructor('window.ran=1')()}}",
    "'-(window.ran=1)-'",
    "\u202eevil\u2066\ufeff",
)
LISTEN = """window.broken = [];
const note = (event) => window.broken.push(`${event.violatedDirective} ${event.blockedURI}`);
document.addEventListener("securitypolicyviolation", note);
window.alert = window.confirm = window.prompt = () => { window.ran = 1; };"""


def strings() -> list[str]:
    """Each once. Two braces begin a fact, which there is not."""
    found = list(STRINGS)
    for name in ("naughty_strings", "xss_dev") if FOLDER else ():
        lines = (Path(FOLDER) / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        found += [str(json.loads(line)) for line in lines]
    plain = (text.replace("\x00", "").replace("{{", "{ {").strip() for text in found)
    return [text for text in dict.fromkeys(plain) if text]


@pytest.fixture
def hostile(store, people):
    """What people type, typed by somebody who means harm: cards and notes, a flag, a name."""
    for number, start in enumerate(range(0, len(strings()), 10)):
        some = strings()[start : start + 10]
        english = {"title": some[0][:150], "short": some[-1][:300], "body": "\n\n".join(some), "notes": "\n\n".join(some)}
        with suppress(ContentError):  # Said at its field, which is as good as shown.
            store.card(f"hostile-{number}", risk="low", languages={"en": {**english, "questions": [some[0][:150]]}})
    flag(store.version(store.card("contact-us", risk="low")), "wrong", STRINGS[0], by=people.ana)
    people.max.first_name, people.max.last_name = STRINGS[1], STRINGS[2][:30]
    people.max.save()


def test_nothing_that_people_type_runs_and_no_page_breaks_its_policy(hostile, store, people, page_at, page_of):
    asked = {None: [f"/faq/en/search/?q={STRINGS[1]}", "/faq/en/hostile-0/", "/chat/", "/accounts/login/"]}
    asked[people.max] = [f"/?q={STRINGS[1]}", "/cards/hostile-0/", "/desk/", "/desk/flags/", "/desk/people/", "/accounts/2fa/"]
    wrong = {}
    for who, addresses in asked.items():
        page = page_of(who) if who else page_at()
        page.context.add_init_script(LISTEN)
        for address in [*addresses, *(reached(who) if FOLDER else ())]:
            page.goto(address)
            broken, ran = page.evaluate("[window.broken, window.ran]")
            if broken or ran:
                wrong[address] = broken, ran
    assert wrong == {}
    assert STRINGS[0] in page_text(page_of(people.max), "/cards/hostile-0/"), "a title comes back as typed"


def reached(who):
    client = Client()
    if who:
        client.force_login(who)
    return pages_for(client).values()


def page_text(page, address):
    page.goto(address)
    return page.inner_text("main")
