"""The responses a process keeps, with the epoch they were made in; a new epoch begins with an empty shelf."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Self
from zlib import DEFLATED, Z_FULL_FLUSH, compressobj, crc32

from django.http import HttpRequest, HttpResponse

from kb.api.packing import LEVEL, plain
from kb.kept.response import Kept
from policies.memory import recall
from policies.moment import Moment

MOST_BYTES = 16_000_000  # In each process.
AROUND = 2_000  # About what headers and key of an entry take, in bytes.
EACH_TIME = frozenset({"content-length", "ratelimit", "ratelimit-policy"})
OF_THE_BODY = frozenset({"content-type", "content-encoding"})
GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
WHOLE = 1 << 32
SHELF = "kb.kept"
Stored = dict[str, tuple[str, str]]  # As Django keeps headers: by the name in small letters, the name as sent and the value.


@dataclass(frozen=True, slots=True)
class Ready:
    """A kept response with its headers, and its head packed if that is how it left."""

    kept: Kept
    stored: Stored
    stored_without_body: Stored
    etag: str
    match: Any = None  # Which address it is, for who counts requests.
    packed: bytes = b""
    checksum: int = 0

    @classmethod
    def of(cls, kept: Kept, request: HttpRequest, response: HttpResponse) -> Self:
        stored = {name: pair for name, pair in response.headers._store.items() if name not in EACH_TIME}
        without_body = {name: pair for name, pair in stored.items() if name not in OF_THE_BODY}
        ready = cls(kept, stored, without_body, plain(response["ETag"]), request.resolver_match)
        if response.headers.get("Content-Encoding") != "gzip":
            return ready
        deflating = compressobj(LEVEL, DEFLATED, -15)
        packed = GZIP + deflating.compress(kept.head) + deflating.flush(Z_FULL_FLUSH)
        return replace(ready, packed=packed, checksum=crc32(kept.head))

    def body(self, at: Moment) -> bytes:
        """For this moment. A packed tail is one stored block (RFC 1951, 3.2.4) of at most 65,535 bytes."""
        tail = self.kept.tail(at)
        if not self.packed:
            return self.kept.head + tail
        size = len(tail)
        block = b"\x01" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + tail
        length = (len(self.kept.head) + size) % WHOLE
        return self.packed + block + crc32(tail, self.checksum).to_bytes(4, "little") + length.to_bytes(4, "little")

    @property
    def size(self) -> int:
        return len(self.kept.head) + len(self.packed) + AROUND

    def holds(self, at: Moment) -> bool:
        """In the epoch that it is kept for."""
        return self.kept.at.at <= at.at < self.kept.until


@dataclass(slots=True)
class Shelf:
    """The responses of one epoch; those not asked for longest go first when there is no more room."""

    entries: OrderedDict[Hashable, Ready] = field(default_factory=OrderedDict)
    size: int = 0
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, at: Moment) -> Ready | None:
        ready = self.entries.get(key)
        return ready if ready is not None and ready.holds(at) else None

    def put(self, key: Hashable, ready: Ready) -> None:
        with self.lock:
            former = self.entries.pop(key, None)
            self.entries[key] = ready
            self.size += ready.size - (former.size if former else 0)
            while self.size > MOST_BYTES:
                self.size -= self.entries.popitem(last=False)[1].size


def shelf_at(at: Moment) -> Shelf:
    """That of the moment's epoch; inside a transaction one that is thrown away."""
    known = recall(at)
    shelf: Shelf = known[SHELF] if SHELF in known else known.setdefault(SHELF, Shelf())
    return shelf


def with_headers(body: bytes, stored: Stored) -> HttpResponse:
    """With headers that Django has looked at already: to set them one by one would take a third of all the time."""
    response = HttpResponse(body)
    response.headers._store = stored.copy()
    return response
