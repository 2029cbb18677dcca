"""How lines in the log look: for people in the embedded mode, JSON objects in production. Nothing personal in either."""

import logging
import re

from kb.request_ids import request_id
from policies.masking import masked

# Keys of channels, receipts and whatever else stands after these words.
WORDS = "bearer|authorization|set-cookie|cookie|password|token|secret|sessionid|csrftoken"
SECRETS = re.compile(rf"(?i)(concord_[a-z0-9]{{2,}}\.?)[\w.-]*|((?:{WORDS})[\"':= ]+)[^\s,;&\"']+")
# What stands after a question mark in an address, where people's questions are.
QUERY = re.compile(r"(?<=[\w/])\?[\w%.~+-]+=[^\s\"'<>]*")
HIDDEN = "[hidden]"
LONGEST = 20_000


def said(text: str) -> str:
    """The text without addresses' queries, keys, cookies and passwords, and without what tells who somebody is."""
    shorter = text[:LONGEST]
    return masked(SECRETS.sub(lambda found: (found[1] or found[2]) + HIDDEN, QUERY.sub("?" + HIDDEN, shorter)))


class Masked(logging.Filter):
    """The message is composed here, once, and masked; so is the trace of an error, which repeats values."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = said(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = record.trace = said(record.exc_text)
        return True


class Line(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """With the id of the request, where there is one."""
        line = super().formatMessage(record)
        known = request_id()
        return f"{line} [{known}]" if known else line
