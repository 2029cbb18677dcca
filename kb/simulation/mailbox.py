"""A mail server that can be away, and a worker that can die after the server took a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

NOTICES = "Concord-Notices"


@dataclass(frozen=True, slots=True)
class Tried:
    """A message as the server saw it; not `is_taken` when it was away."""

    at: datetime
    to: str
    message_id: str
    notices: frozenset[int]
    is_taken: bool


class WorkerKilled(BaseException):
    """Nothing in the worker can catch this, as nothing catches a kill."""


class Server:
    """`dies_after` so many messages of one beat the worker is killed; 0: it is not."""

    def __init__(self) -> None:
        self.tried: list[Tried] = []
        self.is_away = False
        self.dies_after = 0

    def take(self, message: Any) -> None:
        headers = message.extra_headers
        notices = frozenset(int(pk) for pk in headers.get(NOTICES, "").split(",") if pk)
        self.tried.append(Tried(timezone.now(), message.to[0], headers["Message-ID"], notices, not self.is_away))
        if self.is_away:
            raise ConnectionRefusedError("The mail server is away.")
        if self.dies_after:
            self.dies_after -= 1
            if not self.dies_after:
                raise WorkerKilled


SERVER = Server()


class Mailbox(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[Any]) -> int:
        for message in email_messages:
            SERVER.take(message)
        return len(email_messages)
