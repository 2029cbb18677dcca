"""Texts that mean harm, typed wherever people and customers can type, and where each is to be read afterwards.

A few of our own; with CONCORD_HOSTILE naming a folder all of its lists of strings, too (`*.jsonl`, one JSON value per line).
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from policies import workflow
from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.models import Publication, Subject
from tests.security.typing_places import PLACES, Place, furnish
from tests.store import Store, committed

FOLDER = os.environ.get("CONCORD_HOSTILE", "")
LISTS = ("xss_dev", "naughty_strings", "ssti", "crlf", "open_redirect_django")
SAMPLE = (
    "<script>window.ran=1</script>",
    "</textarea></title></script><img src=x onerror='window.ran=1'>",
    '"><svg onload=window.ran=1> [here](javascript:window.ran=1)',
    "{{constructor.constructor('window.ran=1')()}} ${7*7} <%= 7*7 %> {% debug %}",
    '=HYPERLINK("https://evil.example","x") %0d%0aSet-Cookie:crlf=injection &lt;b&gt; &amp; \' -- /*',
    "\u202eevil\u2066 \u0645\u0631\u062d\u0628\u0627 \U0001f469\u200d\U0001f4bb Z\u0351\u036b\u0343a\u0323lgo \u200b\ufefe",
)
THIRD, ALWAYS = 3, 4


def strings() -> list[str]:
    """Each once, as it stands in its list; what is empty, or white space alone, is typed nowhere."""
    found = list(SAMPLE)
    for name in LISTS if FOLDER else ():
        lines = (Path(FOLDER) / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        found += [value for line in lines if isinstance(value := json.loads(line), str)]
    return [text for text in dict.fromkeys(found) if text.strip()]


@dataclass(frozen=True, slots=True)
class Stands:
    """What is to be read at an address, because it was typed in this place; white space around it is taken off."""

    place: str
    address: str
    text: str


@dataclass
class Typed:
    """What became of it: where it stands, and which places refused it, naming which fields."""

    stands: list[Stands] = field(default_factory=list)
    refused: list[tuple[str, str, set[str]]] = field(default_factory=list)


class Quiet(Store):
    """Publishes without waiting each time until what was published is found."""

    def publish(
        self,
        subject: Subject,
        content: Mapping[str, Any] | None = None,
        *,
        start: datetime | None = None,
        until: datetime | None = None,
    ) -> Publication:
        return workflow.publish(self.approved(subject, content), by=self.people.olivia, start=start, until=until)


def type_everywhere(store: Store, texts: list[str], places: Sequence[Place] = PLACES) -> Typed:
    """Every text in every place, each in a row of its own; the index follows when all is typed.

    In the long form a text takes turns in the places but the first, so that each place gets every third.
    """
    typed, quiet = Typed(), Quiet(store.people)
    with committed(), transaction.atomic():
        furnish(quiet)
        _type(quiet, texts, typed, places)
    return typed


def _type(store: Store, texts: list[str], typed: Typed, places: Sequence[Place]) -> None:
    turns = THIRD if FOLDER else 1
    for number, text in enumerate(texts):
        for place in (place for turn, place in enumerate(places) if turn < ALWAYS or (number + turn) % turns == 0):
            try:
                with transaction.atomic():
                    found = list(place(store, number, text))
            except ContentError as error:
                typed.refused.append((place.__name__, text, {problem.code for problem in error.problems}))
            except Conflict:
                typed.refused.append((place.__name__, text, {"conflict"}))
            else:
                typed.stands += [Stands(place.__name__, address, said.strip()) for address, said in found]
