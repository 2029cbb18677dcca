"""A small collection of content files, made up for tests of import and export."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction

from policies.files.collection import read_collection
from policies.files.import_drafts import Imported
from policies.files.imports import import_collection
from policies.memory import forget
from policies.models import Card, Dimension, Event, Fact, Publication, Topic, Version
from tests.people import People

FILES = {
    "topics/returns.md": "---\nposition: 3\nqueue: returns\nnames: {en: Returns, pt-BR: Devoluções}\n---\n",
    "dimensions/days.md": """---
kind: number
names: {en: Days}
questions: {en: "How many days ago?"}
minimum: 0
maximum: 0.5
unit: percent
---
""",
    "dimensions/stage.md": """---
kind: choice
names: {en: Stage}
questions: {en: "Where is it?"}
options:
  - value: sent
    labels: {en: Sent, ru: Отправлен}
  - value: lost
    labels: {en: Lost}
---
""",
    "facts/returns.window_days.md": "---\ntype: duration\nunit: day\nvalue: 30\ntopic: returns\nowner: olivia\n---\nDays.\n",
    "facts/returns.fee.md": "---\ntype: money\nunit: USD\nvalue: 4.90\ntopic: returns\nowner: olivia\n---\n",
    "offers/free-label.md": """---
kind: gift
topic: returns
owner: pavel
titles: {en: Free label}
texts: {en: "Worth {{ returns.fee }}."}
---
""",
    "cards/returns/en.md": """---
topic: returns
owner: olivia
risk: high
source: true
title: Can I return it?
questions:
  - return
short: You can, within {{ returns.window_days }}.
rules:
  - key: lost
    when: {stage: [lost], days: {max: 0.5}}
    outcome: not_allowed
  - key: other
    outcome: allowed
    offers: [free-label]
texts:
  lost: "No: it is lost."
  other: |
    **Yes.**

    Two paragraphs.
---
The body.
""",
    "cards/returns/ru.md": "---\ntitle: Можно вернуть?\nshort: Можно.\ntexts: {lost: Нет., other: Да.}\n---\n",
    "cards/contact/en.md": "---\ntopic: returns\nowner: olivia\nsource: true\ntitle: Contact\nshort: Write to us.\n---\n",
}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def read(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.md")}


def bring_in(folder: Path, people: People, **options: Any) -> Imported:
    """Marta writes, Max approves, unless told otherwise."""
    return import_collection(
        read_collection(folder), **{"by": people.marta, "approved_by": [people.max, people.olivia], **options}
    )


def rows() -> list[int]:
    """How much there is, to see that nothing was added."""
    return [model.objects.count() for model in (Topic, Dimension, Card, Fact, Version, Publication, Event)]


@contextmanager
def elsewhere() -> Iterator[None]:
    """Another store: what is done here was never done."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget()
