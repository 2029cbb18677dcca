"""Find the people that commands and files name."""

from typing import Any

from django.contrib.auth import get_user_model

from policies.content.problems import ContentError


def person(username: str, field: str = "by") -> Any:
    """The active person of this name. Raises ContentError naming the field."""
    found = get_user_model().objects.filter(username=username, is_active=True).first()
    if found is None:
        raise ContentError.one(field, "unknown", f"There is no person {username}.")
    return found
