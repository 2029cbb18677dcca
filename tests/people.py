"""The same people in every test. Their names say what they may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User

from policies.permissions import ADMINISTRATOR, AGENT, AUTHOR, MANAGER, OWNER

PASSWORD = "a-long-enough-password"
ROLES = {
    "olivia": (OWNER, AUTHOR),
    "pavel": (OWNER,),
    "marta": (AUTHOR,),
    "ana": (AGENT,),
    "max": (MANAGER,),
    "ada": (ADMINISTRATOR,),
    "stranger": (),
}


@dataclass(frozen=True, slots=True)
class People:
    """Olivia owns cards, Pavel approves what she writes, Marta drafts, Ana answers customers, Max manages, Ada administers."""

    olivia: User
    pavel: User
    marta: User
    ana: User
    max: User
    ada: User
    stranger: User

    def __iter__(self):
        return (getattr(self, field.name) for field in fields(self))


def make_person(name: str, *roles: str) -> User:
    """Someone with these roles who can log in with `PASSWORD`."""
    return _made({name: roles})[name]


def make_people() -> People:
    return People(**_made(ROLES))


def _made(wanted: Mapping[str, Sequence[str]]) -> dict[str, User]:
    """All of them at once: nearly every test begins with this."""
    groups = {group.name: group for group in Group.objects.all()}
    password = make_password(PASSWORD)
    people = {
        name: User(username=name, email=f"{name}@example.com", password=password, first_name=name.title()) for name in wanted
    }
    User.objects.bulk_create(people.values())
    held = [(people[name], groups[role]) for name, roles in wanted.items() for role in roles]
    User.groups.through.objects.bulk_create(User.groups.through(user=person, group=group) for person, group in held)
    return people
