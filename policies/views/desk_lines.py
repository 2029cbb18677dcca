"""The desk's queues as a page shows them: a heading, what will stand there, and a line for each of the first things."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.desk import Lagging, Queues, ToMerge
from policies.events import name_of
from policies.models import Escalation, Flag, MustRead, SecondLook, Subject, Version
from policies.notices.must_reads import end_of
from policies.people.directory import called
from policies.publishing import now
from policies.queues.words import reason_of
from policies.review.approving_several import may_go_together
from policies.templatetags.trust import KINDS as FLAG_NAMES
from policies.templatetags.wording import version_title
from policies.trust.due import Standing, standings

SHOWN = 8  # Of a queue that has a page of its own.


@dataclass(frozen=True, slots=True)
class Words:
    """What a queue is called, what will stand in it, and the page that shows all of it, if there is one."""

    title: Promise
    hint: Promise
    page: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A thing in a queue: what it is called, where it opens, what else is to be known. `name` if it can be chosen with others.

    `state` is a state of trust; `is_late` says that it should have been done by now.
    """

    title: str
    url: str
    about: tuple[str, ...] = ()
    at: datetime | None = None
    name: str = ""
    state: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """`lines` are the first of `count`."""

    name: str
    words: Words
    count: int
    lines: tuple[Line, ...]

    @property
    def chooses(self) -> bool:
        return any(line.name for line in self.lines)


WORDS: dict[str, Words] = {
    "customers": Words(
        gettext_lazy("Customers who wait"), gettext_lazy("Questions that a person has to answer."), "escalations"
    ),
    "taken": Words(
        gettext_lazy("Customers you answer"), gettext_lazy("Questions that you took and have not closed."), "escalations"
    ),
    "to_review": Words(
        gettext_lazy("Waiting for your review"), gettext_lazy("What others hand in and you may approve or give back.")
    ),
    "to_publish": Words(gettext_lazy("Approved, ready to publish"), gettext_lazy("What you may bring into force.")),
    "to_merge": Words(
        gettext_lazy("To bring together"),
        gettext_lazy("Drafts of yours that lack what somebody else published meanwhile."),
    ),
    "flags": Words(
        gettext_lazy("Flags"), gettext_lazy("What customers and colleagues say is wrong, outdated or unclear."), "flags"
    ),
    "to_verify": Words(
        gettext_lazy("To verify"),
        gettext_lazy("Cards that are due, or will be within two weeks: are they still right?"),
        "verify_queue",
    ),
    "second_looks": Words(
        gettext_lazy("Second looks"), gettext_lazy("Verifications by others that you look at again."), "second_looks"
    ),
    "to_confirm": Words(
        gettext_lazy("Yours since somebody left"), gettext_lazy("What went to you and you have not confirmed yet."), "unowned"
    ),
    "must_reads": Words(gettext_lazy("Must-read"), gettext_lazy("Changes that you are asked to take note of."), "must_reads"),
    "translations": Words(
        gettext_lazy("Outdated translations"),
        gettext_lazy("Texts that are not served because their source says something new."),
        "translations",
    ),
    "drafts": Words(gettext_lazy("Your drafts"), gettext_lazy("What you have begun and not handed in.")),
    "waiting": Words(gettext_lazy("Yours, in review with others"), gettext_lazy("What you have handed in.")),
}


def sections_of(queues: Queues, late: frozenset[int]) -> list[Section]:
    """Every queue in the order of urgency, also those that are empty. `late` are reviews that take too long."""
    found = []
    for name, words in WORDS.items():
        things = getattr(queues, name)
        shown = things[:SHOWN] if words.page else things
        found.append(Section(name, words, len(things), tuple(lines_of(name, shown, late))))
    return found


def lines_of(name: str, things: Sequence[Any], late: frozenset[int] = frozenset()) -> list[Line]:
    """The things of one queue as lines."""
    if name == "to_verify":  # Of these only the dates were read so far.
        read = {standing.subject.slug: standing for standing in standings((thing.slug for thing in things), now())}
        return [_standing(read[thing.slug]) for thing in things if thing.slug in read]
    if name in LINES:
        return [LINES[name](thing) for thing in things]
    return [_version(thing, late, is_choosable=name == "to_review") for thing in things]


def _version(version: Version, late: frozenset[int], *, is_choosable: bool) -> Line:
    subject = version.subject
    slug = () if version_title(version) == subject.slug else (subject.slug,)  # A fact is called by it.
    about = (*slug, _("version %(number)s") % {"number": version.number}, called(version.author))
    release = (version.release.title,) if version.release else ()
    name = name_of(version) if is_choosable and may_go_together(version) else ""
    at = version.submitted_at or version.saved_at
    return Line(version_title(version), _page("version", version), (*about, *release), at, name, is_late=version.pk in late)


def _merge(found: ToMerge) -> Line:
    version, onto = found.version, found.missing[0].version
    url = reverse("merge", args=(version.subject.kind, version.subject.slug, version.number, onto.number))
    numbers = {"number": version.number, "onto": onto.number}
    about = _("Version %(number)s lacks what version %(onto)s changed") % numbers
    return Line(version_title(version), url, (version.subject.slug, about), version.saved_at)


def _customer(escalation: Escalation) -> Line:
    title = Truncator(escalation.question).chars(90) or _("Question %(number)s") % {"number": escalation.pk}
    about = (escalation.queue, escalation.channel, reason_of(escalation))
    return Line(title, reverse("escalation", args=(escalation.pk,)), about, escalation.created_at)


def _flag(flag: Flag) -> Line:
    slug = flag.version.subject.slug
    said = (Truncator(flag.comment).chars(90),) if flag.comment else ()
    about = (str(FLAG_NAMES[flag.kind]), *said, called(flag.by) if flag.by else flag.channel)
    return Line(version_title(flag.version), f"{reverse('flags')}?card={slug}", about, flag.at)


def _standing(standing: Standing) -> Line:
    subject, due_at = standing.subject, standing.basis.due_at
    return Line(
        version_title(standing.version),
        reverse("verify_card", args=(subject.slug,)),
        (subject.slug,),
        due_at,
        state=standing.state,
    )


def _look(look: SecondLook) -> Line:
    row = look.verification
    by = (_("verified by %(name)s") % {"name": called(row.by)},) if row.by else ()
    return Line(version_title(row.version), reverse("second_looks"), (row.version.subject.slug, *by), row.at)


def _inherited(subject: Subject) -> Line:
    before = (_("from %(name)s") % {"name": called(subject.inherited_from)},) if subject.inherited_from else ()
    url = f"{reverse('subject', args=(subject.kind, subject.slug))}#people"
    return Line(subject.slug, url, before, subject.inherited_at)


def _must_read(must_read: MustRead) -> Line:
    end = end_of(must_read)
    slug = must_read.version.subject.slug
    return Line(
        version_title(must_read.version), reverse("must_read", args=(must_read.pk,)), (slug,), end, is_late=end < now().at
    )


def _translation(lagging: Lagging) -> Line:
    names = ", ".join(settings.CONTENT_LANGUAGES.get(tag, tag) for tag in lagging.languages)
    subject = lagging.version.subject
    url = reverse("subject", args=(subject.kind, subject.slug))
    return Line(version_title(lagging.version), url, (subject.slug, names), lagging.version.approved_at)


def _page(name: str, version: Version) -> str:
    return reverse(name, args=(version.subject.kind, version.subject.slug, version.number))


LINES: Mapping[str, Callable[[Any], Line]] = {
    "customers": _customer,
    "taken": _customer,
    "to_merge": _merge,
    "flags": _flag,
    "second_looks": _look,
    "to_confirm": _inherited,
    "must_reads": _must_read,
    "translations": _translation,
}
