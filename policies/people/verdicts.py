"""May somebody do something, and if not, why not and whom to ask."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from policies.errors import Refused
from policies.people.directory import called


@dataclass(frozen=True, slots=True)
class Verdict:
    """Usable as a condition; `reason` is empty when allowed."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raises Refused with the reason when not allowed."""
        if not self.allowed:
            raise Refused(str(self.reason))


YES = Verdict(True)


def no(reason: str | Promise, ask: Callable[[], Any] | None = None) -> Verdict:
    """`ask` finds the person to turn to, or nobody; it is called only when the reason is read."""
    return Verdict(False, _said(reason, ask) if ask else reason)


def _sentence(reason: str | Promise, ask: Callable[[], Any]) -> str:
    person = ask()
    return f"{reason} {_('Ask %(name)s.') % {'name': called(person)}}" if person else str(reason)


_said = lazy(_sentence, str)
