"""Fields that several nouns share."""

import re
from typing import Any

from django.core.validators import RegexValidator
from django.db import models

SLUG_PATTERN = re.compile(r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*\Z")


class SlugField(models.CharField):  # type: ignore[type-arg]
    """A stable identity: lower-case letters, digits, and single `-`, `_` or `.` between them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        kwargs.setdefault("validators", [RegexValidator(SLUG_PATTERN, "Use lower-case letters, digits and single hyphens.")])
        super().__init__(*args, **kwargs)


class Named:
    """Something with a name in each language, in `names`."""

    names: Any
    slug: Any

    def name(self, language: str) -> str:
        """The name in this language, else in English, else the slug."""
        return self.names.get(language) or self.names.get("en") or self.slug
