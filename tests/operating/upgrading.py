"""`python -m tests.operating.upgrading BACKUP`: tables of the release before, read without a pause while they migrate."""

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

import django
from django.db import DatabaseError, connections, transaction

os.environ["DJANGO_SETTINGS_MODULE"] = "kb.settings"
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402 - what follows needs the settings

from kb.operating import restore  # noqa: E402
from kb.operating.backup import applied as applied_now  # noqa: E402
from kb.operating.migrating import loaded_at, migrate_to  # noqa: E402
from kb.operating.snapshot import kept_models  # noqa: E402
from policies.audit.proof import verify  # noqa: E402
from policies.content.files import TopicFile  # noqa: E402
from policies.models import Event, Topic  # noqa: E402
from policies.people.roles import MANAGER  # noqa: E402
from policies.vocabulary import create_topic  # noqa: E402
from tests.people import make_person  # noqa: E402


class Reader(threading.Thread):
    """Asks for every table by the columns that the release before knows, as its code would, again and again."""

    def __init__(self, then: Any):
        super().__init__(daemon=True)
        self.models, self.is_over, self.reads, self.failed = kept_models(then), threading.Event(), 0, list[str]()

    def run(self) -> None:
        while not self.is_over.is_set():
            for model in self.models:
                try:
                    list(model._base_manager.order_by("pk")[:20])
                except Exception as error:
                    self.failed.append(f"{model._meta.label}: {error!r}")
            self.reads += 1
        connections.close_all()


def digests(then: Any) -> list[str]:
    return sorted(then.get_model("policies", "Version")._base_manager.values_list("digest", flat=True))


def main(path: Path) -> dict[str, Any]:
    with restore.open_backup(path) as archive:
        manifest = restore.read_manifest(archive)
        migrate_to(manifest.migrations)
        then = loaded_at(manifest.migrations)
        restore._fill(archive, manifest, then, lambda text: None)
    before, reader = digests(then), Reader(then)
    reader.start()
    while not reader.reads:
        reader.join(0.01)
    first = reader.reads
    applied = sum(len(names) for names in manifest.migrations.values())
    call_command("migrate", interactive=False, verbosity=0)
    reads = reader.reads - first
    while reader.reads < first + reads + 20:  # And once it is done.
        reader.join(0.01)
    reader.is_over.set()
    reader.join(20)
    now = sum(len(names) for names in applied_now().values())
    sound, after = verify(manifest.head).is_sound, digests(then)
    return {
        "from": manifest.database,
        "migrations": now - applied,
        "reads_while_migrating": reader.reads - first,
        "failed": reader.failed[:10],
        "is_sound": sound,
        "digests_before": before,
        "digests_after": after,
        "guarded": is_guarded(),
        "goes_on_after": goes_on_after(),
    }


def is_guarded() -> bool:
    """Does the database refuse to change what came?"""
    try:
        with transaction.atomic():
            Event.objects.all()._raw_delete("default")
    except DatabaseError:
        return True
    return False


def goes_on_after() -> bool:
    """Do new rows come after the highest that came, in a table whose numbers the database gives and in the trail?"""
    last, head = Topic.objects.latest("pk").pk, Event.objects.latest("number").number
    made = create_topic("after-it", TopicFile.read({"names": {"en": "After"}, "queue": "orders"}), by=_manager())
    is_sound: bool = verify().is_sound
    return made.pk > last and Event.objects.latest("number").number == head + 1 and is_sound


def _manager() -> Any:
    found = User.objects.filter(groups__name=MANAGER, is_active=True).first()
    return found or make_person("late", MANAGER)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
