"""The one answer: which rule, in which language, with what beside it, and what is said when nothing can be."""

import pytest

from policies.answers import answer_for, find_card
from policies.content.digest import digest_of
from policies.context import read_context
from policies.publishing import now
from policies.workflow import approve, publish, save_draft, submit, withdraw

PACKED, LOST = {"order_stage": "packed"}, {"order_stage": "lost"}


def ask(context=None, language="en", audience="public", slug="cancel-order"):
    at = now()
    card = find_card(slug, audience, at)
    assert card is not None
    return answer_for(card, read_context(context or {}, at=at), language, at, audience=audience)


@pytest.fixture
def card(store):
    return store.cancel_order()


@pytest.mark.parametrize(
    ("stage", "status", "rule", "outcome"),
    [
        ("placed", "answered", "not-shipped", "allowed"),
        ("packed", "answered", "not-shipped", "allowed"),
        ("in_transit", "answered", "on-its-way", "not_allowed"),
        ("lost", "escalate", "lost", "depends"),
        ("delivered", "answered", "delivered", "not_allowed"),
    ],
)
def test_it_lets_the_first_rule_that_matches_decide(card, stage, status, rule, outcome):
    reply = ask({"order_stage": stage})
    assert (reply.status, reply.answer.rule, reply.answer.outcome) == (status, rule, outcome)
    assert reply.needs == ()


def test_it_fills_in_facts_in_the_language(card):
    texts = {language: ask(PACKED, language).answer.text for language in ("en", "pt-BR", "ru")}
    assert texts["en"] == "Yes, you can cancel. The refund takes 5 days."
    assert texts["pt-BR"].endswith("5 dias.")
    assert texts["ru"].endswith("5 дней.")
    assert "<strong>Yes</strong>" in ask(PACKED).answer.html


def test_it_asks_for_what_is_missing(card):
    reply = ask(language="pt-BR")
    assert (reply.status, reply.answer, reply.offer, reply.escalation) == ("needs_context", None, None, None)
    (need,) = reply.needs
    assert (need.dimension, need.kind, need.question) == ("order_stage", "choice", "Onde está o seu pedido?")
    assert [option.value for option in need.options] == ["placed", "paid", "packed", "in_transit", "delivered", "lost"]


def test_it_answers_early_when_every_rule_says_the_same(store):
    card = store.cancel_order()
    content = store.text(card)
    for texts in content["languages"].values():
        texts["texts"] = dict.fromkeys(texts["texts"], "Ask us and we sort it out.")
    content["rules"] = [{**rule, "outcome": "depends"} for rule in content["rules"] if rule["key"] != "lost"]
    for texts in content["languages"].values():
        del texts["texts"]["lost"]
    store.publish(card, content)
    reply = ask()
    assert (reply.status, reply.answer.rule) == ("answered", "not-shipped")


def test_it_does_not_answer_early_where_links_differ(store):
    card = store.cancel_order()
    content = store.text(card)
    content["languages"] = {"en": content["languages"]["en"]}
    links = {key: f"[here](https://x.example/{key} 'here')" for key in content["languages"]["en"]["texts"]}
    content["languages"]["en"]["texts"] = links
    store.publish(card, content)
    assert ask().status == "needs_context"


def test_it_hands_over_where_no_rule_covers(store):
    card = store.cancel_order()
    content = store.text(card)
    content["rules"] = content["rules"][:1]
    for texts in content["languages"].values():
        texts["texts"] = {"not-shipped": texts["texts"]["not-shipped"]}
    store.publish(card, content)
    reply = ask({"order_stage": "delivered"}, "ru")
    assert (reply.status, reply.answer, reply.escalation.reason) == ("escalate", None, "not_covered")
    assert reply.escalation.queue == "orders"
    assert reply.escalation.message


def test_it_hands_over_where_a_rule_says_so(card):
    reply = ask(LOST, "pt-BR")
    assert (reply.escalation.reason, reply.escalation.queue) == ("rule", "orders")
    assert reply.escalation.message == reply.answer.text


def test_it_says_short_text_and_body_of_a_card_without_rules(store):
    store.fact()
    store.card(
        "contact-us", languages={"en": {"title": "T", "short": "Short.", "body": "In {{ refunds.card_days }}.", "notes": "N"}}
    )
    reply = ask(slug="contact-us")
    assert (reply.status, reply.answer.rule, reply.answer.outcome) == ("answered", None, "information")
    assert reply.answer.text == "Short.\n\nIn 5 days."
    assert reply.answer.html == "<p>Short.</p>\n<p>In 5 days.</p>"


@pytest.mark.parametrize(
    ("asked", "served", "reason"),
    [
        ("en", "en", None),
        ("en-GB", "en", None),
        ("pt", "pt-BR", None),
        ("pt-PT", "pt-BR", None),
        ("ru", "ru", None),
        ("de", "en", "not_translated"),
        ("uk", "en", "not_translated"),
    ],
)
def test_it_says_why_when_it_serves_another_language(card, asked, served, reason):
    reply = ask(PACKED, asked)
    assert (reply.requested_language, reply.answer.language) == (asked, served)
    assert (reply.fallback and reply.fallback.reason) == reason


def changed(store, card, significance="meaning", **texts):
    """Publish the card with other texts in these languages; what is translated anew no longer says what it was made for."""
    from_content = store.text(card)
    for name, short in texts.items():
        said = from_content["languages"][name.replace("_", "-")]
        said["short"] = short
        said.pop("made_for", None)
    version = store.draft(card, from_content)
    save_draft(version, from_content, by=store.people.marta, significance=significance)
    approve(submit(version, by=store.people.marta), by=store.people.olivia)
    publish(version, by=store.people.olivia)


def fallbacks():
    return {language: (ask(PACKED, language).fallback or None) and "outdated" for language in ("en", "pt-BR", "ru")}


def test_it_serves_no_translation_of_an_older_meaning(store, card):
    changed(store, card, en="You cannot.")
    assert fallbacks() == {"en": None, "pt-BR": "outdated", "ru": "outdated"}
    reply = ask(PACKED, "ru")
    assert (reply.fallback.reason, reply.answer.language, reply.answer.digest) == ("outdated", "en", ask(PACKED).answer.digest)
    changed(store, card, ru="Нельзя.")
    assert fallbacks() == {"en": None, "pt-BR": "outdated", "ru": None}


@pytest.mark.parametrize("significance", ["typo", "wording"])
def test_it_keeps_translations_when_only_words_change(store, card, significance):
    changed(store, card, significance, en="You can cancel till the parcel leaves us.")
    assert fallbacks() == {"en": None, "pt-BR": None, "ru": None}
    changed(store, card, en="You cannot.")
    changed(store, card, significance, en="You can not.")
    assert fallbacks() == {"en": None, "pt-BR": "outdated", "ru": "outdated"}


def test_it_does_not_call_one_translation_outdated_because_another_changed(store, card):
    changed(store, card, "typo", en="You can cancel till the parcel leaves us.")
    changed(store, card, pt_BR="Você pode cancelar.")
    assert fallbacks() == {"en": None, "pt-BR": None, "ru": None}


def test_it_offers_only_inside_and_never_changes_the_answer_for_it(store, card):
    public, internal = ask(PACKED), ask(PACKED, audience="internal")
    assert (public.offer, internal.offer.code) == (None, "STAYFREE")
    assert public.answer == internal.answer
    assert public.answer.digest == internal.answer.digest
    store.offer(is_public=True, reasons={"en": "To keep them."})
    public, internal = ask(PACKED, "ru"), ask(PACKED, "ru", audience="internal")
    assert (public.offer.title, public.offer.reason) == ("Бесплатная доставка", "")
    assert internal.offer.reason == "To keep them."


def test_it_says_the_same_with_and_without_offers(store):
    """Two rules that differ by their offers alone need not be told apart."""
    card = store.cancel_order()
    store.offer("gift-card", code="GIFT")
    content = store.text(card)
    content["languages"] = {"en": content["languages"]["en"]}
    content["languages"]["en"]["texts"] = {"early": "Yes.", "late": "Yes."}
    rules = [
        {"key": "early", "when": {"order_stage": ["placed"]}, "outcome": "allowed", "offers": ["gift-card", "free-shipping"]},
        {"key": "late", "when": {}, "outcome": "allowed", "offers": ["free-shipping"]},
    ]
    for rules_now in (rules, [{**rule, "offers": []} for rule in rules]):
        store.publish(card, {**content, "rules": rules_now})
        replies = [ask(context, audience="internal") for context in ({}, {"order_stage": "placed"}, {"order_stage": "lost"})]
        assert [(reply.status, reply.answer.rule) for reply in replies] == [
            ("answered", "early"),
            ("answered", "early"),
            ("answered", "late"),
        ]
        if rules_now is rules:
            assert [reply.offer.offer for reply in replies] == ["free-shipping", "gift-card", "free-shipping"]


def test_it_offers_nothing_that_is_withdrawn(store, people, card):
    offer = store.offer()
    withdraw(offer, by=people.olivia)
    assert ask(PACKED, audience="internal").offer is None


def test_it_gives_notes_only_inside(card):
    public, internal = ask(PACKED), ask(PACKED, audience="internal")
    assert (public.wording.notes_text, public.wording.notes_html) == ("", "")
    assert internal.wording.notes_text == "Check the stage before promising anything."
    assert "Check the" not in str(public)
    assert public.wording.short_html == internal.wording.short_html


def test_it_names_exactly_the_answer_by_its_digest(card):
    answer = ask(PACKED).answer
    fields = ("card", "version", "rule", "outcome", "language", "title", "text", "html")
    assert answer.digest == digest_of({field: getattr(answer, field) for field in fields})
    digests = {ask(PACKED, language).answer.digest for language in ("en", "pt-BR", "ru")}
    assert len(digests) == 3
    assert {ask(PACKED, "en-GB").answer.digest, ask(PACKED, "de").answer.digest} == {answer.digest}


class TestMissingFact:
    """A fact that is not in force is never guessed, and nothing fails."""

    @pytest.fixture(autouse=True)
    def _withdrawn(self, store, people, card):
        withdraw(store.fact(), by=people.olivia)

    def test_it_hands_over_what_quotes_it(self):
        for language in ("en", "pt-BR", "ru"):
            reply = ask(PACKED, language)
            assert (reply.status, reply.answer, reply.escalation.reason) == ("escalate", None, "fact_missing")
            assert reply.escalation.queue == "orders"

    def test_it_still_answers_what_does_not_quote_it(self):
        reply = ask({"order_stage": "in_transit"})
        assert (reply.status, reply.answer.rule) == ("answered", "on-its-way")
        assert reply.wording.body_html == ""

    def test_it_hands_over_a_card_without_rules(self, store, people):
        fact = store.fact("contact.hours", value=9, unit="hour")
        store.card("contact-us", languages={"en": {"title": "T", "short": "{{ contact.hours }}"}})
        assert ask(slug="contact-us").status == "answered"
        withdraw(fact, by=people.olivia)
        assert ask(slug="contact-us").escalation.reason == "fact_missing"

    def test_it_hands_over_when_a_bound_is_missing(self, store, people):
        store.dimension("days", kind="number", minimum=0, maximum=99, unit="day", questions={"en": "How long?"}, names={})
        window = store.fact("returns.window_days", value=30)
        rules = [
            {"key": "in-time", "when": {"days": {"max": "returns.window_days"}}, "outcome": "allowed"},
            {"key": "late", "when": {}, "outcome": "not_allowed"},
        ]
        texts = {"title": "T", "short": "S", "texts": {"in-time": "Yes.", "late": "No."}}
        store.card("returns", rules=rules, languages={"en": texts})
        assert [ask({"days": days}, slug="returns").answer.rule for days in (0, 30, 31)] == ["in-time", "in-time", "late"]
        withdraw(window, by=people.olivia)
        assert ask({"days": 3}, slug="returns").escalation.reason == "fact_missing"

    def test_it_makes_no_offer_that_quotes_it(self, store):
        store.fact("offers.percent", value=10, type="percent", unit="")
        store.offer(texts=dict.fromkeys(("en", "pt-BR", "ru"), "{{ offers.percent }}"))
        stage = {"order_stage": "packed"}
        store.fact(value=6)
        assert ask(stage, audience="internal").offer.text == "10%"
        withdraw(store.fact("offers.percent", value=10, type="percent", unit=""), by=store.people.olivia)
        reply = ask(stage, audience="internal")
        assert (reply.status, reply.offer) == ("answered", None)


def test_it_escapes_a_facts_text_in_html_only(store):
    store.fact("contact.name", value={"en": "<b>R&D</b>"}, type="text", unit="")
    store.card("contact-us", languages={"en": {"title": "T", "short": "Ask {{ contact.name }}."}})
    answer = ask(slug="contact-us").answer
    assert answer.text == "Ask <b>R&D</b>."
    assert answer.html == "<p>Ask &lt;b&gt;R&amp;D&lt;/b&gt;.</p>"
