"""The kinds of text that content is made of. What no file and no database could give back unchanged is refused here."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator, StringConstraints

MAX_TEXT = 65_536
SLUG = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
FACT_KEY = r"[a-z0-9]+(?:_[a-z0-9]+)*\.[a-z0-9]+(?:_[a-z0-9]+)*"
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def _same_line_ends(text: Any) -> Any:
    """Browsers send \\r\\n, word processors others; YAML would turn them into \\n anyway."""
    return LINE_ENDS.sub("\n", text) if isinstance(text, str) else text


Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG}$", max_length=80)]
FactKey = Annotated[str, StringConstraints(pattern=f"^{FACT_KEY}$", max_length=80)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$")]
Markdown = Annotated[
    str, BeforeValidator(_same_line_ends), StringConstraints(max_length=MAX_TEXT, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*$")
]
