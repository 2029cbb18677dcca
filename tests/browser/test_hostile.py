"""What a browser does with text that means harm: it shows it. No script runs, and what was typed is read as it was typed.

CI has a few texts of our own, each opened on some of the pages; CONCORD_HOSTILE=... (`make hostile`) every string of the
folder's lists: all of them on lists, every fortieth on the pages of one row.
"""

from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.browser.reader import Reader
from tests.security.hostile import FOLDER, SAMPLE, Stands, strings, type_everywhere
from tests.security.typing_places import CONTROL, card_title

AT_ONCE = 90 if FOLDER else len(SAMPLE)
OPENED = 40 if FOLDER else len(SAMPLE)  # A page of one row is opened for each so many texts.
SETS = range(0, len(strings()), AT_ONCE)
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600 if FOLDER else 240)]
OF_WORDS = ("synonym", "best_bet", "taught")


def opened(stands: list[Stands]) -> Iterator[tuple[str, list[Stands]]]:
    """By address: lists, which hold many texts, all of them; the page of one row for another text at each of its pages."""
    by_address = defaultdict(list)
    for one in stands:
        by_address[one.address].append(one)
    turns: dict[str, int] = defaultdict(int)
    for address, here in by_address.items():
        place = f"{here[0].place} {''.join(letter for letter in address if not letter.isdigit())}"
        turns[place] += 1
        if len(here) > 3 or (turns[place] + len(place)) % OPENED == 0:
            yield address, here


def test_chat_and_panel_show_what_is_asked(store, people, page_at, settings):
    settings.ANSWER_ENCODER, settings.VISITOR_REQUESTS_PER_MINUTE = "none", 1_000_000
    type_everywhere(store, list(SAMPLE), (card_title,))
    chat = Reader(page_at())
    chat.read("/chat/?lang=en")
    for text in SAMPLE:
        chat.page.locator("#chat-text").fill(text)
        with chat.page.expect_response("**/api/v1/ask"):
            chat.page.keyboard.press("Enter")
        expect(chat.page.get_by_role("log")).to_contain_text(text)
    chat.look("/chat/")
    asking = Client()
    asking.force_login(people.ana)
    allowed = {"Authorization": f"Panel {asking.post('/panel/pass/').json()['pass']}"}
    panel = Reader(page_at(320, extra_http_headers=allowed))
    lost = [text for text in SAMPLE if text not in panel.read(f"/panel/?{urlencode({'q': text})}")]
    assert (chat.wrong, panel.wrong, lost) == ({}, {}, [])


def shown(address: str, here: list[Stands]) -> list[Stands]:
    """The page of a gap shows the last wordings of its questions; every other page all that it holds."""
    return here[-3:] if address.startswith("/desk/gaps/") else here


def reader_of(address: str, people) -> str:
    if address.startswith("/faq/"):
        return "nobody"
    if address.startswith(("/desk/channels/", "/desk/webhooks/")):
        return "ada"
    if address.startswith("/desk/must-read/"):
        return "ana"
    return "marta" if address.endswith("/edit/") else "max"


@pytest.mark.parametrize("first", SETS)
def test_it_is_read_as_it_was_typed_and_nothing_runs(store, people, page_at, page_of, first, settings):
    settings.ANSWER_ENCODER = "none"
    texts = strings()[first : first + AT_ONCE]
    typed = type_everywhere(store, texts)
    readers = {name: Reader(page_of(getattr(people, name))) for name in ("max", "ada", "ana", "marta")}
    readers["nobody"] = Reader(page_at())
    lost, count = [], 0
    for address, here in opened(typed.stands):
        said, count = readers[reader_of(address, people)].read(address), count + 1
        lost += [one for one in shown(address, here) if as_browsers_read(one.text) not in said]
    print(f"{len(texts)} texts, {len(typed.stands)} places, {len(typed.refused)} refused, {count} pages", flush=True)
    print([reader.wrong for reader in readers.values() if reader.wrong], lost, unsaid(typed.refused), flush=True)
    assert {name: reader.wrong for name, reader in readers.items() if reader.wrong} == {}
    assert lost == []
    assert unsaid(typed.refused) == []


def as_browsers_read(text: str) -> str:
    """HTML knows one line end (HTML, 13.2.3.5)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unsaid(refused: list[tuple[str, str, set[str]]]) -> list[tuple[str, str, set[str]]]:
    """What was refused for a reason that is not so: nothing may be for looking dangerous."""
    return [(place, text, codes) for place, text, codes in refused if not all(is_said(code, place, text) for code in codes)]


def is_said(code: str, place: str, text: str) -> bool:
    """Is what the code says true of the text?"""
    match code:
        case "placeholder":
            return "{{" in text or "}}" in text
        case "string_pattern_mismatch" | "string_unicode":
            return bool(CONTROL.search(text))
        case "too_long" | "string_too_long":
            return len(text) > (40 if place == "synonym" else 200)
    return place in OF_WORDS  # These take words, each once: signs alone are none, and what means the same is there already.
