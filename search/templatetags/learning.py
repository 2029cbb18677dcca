"""What pages ask of what questions teach."""

from typing import Any

from django import template

from search.rights import may_see_gaps, may_see_model

register = template.Library()


@register.simple_tag
def learning_places(user: Any) -> dict[str, bool]:
    """Which of the pages this person may open."""
    return {"gaps": bool(may_see_gaps(user)), "model": bool(may_see_model(user))}
