"""Comments on single lines of what is in review: by its reviewers and its author, kept for good."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.arguments import require_text
from policies.content.problems import ContentError
from policies.events import record
from policies.models import Comment, Version
from policies.review.moves import require_unmoved
from policies.review.rights import may_comment
from policies.writing.editing import texts_of

MOST_QUOTED = 500


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text as the version's page shows it. `is_new`: it is not so in what it is compared with."""

    number: int
    text: str
    is_new: bool
    comments: tuple[Comment, ...]


@act
def comment(version: Version, *, text: str, line: int, body: str, by: Any) -> Comment:
    """Say something about a line (from 1) of a text (a language tag, or `content` for a fact or an offer).

    Raises Refused, Conflict when the version was moved meanwhile, ContentError for a line that is not there.
    """
    require_unmoved(version)
    may_comment(by, version).require()
    require_text("body", body)
    if not body.strip():
        raise ContentError.one("body", "missing", _("Write what you want to say about this line."))
    texts = texts_of(version)
    if text not in texts:
        raise ContentError.one("text", "unknown", _("There is no such text in this version."))
    lines = texts[text].splitlines()
    if not 1 <= line <= len(lines):
        raise ContentError.one("line", "unknown", _("There is no such line in this text."))
    said = Comment.objects.create(
        version=version,
        text=text,
        line=line,
        quote=lines[line - 1].strip()[:MOST_QUOTED],
        body=body.strip(),
        by=by,
        at=timezone.now(),
    )
    record("comment", version, by=by, rows=[said], text=text, line=line, body=said.body)
    return said


def comments_on(version: Version) -> dict[str, list[Comment]]:
    """By the name of the text, in the order of lines."""
    by_text: dict[str, list[Comment]] = {}
    for said in version.comments.select_related("by"):
        by_text.setdefault(said.text, []).append(said)
    return by_text


def lines_of(version: Version, old: Version | None) -> dict[str, list[Line]]:
    """Every text of the version by lines, those that are not so in `old` marked."""
    before = texts_of(old) if old is not None else {}
    comments = comments_on(version)
    return {
        name: list(_lines(text, before.get(name) if old is not None else text, comments.get(name, ())))
        for name, text in texts_of(version).items()
    }


def _lines(text: str, old: str | None, comments: Iterable[Comment]) -> Iterable[Line]:
    said: dict[int, list[Comment]] = {}
    for one in comments:
        said.setdefault(one.line, []).append(one)
    lines = text.splitlines()
    new = _new_lines((old or "").splitlines(), lines)
    return (Line(number, line, number in new, tuple(said.get(number, ()))) for number, line in enumerate(lines, start=1))


def _new_lines(old: list[str], new: list[str]) -> set[int]:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return {number + 1 for tag, _a, _b, start, end in blocks if tag != "equal" for number in range(start, end)}


def read_place(asked: Mapping[str, str]) -> tuple[str, int]:
    """`en:12` of an address: the text and the line that a person wants to comment on; nothing for anything else."""
    text, _colon, line = asked.get("line", "").rpartition(":")
    return (text, int(line)) if line.isascii() and line.isdigit() and len(line) < 7 else ("", 0)
