import pytest

from policies.releases import add_to_release, create_release

pytestmark = pytest.mark.django_db


def test_its_page_lists_what_takes_effect_together(store, people, client_of):
    release = create_release("holidays", "Holiday returns", by=people.marta)
    add_to_release(store.draft(store.card("return-gift")), release, by=people.marta)
    html = client_of(people.marta).get("/desk/releases/holidays/").content.decode()
    assert 'href="/desk/card/return-gift/2/"' in html
    assert "Nothing in it yet" not in html
