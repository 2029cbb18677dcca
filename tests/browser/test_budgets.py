"""What an agent's two pages may cost: so many bytes, nothing that moves by itself, and words before any script."""

import gzip

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_BYTES = 120 * 1024
PAGES = ("/", "/?q=cancel&order_stage=packed", "/cards/cancel-order/?order_stage=packed")
EXCUSED_MS = 600
SHIFTS = """() => new Promise((done) => {
  const found = [];
  new PerformanceObserver((list) => found.push(...list.getEntries().filter((one) => !one.hadRecentInput)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(found.reduce((sum, one) => sum + one.value, 0)), 150);
})"""


@pytest.mark.parametrize("width", [375, 1280])
def test_find_and_card_are_light_and_nothing_in_them_moves(store, people, page_of, width):
    store.cancel_order()
    store.card("cancel-fee")
    page = page_of(people.ana, width)
    for address in PAGES:
        bodies = {}
        page.on("response", lambda response, bodies=bodies: bodies.setdefault(response.url, response))
        page.goto(address, wait_until="networkidle")
        packed = {url: len(gzip.compress(response.body())) for url, response in bodies.items() if response.status == 200}
        assert len(packed) > 10
        assert sum(packed.values()) < MOST_BYTES, packed
        assert page.evaluate(SHIFTS) == 0, address
    page.get_by_role("radio", name="Delivered").press("Space")
    expect(page.locator("[data-card]")).to_contain_text("It has been delivered")
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("cancel")
    expect(page.locator("[data-result]")).to_have_count(2)
    assert page.evaluate(SHIFTS) == 0


def test_nothing_moves_while_typing_however_late_the_answer_comes(store, people, page_of):
    """For half a second after a key browsers excuse what moves; a slow answer comes after that."""
    store.cancel_order()
    store.card("cancel-fee")
    page = page_of(people.ana)
    page.goto("/")
    page.route("**/?*q=*", lambda route: (page.wait_for_timeout(EXCUSED_MS), route.continue_()))
    for words, found in (("cancel", 2), ("xylophone", 0), ("", 0)):
        page.get_by_role("searchbox").fill(words)
        page.wait_for_timeout(EXCUSED_MS)
        expect(page.locator("[data-result]")).to_have_count(found)
        assert page.evaluate(SHIFTS) == 0, words


@pytest.mark.parametrize("width", [375, 1280])
def test_the_first_answer_is_read_without_any_script(store, people, page_of, width):
    store.cancel_order()
    page = page_of(people.ana, width, java_script_enabled=False)
    page.goto("/?q=cancel+my+order&order_stage=packed")
    expect(page.locator("[data-card]")).to_contain_text("Yes, you can cancel.")
    page.goto("/cards/cancel-order/?order_stage=packed")
    answer = page.locator("[data-card]")
    expect(answer).to_contain_text("Yes, you can cancel.")
    expect(answer).to_be_in_viewport()
    expect(page.get_by_text("The same words").first).to_be_visible()
