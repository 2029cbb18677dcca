"""What an address may hold. Importing this registers them."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class SlugConverter(StringConverter):
    """The form of a card's slug; no other text can name one."""

    regex = "[a-z0-9]+(?:[-_.][a-z0-9]+)*"


class KindConverter:
    """Cards, facts and offers are managed alike; within the house each is named in the singular."""

    regex = "cards|facts|offers"

    def to_python(self, value: str) -> str:
        return value.removesuffix("s")

    def to_url(self, value: str) -> str:
        return f"{value}s"


register_converter(SlugConverter, "card")
register_converter(KindConverter, "kind")
