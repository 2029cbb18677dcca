from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand

from kb.env import BASE
from policies.collection import read_collection
from policies.imports import import_collection
from policies.people import person

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
        imported = import_collection(read_collection(CONTENT), by=person("marta"), approved_by=person("max"))
        self.stdout.write(f"Demo: {len(imported.drafts)} published, {len(imported.unchanged)} unchanged.")


def add_person(username: str, name: str, roles: list[str]) -> None:
    """Made once; a password that was changed since stays changed."""
    first, last = name.split(" ", 1)
    defaults = {"first_name": first, "last_name": last, "email": f"{username}@larkspur.example"}
    user, is_new = User.objects.get_or_create(username=username, defaults=defaults)
    if is_new:
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    user.groups.add(*Group.objects.filter(name__in=roles))
