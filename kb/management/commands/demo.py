import json
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from kb.env import BASE
from kb.large_store.cards import MadeCards
from kb.large_store.growing import SEED, grow
from kb.large_store.known_items import known_items
from kb.large_store.material import read_material
from kb.management.demo_people import appoint_people
from policies.files.collection import read_collection
from policies.files.imports import import_collection
from policies.files.release_files import ReleaseFolder
from policies.people.directory import person

CONTENT = BASE / "policies" / "demo"
QUERIES = 600  # Of each kind, a third in each language.
PASSWORD = "larkspur-demo"  # For trying out on one's own machine; printed by `make run`, refused in production.
PEOPLE = {
    "ana": ("Ana Lima", ["agent"]),
    "marta": ("Marta Keller", ["author"]),
    "olivia": ("Olivia Park", ["owner"]),
    "pavel": ("Pavel Orlov", ["owner"]),
    "beatriz": ("Beatriz Rocha", ["owner"]),
    "max": ("Max Stern", ["manager"]),
    "ada": ("Ada Novak", ["administrator"]),
}


class Command(BaseCommand):
    help = (
        "Load the demo store: people with log-ins, and policies in three languages. Safe to repeat. With --cards it grows to "
        "that many, made of the demo's own sentences, with queries whose right card is known."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cards", type=int, metavar="N", help="grow to so many cards, such as 1000, 10000 or 100000")
        parser.add_argument("--seed", type=int, default=SEED, help="another number makes other cards")
        parser.add_argument(
            "--queries", type=Path, metavar="FILE.jsonl", help="where the queries go (data folder/queries.jsonl)"
        )

    def handle(self, *args: Any, cards: int | None, seed: int, queries: Path | None, **options: Any) -> None:
        for username, (name, roles) in PEOPLE.items():
            add_person(username, name, roles)
        collection = read_collection(CONTENT)
        collection.releases = [release for release in map(this_season, collection.releases) if release]
        imported = import_collection(collection, by=person("marta"), approved_by=[person("max"), person("olivia")])
        appoint_people()
        self.stdout.write(f"Demo: {len(imported.drafts)} published, {len(imported.unchanged)} unchanged.")
        if cards is not None:
            self._grow(cards, seed, queries or settings.DATA / "queries.jsonl")

    def _grow(self, size: int, seed: int, queries: Path) -> None:
        console = Console(file=self.stdout)  # type: ignore[arg-type]
        with Progress(console=console, disable=not self.stdout.isatty()) as progress:
            task = progress.add_task("Cards", total=size)
            numbers = grow(size, CONTENT, seed=seed, progress=lambda count: progress.advance(task, count))
        material = read_material(CONTENT, tuple(settings.CONTENT_LANGUAGES))
        made = MadeCards(numbers, material, seed=seed)
        items = list(known_items(made, QUERIES, seed=seed)) if made else []
        queries.write_text("".join(json.dumps(asdict(item), ensure_ascii=False) + "\n" for item in items))
        self.stdout.write(f"Demo: {len(numbers)} more cards of its own sentences. {len(items)} queries: {queries}")


def this_season(release: ReleaseFolder) -> ReleaseFolder | None:
    """The demo's scheduled release, as it could still be made today: from tomorrow if it should have begun, not at
    all if it is over.
    """
    given, today = release.file, timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if given.until is not None and given.until <= today + timedelta(days=1):
        return None
    start = given.start if given.start and given.start > timezone.now() else today + timedelta(days=1)
    return replace(release, file=given.model_copy(update={"start": start}))


def add_person(username: str, name: str, roles: list[str]) -> None:
    """Made once; a password that was changed since stays changed."""
    first, last = name.split(" ", 1)
    defaults = {"first_name": first, "last_name": last, "email": f"{username}@larkspur.example"}
    user, is_new = User.objects.get_or_create(username=username, defaults=defaults)
    if is_new:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    user.groups.add(*Group.objects.filter(name__in=roles))
