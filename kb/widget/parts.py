"""The files of which the widget is made, as pages of other sites load them: from one place, with leave to, and packed.

They are the same files that our own pages load from /static/. Here they keep their folders, so that modules find each other,
and they carry what another site's page needs, however /static/ itself is served.
"""

import json
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import gettext, override

PARTS = {
    "js/widget-open.js": "text/javascript",
    "js/chat-talk.js": "text/javascript",
    "js/chat-next.js": "text/javascript",
    "clients/concord.js": "text/javascript",
    "css/tokens.css": "text/css",
    "css/chat.css": "text/css",
    "css/widget.css": "text/css",
}
# What stands in lines of its own for those who read the file, and how far the lines stand in. Nothing that is said begins so.
REMARKS = re.compile(r"^\s*(?://.*|/\*(?! names)[\s\S]*?\*/[ \t]*)$\n?|^[ \t]+", re.MULTILINE)
NAMES = "/* names */ {}"  # In the script; put in here, so that the button has its name before anything else is loaded.


@cache
def text_of(name: str) -> str:
    """A file of static/ without its remarks, read once: it changes with the next version of the site."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return REMARKS.sub("", Path(found).read_text(encoding="utf-8"))


@cache
def script() -> str:
    """What the script tag loads: static/js/widget.js with the names of its button by language."""
    names = {}
    for tag in settings.CONTENT_LANGUAGES:
        with override(tag):
            names[tag] = gettext("Chat with us")
    return text_of("js/widget.js").replace(NAMES, json.dumps(names, ensure_ascii=False))
