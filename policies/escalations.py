"""What a customer is told when a person takes over and no rule has words for it, or when an answer may be out of date."""

from django.utils.translation import gettext as _
from django.utils.translation import override

NO_ANSWER = "no_answer"
DEFAULT_QUEUE = "support"  # Where a question waits that no topic is near.


def message_for(reason: str, language: str) -> str:
    """`no_answer`: nothing was recognised; any other reason: the card is known, but it cannot say for certain."""
    with override(language):
        if reason == NO_ANSWER:
            return _("I am not sure I understood this, and I don't want to guess. A colleague will look at it and answer you.")
        return _("We want to get this right, so a colleague will look at it and answer you.")


def notice_for(language: str) -> str:
    """Beside an answer whose verification is late."""
    with override(language):
        return _("We are checking whether this is still right. Ask us before you rely on it.")
