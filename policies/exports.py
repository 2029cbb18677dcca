"""Write what is in force as content files; importing them again changes nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from policies.content.document import CardContent
from policies.content.files import Place, write_card, write_fact, write_offer
from policies.content.frontmatter import write_page
from policies.content.translations import for_files
from policies.models import Card, Dimension, Fact, Offer, Release, Subject, Topic, Version
from policies.moment import Moment
from policies.release_files import write_release
from policies.releases import members_of


def export_files(at: Moment) -> Iterator[tuple[Path, str]]:
    """Path inside the collection and text of every file, for what is in force at the moment."""
    for topic in Topic.objects.select_related("owner"):
        yield Path("topics", f"{topic.slug}.md"), _topic(topic)
    for dimension in Dimension.objects.all():
        yield Path("dimensions", f"{dimension.slug}.md"), _dimension(dimension)
    for fact in Fact.objects.live_at(at).select_related("topic", "owner"):
        yield Path("facts", f"{fact.slug}.md"), write_fact(place_of(fact), _live(fact).typed)
    for offer in Offer.objects.live_at(at).select_related("topic", "owner"):
        yield Path("offers", f"{offer.slug}.md"), write_offer(place_of(offer), _live(offer).typed)
    for card in Card.objects.live_at(at).select_related("topic", "owner"):
        yield from _card(place_of(card), _portable(_live(card)), card.slug)
    for release in Release.objects.filter(state=Release.State.PUBLISHED, start__gt=at.at):
        yield from _release(release)


def _release(release: Release) -> Iterator[tuple[Path, str]]:
    """A release that is still to come, with its parts."""
    own, text = write_release(release)
    yield own, text
    for version in members_of(release):
        subject = version.subject
        match subject.kind:
            case Subject.Kind.CARD:
                files = _card(place_of(subject.card), _portable(version), subject.slug)
            case Subject.Kind.FACT:
                files = iter([(Path("facts", f"{subject.slug}.md"), write_fact(place_of(subject), version.typed))])
            case _:
                files = iter([(Path("offers", f"{subject.slug}.md"), write_offer(place_of(subject), version.typed))])
        for path, text in files:
            yield own.parent / path, text


def _card(place: Place, content: CardContent, slug: str) -> Iterator[tuple[Path, str]]:
    for language, text in write_card(place, content).items():
        yield Path("cards", slug, f"{language}.md"), text


def export_to(folder: Path, at: Moment) -> int:
    """Write the collection into a folder. Returns the number of files."""
    count = 0
    for path, text in export_files(at):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        count += 1
    return count


def place_of(subject: Subject) -> Place:
    risk = subject.risk if isinstance(subject, Card) else "medium"
    return Place.read({"topic": subject.topic.slug, "owner": subject.owner.get_username(), "risk": risk})


def _live(subject: Card | Fact | Offer) -> Version:
    return Version.objects.select_related("subject").get(pk=subject.live_version_id)


def _portable(version: Version) -> CardContent:
    return CardContent.read(for_files(version.content, version.meaning_number))


def _ordered(said: Mapping[str, str]) -> dict[str, str]:
    """By language, because PostgreSQL does not keep the order of JSON keys."""
    return dict(sorted(said.items()))


def _topic(topic: Topic) -> str:
    meta = {"position": topic.position, "queue": topic.queue, "allows_self_approval": topic.allows_self_approval or None}
    owner = topic.owner.get_username() if topic.owner else None
    return write_page({**meta, "owner": owner, "names": _ordered(topic.names)}, "")


def _dimension(dimension: Dimension) -> str:
    domain, names, questions = dimension.domain, _ordered(dimension.names), _ordered(dimension.questions)
    limits = {"minimum": domain.minimum, "maximum": domain.maximum}
    meta = {"kind": dimension.kind, "position": dimension.position, "names": names, "questions": questions}
    options = [{"value": option["value"], "labels": _ordered(option["labels"])} for option in dimension.options]
    numbers = {
        key: int(value) if value == value.to_integral_value() else float(value)
        for key, value in limits.items()
        if value is not None
    }
    return write_page({**meta, "options": options, **numbers, "unit": dimension.unit}, "")
