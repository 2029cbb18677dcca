"""Do the images of a text exist, and does each say in words what it shows?"""

from collections.abc import Iterator
from typing import Any

from policies.content.fact import FactContent
from policies.content.images import foreign_images, quoted_images, undescribed_images
from policies.content.problems import Problem
from policies.images import unknown_images
from policies.models import Version
from policies.writing.quoting import texts_of


def image_problems(version: Version) -> Iterator[Problem]:
    """What must be mended before the version can be handed in."""
    if isinstance(version.typed, FactContent):
        return
    texts = [(field, language, text) for field, language, text in texts_of(version.typed)]
    unknown = unknown_images({name for _, _, text in texts for name in quoted_images(text)})
    for field, language, text in texts:
        for name in sorted(set(quoted_images(text)) & unknown):
            yield Problem(field, "unknown_image", f"There is no image {name}. Add it under Images, or remove it here.")
        for address in foreign_images(text):
            message = f"{address} is not on this site, and may change or be gone one day. Add the picture under Images."
            yield Problem(field, "foreign_image", message)
        if undescribed_images(_html(version.rendered.get(language, {}), field)):
            message = "A picture here says nothing to whoever cannot see it. Describe it: ![what it shows](/images/...)"
            yield Problem(field, "undescribed_image", message)


def _html(rendered: dict[str, Any], field: str) -> str:
    """Of the text of this field; empty for a plain line."""
    name = field.partition(".")[2].partition(".")[2] if field.startswith("languages.") else "text"
    is_line = field.startswith(("titles.", "reasons."))
    html: str = "" if is_line else rendered.get(name, {}).get("html", "")
    return html
