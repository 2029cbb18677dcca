"""Putting customers' questions among a card's examples: always in a draft, which is reviewed as the card's topic demands."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from policies.act import act
from policies.content.problems import ContentError
from policies.models import Subject, Version
from policies.permissions import may_draft
from policies.publishing import base_for
from policies.workflow import save_draft, start_draft
from search.analysis import field_language
from search.meaning import same_words

SALT = "concord.example.1"


@act
def add_questions(subject: Subject, questions: Iterable[tuple[str, str]], *, by: Any) -> Version:
    """A draft of the person's with these questions (language, text) among its examples: the one that is open, else a new one.

    A language that the card has not goes to its source language. Raises Refused, ContentError.
    """
    may_draft(by, subject).require()
    draft = subject.versions.filter(state=Version.State.DRAFT, author=by).order_by("-number").first()
    base = draft or base_for(subject)
    if base is None:
        raise ContentError.one("card", "no_text", _("This card has no text yet; write it first."))
    content = deepcopy(base.content)
    for language, text in questions:
        texts = content["languages"].get(language) or content["languages"][content["source"]]
        there = {key_of_words(one, language) for one in (*texts.get("questions", ()), texts["title"])}
        if key_of_words(text, language) not in there:
            texts["questions"] = [*texts.get("questions", ()), text]
    if draft is not None:
        return save_draft(draft, content, by=by)
    new = start_draft(subject, content, by=by, note=_("Questions that customers asked"))
    return save_draft(new, content, by=by, significance=Version.Significance.WORDING)


def key_of_words(text: str, language: str) -> str:
    """Stands for the words of a question, whatever their order and endings, and tells nobody without the store's key which."""
    said = f"{field_language(language)} {same_words(text, language)}"
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()
