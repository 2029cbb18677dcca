"""The same people in every test. Their names say what they may do."""

from dataclasses import dataclass, fields

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
    person = User.objects.create_user(name, email=f"{name}@example.com", password=PASSWORD, first_name=name.title())
    person.groups.set(Group.objects.filter(name__in=roles))
    assert person.groups.count() == len(roles), f"A role of {name} is missing from the database."
    return person


def make_people() -> People:
    return People(**{name: make_person(name, *roles) for name, roles in ROLES.items()})
