"""What search engines read of a page: schema.org, as JSON in a data block, which no browser runs.

Sources: schema.org/FAQPage, schema.org/BreadcrumbList; HTML, "data block"; a policy without inline scripts lets it stand.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from policies.reply import Reply

AS_TEXT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}  # What would end the element, or be read as markup.


def question(reply: Reply, address: str, changed_at: datetime | None) -> SafeString:
    """The card as one question with the answer that stands on the page, word for word; nothing without an answer."""
    said = reply.answer.html if reply.answer else reply.wording.short_html
    if not said or reply.step == "escalate":
        return SafeString("")
    asked: dict[str, Any] = {
        "@type": "Question",
        "name": reply.wording.title,
        "acceptedAnswer": {"@type": "Answer", "text": said, "url": address},
    }
    about: dict[str, Any] = {"@type": "FAQPage", "url": address, "inLanguage": reply.wording.language, "mainEntity": [asked]}
    if changed_at is not None:
        about["dateModified"] = changed_at.isoformat()
    return data_block(about)


def trail(*steps: tuple[str, str]) -> SafeString:
    """The way from the start to the page: names with their addresses."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(steps, start=1)
    ]
    return data_block({"@type": "BreadcrumbList", "itemListElement": items})


def data_block(said: Mapping[str, Any]) -> SafeString:
    """A script element that is no script: nothing in it can end it."""
    text = json.dumps({"@context": "https://schema.org", **said}, ensure_ascii=False).translate(AS_TEXT)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 (escaped above)
