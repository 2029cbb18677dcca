"""The lists of the desk and a draft with findings, in a real browser: nothing that axe-core knows, nothing over the edge."""

import pytest

from tests.browser.test_accessibility import OVER_THE_EDGE, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]


@pytest.fixture
def addresses(store):
    """Every list, and a fact's and a card's draft with everything that can be shown of them."""
    card = store.cancel_order()
    fact = store.fact("refunds.card_days", 5)
    variants = [{"when": {"order_stage": ["lost", "delivered"]}, "value": 9}]
    content = {"type": "duration", "unit": "day", "value": 5, "variants": variants}
    store.publish(fact, content)
    change = store.draft(fact, {**content, "value": 7, "variants": variants * 2})
    text = store.text(card)
    text["rules"] = [*text["rules"][:2], {"key": "again", "when": {"order_stage": ["placed"]}, "outcome": "depends"}]
    for said in text["languages"].values():
        said["texts"] = {key: said["texts"].get(key, "Once more.") for key in ("not-shipped", "on-its-way", "again")}
        said["short"] = "See [this](/cards/none/): 9 days."
    draft = store.draft(card, text)
    return [
        *(f"/desk/{place}/" for place in ("facts", "offers", "dimensions", "facts/new", "offers/new")),
        "/desk/fact/refunds.card_days/",
        f"/desk/fact/refunds.card_days/{change.number}/",
        f"/desk/card/cancel-order/{draft.number}/",
        f"/desk/card/cancel-order/{draft.number}/edit/",
    ]


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark")])  # The other way: make axe.
def test_axe_finds_nothing_on_the_lists_and_in_drafts(addresses, people, page_of, width, scheme):
    page = page_of(people.marta, width, scheme)
    for address in addresses:
        page.goto(address)
        found = violations(page)
        assert found == [], f"{address}: {found}"


def test_a_wide_list_scrolls_by_itself(addresses, people, page_of):
    page = page_of(people.marta)
    for address in addresses:
        page.goto(address)
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(OVER_THE_EDGE) <= 0, f"{address} at {width}"
