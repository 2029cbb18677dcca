"""The examples of docs/clients.md, as they stand there."""

import re

from kb.env import BASE

PAGE = BASE / "docs" / "clients.md"
SITE = "https://answers.example"


def examples(language: str, site: str) -> list[str]:
    """Those in this language, in order, talking to `site`."""
    found = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    return [example.replace(SITE, site) for example in found]
