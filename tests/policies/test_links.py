"""Links in texts: well-formed, to cards that are there and that the reader may see; and a merge that was made is told of."""

import pytest
from django.urls import reverse

from policies.content.links import addresses, fault_of
from policies.content.problems import ContentError
from policies.publishing import now
from policies.workflow import submit
from policies.writing.findings import findings_of
from policies.writing.merging import merge, missing_in


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("https://example.com/a_(b)?c=d#e", ""),
        ("http://пример.рф/", ""),
        ("mailto:help@example.com", ""),
        ("tel:+55 11 4002-8922", ""),
        ("/cards/cancel-order/", ""),
        ("/faq/pt-BR/cancel-order/#main", ""),
        ("https://", "address"),
        ("https://shop", "address"),
        ("https://[bad", "address"),
        ("mailto:nobody", "address"),
        ("tel:", "address"),
        ("www.example.com", "scheme"),
        ("htps://example.com", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("/desk/", "place"),
        ("#later", "anchor"),
        ("/cards/cancel-order/#later", "anchor"),
    ],
)
def test_it_knows_what_is_wrong_with_an_address(address, fault):
    assert fault_of(address) == fault


def test_it_finds_the_addresses_of_links_only():
    text = (
        '[a](/cards/x/ "t") ![i](/images/i.webp) <https://b.org> `[c](no)` [d](<e f>)\n[r]: https://r.org\n[x][r] {{ a.b }} [y]'
    )
    assert list(addresses(text)) == ["/cards/x/", "https://b.org", "e f", "https://r.org"]


@pytest.fixture
def written(store, db):
    """A draft of a public card with this short answer."""
    store.card("for-colleagues", audience="internal")
    card = store.card("contact-us")

    def draft(short, **more):
        content = store.text(card)
        content["languages"]["en"] |= {"short": short, **more}
        return store.draft(card, content)

    return draft


def test_customers_are_not_sent_to_what_they_may_not_see(written, people):
    draft = written("See [this](/cards/for-colleagues/).")
    with pytest.raises(ContentError) as refused:
        submit(draft, by=people.marta)
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("languages.en.short", "hidden_card")]
    assert submit(written("Nothing.", notes="See [this](/cards/for-colleagues/)."), by=people.marta).state == "in_review"


def test_doubtful_links_are_told_at_their_field_and_stop_nobody(store, written, people, client_of):
    store.draft(store.card("not-yet"))
    draft = written("[a](www.example.com) [b](/cards/contact-us/)", body="[c](#there)")
    links = findings_of(draft, now(), "en").links
    assert [(link.field, link.code, link.message) for link in links] == [
        ("languages.en.short", "scheme", "www.example.com"),
        ("languages.en.body", "anchor", "#there"),
    ]
    page = client_of(people.marta).get(reverse("version", args=["card", "contact-us", draft.number])).content.decode()
    assert "Short answer · English:" in page
    assert "begin it with https://" in page
    assert submit(draft, by=people.marta).state == "in_review"


def test_what_must_be_mended_is_named_in_words(written, people, client_of):
    draft = written("See [this](/cards/nowhere/).")
    place = ["card", "contact-us", draft.number]
    page = client_of(people.marta).post(reverse("act", args=[*place, "submit"]), follow=True).content.decode()
    assert page.count("Short answer · English: There is no card nowhere to link to.") == 2
    assert "languages.en.short" not in page


def test_a_draft_that_was_merged_says_where_to_go_on(store, people, client_of, db):
    card = store.cancel_order()

    def change(language, title):
        content = store.text(card)
        content["languages"][language]["title"] = title
        return content

    second = store.draft(card, change("ru", "Отмена"))
    first = store.publish(card, change("en", "Cancelling")).version
    assert [missing.merged for missing in missing_in(second, now())] == [None]
    merged = merge(second, first, by=people.marta)
    assert [missing.merged for missing in missing_in(second, now())] == [merged]
    page = client_of(people.marta).get(reverse("version", args=["card", card.slug, second.number])).content.decode()
    assert reverse("version", args=["card", card.slug, merged.number]) in page
    assert reverse("merge", args=["card", card.slug, second.number, first.number]) not in page
