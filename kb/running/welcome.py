"""What the person at the terminal reads when everything runs."""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections

from kb.management.commands.demo import PASSWORD, PEOPLE

PLACES = (
    ("Agents", ""),
    ("FAQ", "faq/en/"),
    ("Chat", "chat/"),
    ("API", "api/v1/answers/cancel-order (with a key: python manage.py channel create NAME)"),
)


def welcome(address: str, seconds: float) -> str:
    """`address` ends with a slash."""
    lines = ["", f"Concord answers at {address} after {seconds:.1f} s.", ""]
    lines += [f"  {name:<8}{address}{path}" for name, path in PLACES]
    people = ", ".join(f"{name} ({roles[0]})" for name, (_, roles) in PEOPLE.items() if _is_demo_person(name))
    if people:
        lines += ["", f"  Log in as {people}", f"  with the password {PASSWORD}"]
    lines += ["", f"  Everything it keeps is in {settings.DATA}. Ctrl-C stops it.", ""]
    connections.close_all()
    return "\n".join(lines)


def _is_demo_person(name: str) -> bool:
    return User.objects.filter(username=name, email=f"{name}@larkspur.example").exists()
