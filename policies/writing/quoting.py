"""Does what is written agree with what it quotes? Numbers beside facts, facts with several values, links to other cards."""

from collections.abc import Iterator

from policies.content.contradictions import contradictions
from policies.content.document import CardContent
from policies.content.links import addresses, fault_of, linked_cards
from policies.content.offer import OfferContent
from policies.content.problems import Problem
from policies.content.variants import MAX_ROWS, MAX_TABLE, Domains, Facts, TooManyRows, rows_of
from policies.models import Card, Subject
from policies.moment import Moment
from policies.publishing import in_force

Texts = list[tuple[str, str, str]]  # Path of the field, language, and what stands there.


def quoting_problems(content: CardContent | OfferContent, facts: Facts, domains: Domains) -> Iterator[Problem]:
    """`facts` are those in force that the content quotes; `domains` those of the dimensions that they depend on."""
    texts = texts_of(content)
    for field, language, text in texts:
        for found in contradictions(text, language, facts):
            yield Problem(field, "contradiction", found.sentence(language))
    yield from _broken_links(texts)
    if isinstance(content, CardContent):
        yield from too_many_values(content, facts, domains)


def texts_of(content: CardContent | OfferContent) -> Texts:
    """Everything that is said to people, questions left out: those are customers' words."""
    if isinstance(content, OfferContent):
        said = (("titles", content.titles), ("texts", content.texts), ("reasons", content.reasons))
        return [(f"{field}.{language}", language, text) for field, texts in said for language, text in texts.items()]
    return [
        (f"languages.{language}.{field}", language, text)
        for language, texts in content.languages.items()
        for field, text in [("title", texts.title), *texts.markdown()]
    ]


def too_many_values(content: CardContent, facts: Facts, domains: Domains) -> Iterator[Problem]:
    """A rule that the decision table cannot hold, because its facts have too many values together."""
    for language in content.languages:
        try:
            rows_of(content, language, facts, domains)
        except TooManyRows as error:
            field = f"languages.{language}.{f'texts.{error.rule}' if error.rule else 'short'}"
            message = f"The facts quoted here have too many values: at most {MAX_ROWS} together, and {MAX_TABLE} in a card."
            yield Problem(field, "too_many_values", message)


def _broken_links(texts: Texts) -> Iterator[Problem]:
    links = [(field, card) for field, _, text in texts for card in dict.fromkeys(linked_cards(text))]
    known = set(Card.objects.filter(slug__in={card for _, card in links}).values_list("slug", flat=True)) if links else set()
    for field, card in links:
        if card not in known:
            yield Problem(field, "unknown_card", f"There is no card {card} to link to.")


def hidden_links(content: CardContent, at: Moment) -> Iterator[Problem]:
    """Links in what customers read that lead to cards which are for colleagues: they would find nothing there."""
    if content.audience != "public":
        return
    links = [
        (field, card)
        for field, _, text in texts_of(content)
        if not field.endswith(".notes")
        for card in dict.fromkeys(linked_cards(text))
    ]
    live = in_force(Subject.Kind.CARD, {card for _, card in links}, at)
    for field, card in links:
        if card in live and live[card].audience != "public":
            yield Problem(field, "hidden_card", f"The card {card} is for colleagues only; customers would find nothing there.")


def doubtful_links(content: CardContent | OfferContent, at: Moment) -> Iterator[Problem]:
    """Links that lead nowhere as they are written, and links to cards that are not in force now. `message` is the address."""
    texts = texts_of(content)
    cards = in_force(Subject.Kind.CARD, {card for _, _, text in texts for card in linked_cards(text)}, at)
    for field, _language, text in texts:
        for address in dict.fromkeys(addresses(text)):
            linked = next(linked_cards(address), None)
            code = fault_of(address) or ("not_in_force" if linked and linked not in cards else "")
            if code:
                yield Problem(field, code, address)
