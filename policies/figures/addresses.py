"""Where the lists are that numbers count."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from policies.figures.period import Period


def address(page: str, period: Period | None = None, **asked: Any) -> str:
    """The page narrowed to what is asked; what is empty is left out."""
    wanted = {name: value for name, value in asked.items() if value not in ("", None)}
    query = urlencode({**wanted, **(period.query if period else {})})
    return f"{reverse(page)}?{query}" if query else reverse(page)
