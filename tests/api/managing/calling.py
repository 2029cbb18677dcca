"""A client of the managing API: says JSON, and which state it has seen."""

from typing import Any

from django.test import Client

PREFIX = "/api/v1"


class Caller:
    """`get`, `post` and `put` as they are; `act` first reads what is there, as a polite client does."""

    def __init__(self, client: Client, prefix: str = PREFIX):
        self.client, self.prefix = client, prefix

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(self.prefix + path, headers=headers)

    def post(self, path: str, body: Any = None, *, seen: str | None = None, **headers: str) -> Any:
        return self._send("post", path, body or {}, seen, headers)

    def put(self, path: str, body: Any, *, seen: str | None = None, **headers: str) -> Any:
        return self._send("put", path, body, seen, headers)

    def act(self, path: str, verb: str, body: Any = None) -> Any:
        """On what is there now."""
        return self.post(f"{path}/{verb}", body, seen=self.get(path)["ETag"])

    def save(self, path: str, body: Any) -> Any:
        """What is there now."""
        return self.put(path, body, seen=self.get(path)["ETag"])

    def _send(self, method: str, path: str, body: Any, seen: str | None, headers: dict[str, str]) -> Any:
        headers |= {"If-Match": seen} if seen else {}
        return getattr(self.client, method)(self.prefix + path, body, content_type="application/json", headers=headers)
