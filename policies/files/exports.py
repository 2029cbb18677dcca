"""Write what is in force, and what is planned, as content files; importing them again changes nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from policies.content.document import CardContent
from policies.content.files import Place, write_card, write_fact, write_offer
from policies.content.frontmatter import write_page
from policies.content.translations import for_files
from policies.files.image_files import export_images
from policies.files.planned import Line, lines_by_subject, planned
from policies.files.release_files import write_release
from policies.files.schedule_files import write_schedule
from policies.models import Dimension, Release, Subject, Topic, Version
from policies.moment import Moment


def export_files(at: Moment) -> Iterator[tuple[Path, bytes]]:
    """Path inside the collection and bytes of every file, for what is in force at the moment and what is planned then."""
    yield from ((path, text.encode()) for path, text in _texts(at))
    yield from export_images({line.version for plan in _plans(at).values() for line in plan})


def _plans(at: Moment) -> dict[int, list[Line]]:
    return {subject: planned(lines, at.at) for subject, lines in lines_by_subject(at).items()}


def _texts(at: Moment) -> Iterator[tuple[Path, str]]:
    for topic in Topic.objects.select_related("owner"):
        yield Path("topics", f"{topic.slug}.md"), _topic(topic)
    for dimension in Dimension.objects.all():
        yield Path("dimensions", f"{dimension.slug}.md"), _dimension(dimension)
    plans = _plans(at)
    versions = Version.objects.select_related("subject__topic", "subject__owner", "subject__card", "release")
    known = versions.in_bulk([line.version for plan in plans.values() for line in plan])
    folders: dict[Path, str] = {}
    for line in (line for plan in plans.values() for line in plan):
        version = known[line.version]
        folder, text = _folder(version.release, line, at)
        folders[folder] = text
        for path, said in _subject(version):
            yield folder.parent / path, said
    yield from ((path, text) for path, text in folders.items() if text)


def _folder(release: Release | None, line: Line, at: Moment) -> tuple[Path, str]:
    """The file of the folder that a line belongs into: of a release that is to come, or of two instants; empty for the
    collection's own folder, where stands what is in force for good.
    """
    start = line.start if line.start > at.at else None
    if release is not None and start is not None and (release.start, release.until) == (start, line.until):
        return write_release(release)
    return write_schedule(start, line.until) if start or line.until else (Path("collection"), "")


def _subject(version: Version) -> Iterator[tuple[Path, str]]:
    subject, place = version.subject, place_of(version.subject)
    match subject.kind:
        case Subject.Kind.CARD:
            for language, text in write_card(place, portable(version)).items():
                yield Path("cards", subject.slug, f"{language}.md"), text
        case Subject.Kind.FACT:
            yield Path("facts", f"{subject.slug}.md"), write_fact(place, version.typed)
        case _:
            yield Path("offers", f"{subject.slug}.md"), write_offer(place, version.typed)


def export_to(folder: Path, at: Moment) -> int:
    """Write the collection into a folder. Returns the number of files."""
    count = 0
    for path, data in export_files(at):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        count += 1
    return count


def place_of(subject: Subject) -> Place:
    risk = subject.card.risk if subject.kind == Subject.Kind.CARD else "medium"
    return Place.read({"topic": subject.topic.slug, "owner": subject.owner.get_username(), "risk": risk})


def portable(version: Version) -> CardContent:
    """A card's content without numbers of versions, which mean nothing elsewhere."""
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
    words = {value: _ordered(said) for value, said in sorted(dimension.words.items())}
    return write_page({**meta, "options": options, **numbers, "unit": dimension.unit, "words": words}, "")
