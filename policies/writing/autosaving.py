"""What people have typed and not saved: kept every few seconds, and whenever a save could not be taken.

Typing is no act: it changes nothing that anybody else reads, so it takes no lock and leaves no event.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from policies.act import act
from policies.content.problems import ContentError
from policies.models import Autosave, Version
from policies.review.rights import may_type
from policies.writing.drafting import fill, insert, next_version
from policies.writing.editing import texts_of
from policies.writing.lineage import unapproved_writers

STILL_WRITING = timedelta(minutes=2)
MOST_OF_A_TAB = 16
MOST = 400_000  # Characters of all texts together; a saved version holds at most 64 kB in each language.


def keep_typed(
    version: Version, texts: Mapping[str, str], *, by: Any, seen: int, significance: str, tab: str = ""
) -> Autosave | None:
    """Keep what this person has typed into the version in this tab; None when that is what was saved anyway.

    Also when somebody handed it in meanwhile. Raises Refused for who could not edit it, ContentError for what is too long.
    """
    may_type(by, version).require()
    typed = {_clean(name)[:40]: _clean(text) for name, text in texts.items()}
    if sum(len(text) for text in typed.values()) > MOST:
        raise ContentError.one("texts", "too_long", _("This is too long to be kept."))
    if typed == texts_of(version):
        forget_typed(version, by=by, tab=tab)
        return None
    kind = significance if significance in Version.Significance.values else version.significance
    fields = {"texts": typed, "seen": seen, "significance": kind, "saved_at": timezone.now()}
    autosave, _created = Autosave.objects.update_or_create(version=version, person=by, tab=tab[:MOST_OF_A_TAB], defaults=fields)
    return autosave


def typed_by(person: Any, version: Version) -> Autosave | None:
    """What this person has typed into it and not saved; of several tabs what was typed last."""
    saved = texts_of(version)
    kept = Autosave.objects.filter(version=version, person=person.pk)
    return next((autosave for autosave in kept if autosave.texts != saved), None)


def forget_typed(version: Version, *, by: Any, tab: str) -> None:
    Autosave.objects.filter(version=version, person=by, tab=tab[:MOST_OF_A_TAB]).delete()


def others_writing(version: Version, person: Any, at: datetime) -> QuerySet[Any]:
    """Who else has typed into it within the last two minutes."""
    typing = Autosave.objects.filter(version=version, saved_at__gt=at - STILL_WRITING).exclude(person=person.pk)
    return get_user_model().objects.filter(pk__in=typing.values("person")).order_by("username")


@act
def go_on_typing(version: Version, *, by: Any) -> Version:
    """A new draft for what was typed into a version that was handed in meanwhile; what was typed moves along, not saved yet.

    Raises Refused, ContentError when nothing was typed.
    """
    may_type(by, version).require()
    autosave = typed_by(by, version)
    if autosave is None:
        raise ContentError.one("texts", "missing", _("There is nothing that you typed here and did not save."))
    draft = next_version(version.subject, author=by, based_on=version.based_on, significance=autosave.significance)
    fill(draft, version.content)
    insert(draft, by=by, **unapproved_writers(version))
    Autosave.objects.filter(pk=autosave.pk).update(version=draft, seen=draft.edits)
    return draft


def _clean(text: str) -> str:
    """As a text field shows it again; PostgreSQL holds no zero bytes."""
    return text.replace("\r\n", "\n").replace("\x00", "")
