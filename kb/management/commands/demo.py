from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand
from django.utils import timezone

from kb.env import BASE
from kb.management.demo_people import appoint_people
from policies.files.collection import read_collection
from policies.files.imports import import_collection
from policies.files.release_files import ReleaseFolder
from policies.people.directory import person

CONTENT = BASE / "policies" / "demo"
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
    help = "Load the demo store: people with log-ins, and policies in three languages. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        for username, (name, roles) in PEOPLE.items():
            add_person(username, name, roles)
        collection = read_collection(CONTENT)
        collection.releases = [release for release in map(this_season, collection.releases) if release]
        imported = import_collection(collection, by=person("marta"), approved_by=[person("max"), person("olivia")])
        appoint_people()
        self.stdout.write(f"Demo: {len(imported.drafts)} published, {len(imported.unchanged)} unchanged.")


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
