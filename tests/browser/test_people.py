"""The pages about people in a real browser: nothing that axe-core knows, nothing over the edge."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.people.departures import deactivate
from policies.people.deputies import add_absence, set_deputy
from policies.people.involvements import involve, watch
from policies.people.teams import create_team
from tests.browser.test_accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]


@pytest.fixture
def addresses(store, people):
    """Every page, with somebody away, somebody gone, a team and all parts."""
    card = store.cancel_order()
    other = store.card("contact-us", topic="contact")
    team = create_team("desk", "The desk", lead=people.pavel, members=[people.ana, people.marta], by=people.max)
    for part in ("responsible", "verifier", "consulted"):
        involve(card, part, team, by=people.max)
    watch(card, by=people.ana)
    set_deputy(people.olivia, people.pavel, by=people.olivia)
    deactivate(people.olivia, by=people.ada)
    today = timezone.localdate()
    add_absence(people.pavel, today, today + timedelta(days=3), by=people.pavel)
    return [
        *(f"/desk/{place}/" for place in ("people", "people/pavel", "people/olivia", "teams", "teams/desk", "topics")),
        *(f"/desk/{place}/" for place in ("topics/contact", "rules", "unowned", "me")),
        "/desk/rules/low/?low-approvals=2&low-review_hours=9&low-interval_days=9&low-grace_days=9",
        f"/desk/card/{card.slug}/",
        f"/desk/card/{other.slug}/",
    ]


@pytest.mark.parametrize(("width", "scheme"), [(375, "dark")])  # The other way: make axe.
def test_axe_finds_nothing_on_the_pages_about_people(addresses, people, page_of, width, scheme):
    page = page_of(people.ada, width, scheme)
    for address in addresses:
        page.goto(address)
        for summary in page.query_selector_all("main details:has(form):not([open]) > summary"):
            summary.click()
        found = violations(page)
        assert found == [], f"{address}: {found}"
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, address
