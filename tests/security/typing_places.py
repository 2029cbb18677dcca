"""The places in which people and customers type: what is made of a text in each, and where it is to be read afterwards.

A place yields addresses with the text as the page there shows it; an empty text where a page shows it in another form.
"""

import re
from collections.abc import Callable, Iterator

from django.contrib.auth.models import User
from django.utils import timezone

from policies import workflow
from policies.channels import create_channel, open_channel
from policies.content.files import DimensionFile, TopicFile
from policies.images import add_image
from policies.masking import masked
from policies.models import Card, Channel
from policies.notices.hooks import create_hook
from policies.notices.must_reads import require_reading
from policies.notices.telling import tell
from policies.people.appointments import give_role
from policies.people.teams import create_team
from policies.queues.asking import ask_owner
from policies.queues.escalating import close
from policies.releases import create_release
from policies.review.commenting import comment
from policies.trust.flags import flag, resolve_flag
from policies.trust.verifying import doubt
from policies.vocabulary import create_dimension, create_topic
from policies.webhooks.keeping import create_webhook
from policies.workflow import request_changes, submit
from search.checks import add_check
from search.gaps import dismiss_gap
from search.keeping import add_synonyms, pin
from search.learned import Gap
from search.reporting import report_gap
from tests.policies.pictures import picture
from tests.store import Store

MOST_ASKED = 1000
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
Place = Callable[[Store, int, str], Iterator[tuple[str, str]]]


def furnish(store: Store) -> None:
    """What the places need to be there."""
    store.card("contact-us", risk="low")
    store.fact("refunds.card_days", 5)


def card_title(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    slug = f"titled-{number}"
    store.card(slug, risk="low", languages={"en": {"title": text, "short": "Short."}})
    for address in (f"/cards/{slug}/", f"/desk/card/{slug}/", f"/faq/en/{slug}/"):
        yield address, text


def card_texts(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    """Shown rendered, so what was typed is read from the call that gives a version: `said_by_calls`."""
    slug = f"told-{number}"
    english = {"title": f"Told {number}", "questions": [text.strip()], "short": text, "body": text, "notes": text}
    languages = {"en": {**english, "texts": {"one": text}}}
    card = store.card(slug, risk="low", rules=[{"key": "one", "outcome": "allowed"}], languages=languages)
    workflow.start_draft(card, by=store.people.marta)
    for address in (f"/cards/{slug}/", f"/faq/en/{slug}/", f"/desk/card/{slug}/1/", f"/desk/card/{slug}/compare/?old=1&new=2"):
        yield address, ""
    yield f"/desk/card/{slug}/2/edit/", text.strip()


def review(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    people, slug = store.people, f"reviewed-{number}"
    store.card(slug, risk="low")
    draft = workflow.start_draft(Card.objects.get(slug=slug), by=people.marta, note=text)
    comment(submit(draft, by=people.marta), text="en", line=1, body=text, by=people.olivia)
    request_changes(draft, comment=text, by=people.olivia)
    yield f"/desk/card/{slug}/2/", text


def flagged(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    """What may be a customer's is kept without what tells who somebody is."""
    version = store.version(Card.objects.get(slug="contact-us"))
    flag(version, "wrong", text, by=store.people.ana)
    resolve_flag(flag(version, "outdated", f"Flag {number}", by=store.people.ana), resolution=text, by=store.people.olivia)
    yield "/desk/flags/", masked(text.strip())
    yield "/desk/flags/?state=resolved", text.strip()


def doubted(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    slug = f"doubted-{number}"
    doubt(store.version(store.card(slug, risk="low")), reason=text, by=store.people.olivia)
    yield f"/desk/verify/{slug}/", text.strip()


def asked(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    """Asked by a customer, by a colleague of an owner, and reported as a gap."""
    people, said = store.people, masked(text.strip())
    waiting = ask_owner("cancellation", text, message=text, by=people.ana)
    yield f"/desk/escalations/{waiting.pk}/", said
    yield "/desk/escalations/", said
    done = ask_owner("cancellation", f"Escalation {number}", by=people.ana)
    close(done, note=text, by=people.olivia)
    yield f"/desk/escalations/{done.pk}/", said
    gap = report_gap(text[:MOST_ASKED], by=people.ana)
    yield f"/desk/gaps/{gap.pk}/", masked(" ".join(text[:MOST_ASKED].split()))[:300]


def dismissed(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    gap = Gap.objects.create(topic=store.topic(), space="letters", began_at=timezone.now(), last_at=timezone.now())
    dismiss_gap(gap, reason=text, by=store.people.max)
    yield f"/desk/gaps/{gap.pk}/", text.strip()


def taught(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    """Of tried questions, like those of customers, white space counts as one space."""
    card = Card.objects.get(slug="contact-us")
    add_check(text, "en", card, by=store.people.max)
    yield "/desk/model/checks/", masked(" ".join(text.split()))


def synonym(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    kept = add_synonyms("en", [f"word{number}", text], by=store.people.max)
    yield "/desk/synonyms/", text.strip()
    yield f"/desk/synonyms/{kept.pk}/", text.strip()


def best_bet(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    bet = pin("en", text, Card.objects.get(slug="contact-us"), by=store.people.max)
    yield "/desk/best-bets/", text.strip()
    yield f"/desk/best-bets/{bet.pk}/", text.strip()


def person(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    """As single sign-on would name them."""
    name = CONTROL.sub("", text)[:150]
    User.objects.create(username=f"named-{number}", first_name=name, is_active=True)
    give_role(User.objects.get(username=f"named-{number}"), "agent", by=store.people.ada)
    yield "/desk/people/", name.strip()
    yield f"/desk/people/named-{number}/", name.strip()


def team(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    create_team(f"team-{number}", text, lead=store.people.olivia, members=[], by=store.people.max)
    yield "/desk/teams/", text.strip()
    yield f"/desk/teams/team-{number}/", text.strip()


def topic(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    said = TopicFile.read({"names": {"en": text}, "queue": "orders"})
    create_topic(f"topic-{number}", said, by=store.people.max)
    yield "/desk/topics/", text
    yield f"/desk/topics/topic-{number}/", text
    store.card(f"of-topic-{number}", topic=f"topic-{number}", risk="low")
    yield "/faq/en/", text


def dimension(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    options = [{"value": "one", "labels": {"en": text}}]
    said = DimensionFile.read({"kind": "choice", "names": {"en": text}, "questions": {"en": text}, "options": options})
    create_dimension(f"dimension-{number}", said, by=store.people.max)
    yield "/desk/dimensions/", text
    rules = [
        {"key": "one", "when": {f"dimension-{number}": ["one"]}, "outcome": "allowed"},
        {"key": "else", "outcome": "depends"},
    ]
    english = {"title": f"Depends {number}", "short": "Short.", "texts": {"one": "One.", "else": "Else."}}
    store.card(f"depends-{number}", risk="low", rules=rules, languages={"en": english})
    yield f"/cards/depends-{number}/", text
    yield f"/faq/en/depends-{number}/", text


def channel(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    slug = f"channel-{number}"
    open_channel(slug, audience="public", by=store.people.ada, title=text[:100], description=text[:500])
    create_channel(slug, audience="public", by=store.people.ada, note=text[:200])
    yield "/desk/channels/", text[:100]
    for said in (text[:100], text[:500], text[:200]):
        yield f"/desk/channels/{slug}/", said


def offer(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    """The text is Markdown, read where its source is shown."""
    slug = f"offer-{number}"
    said = {"kind": "gift", "code": f"GIFT{number}", "titles": {"en": text}, "texts": {"en": text}, "reasons": {"en": text}}
    store.offer(slug, is_public=True, **said, about=text)
    yield f"/desk/offer/{slug}/", text
    yield "/desk/offers/", text


def fact(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    """A text that cards quote, in letters that are never read as markup."""
    slug = f"said.number_{number}"
    store.fact(slug, {"en": text}, "text", "")
    english = {"title": f"Quoting {number}", "short": f"We say: {{{{ {slug} }}}}."}
    store.card(f"quoting-{number}", risk="low", languages={"en": english})
    yield f"/desk/fact/{slug}/", text
    yield "/desk/facts/", text
    yield f"/faq/en/quoting-{number}/", text


def release(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    create_release(f"release-{number}", text, note=text, by=store.people.marta)
    yield "/desk/releases/", text.strip()
    yield f"/desk/releases/release-{number}/", text.strip()


def image(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    add_image(picture(20 + number % 50, 20 + number // 50), title=text, by=store.people.marta)
    yield "/desk/images/", " ".join(text.split())


def hook(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    create_hook(text, f"https://chat.example.com/{number}", by=store.people.max)
    yield "/desk/hooks/", text.strip()


def webhook(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    open_channel(f"hooked-{number}", audience="public", by=store.people.ada)
    shop = Channel.objects.get(slug=f"hooked-{number}")
    made = create_webhook(shop, f"https://hooks.shop.example/{number}", by=store.people.ada, description=text[:200])
    yield "/desk/webhooks/", text[:200].strip()
    yield f"/desk/webhooks/{made.pk}/", text[:200].strip()


def must_read(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    question = {"en": {"text": text, "options": [text, f"{number}"]}}
    version = store.version(store.card(f"to-read-{number}", risk="low"))
    made = require_reading(version, by=store.people.olivia, question=question, right=1)
    yield f"/desk/must-read/{made.pk}/", text.strip()


def notice(store: Store, number: int, text: str) -> Iterator[tuple[str, str]]:
    said = {"titles": {"en": text}, "due_at": "2026-03-02T10:00:00+00:00"}
    tell(store.people.max, "due", f"notice-{number}", path="/desk/", is_urgent=True, **said)
    yield "/desk/notices/", text


PLACES: tuple[Place, ...] = (
    card_title, card_texts, flagged, asked, review, doubted, dismissed, taught, synonym, best_bet, person, team, topic,
    dimension, channel, offer, fact, release, image, hook, webhook, must_read, notice,
)  # fmt: skip
