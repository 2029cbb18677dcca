"""The one door to other machines: a POST to an address that somebody typed, which must not reach what is not public.

The name is resolved once, every address it has must be public, and the connection goes to the address that was checked, so
that a name which changes its address in between (DNS rebinding) gains nothing. No redirect is followed, no proxy used.
"""

import json
import socket
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import httpcore
from django.conf import settings
from django.utils.translation import gettext as _

from policies.content.problems import ContentError

SECONDS = 10.0
MOST_BYTES = 65_536  # Of an answer; the rest is not read.
# What Python 3.11 takes for global: addresses kept for protocols, and IPv4 addresses in the disguise of IPv6.
NOT_PUBLIC = [ip_network(net) for net in (
    "192.0.0.0/24", "192.88.99.0/24", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/23", "2002::/16", "3fff::/20", "5f00::/16",
)]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """`body` is the beginning of the answer, as text."""

    status: int
    body: str


class NotReached(Exception):
    """It did not get there or was not welcome; the text says why in a few words. `answered` is what came back, if something."""

    def __init__(self, why: str, answered: Answered | None = None):
        super().__init__(why)
        self.answered = answered


def post_json(url: str, content: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Answered:
    """POST this as JSON. Raises NotReached, also for any status but 2xx and for an answer that takes over ten seconds."""
    return post(url, json.dumps(content, ensure_ascii=False).encode(), {"Content-Type": "application/json", **(headers or {})})


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answered:
    """POST these bytes, so that a signature over them holds. Raises as `post_json` does."""
    try:
        require_address(url)
        answered = _post(url, body, {"User-Agent": "Concord", **headers})
    except ContentError as error:
        raise NotReached(str(error.problems[0].message)) from None
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError, UnicodeError) as error:
        raise NotReached(f"{type(error).__name__}: {error}"[:300]) from None
    if not 200 <= answered.status < 300:
        raise NotReached(f"HTTP {answered.status}", answered)
    return answered


def require_address(url: str, field: str = "url") -> None:
    """An https address of another machine; what its name stands for is asked when sending. Raises ContentError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    is_odd = not url.isascii() or not url.isprintable() or " " in url or len(url) > 500
    if is_odd or not host or parts.username or parts.password or port == 0:
        raise ContentError.one(field, "address", _("Write a whole address, such as https://chat.example.com/hooks/abc."))
    if parts.scheme != "https" and not (parts.scheme == "http" and host in settings.OUTGOING_HOSTS):
        raise ContentError.one(field, "https", _("The address must begin with https://."))
    try:
        address = ip_address(host)
    except ValueError:
        return
    if host not in settings.OUTGOING_HOSTS and not is_public(address):
        raise ContentError.one(field, "address", _("This address is not a public one."))


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Reachable by everybody, and not an address of something else in disguise."""
    if isinstance(address, IPv6Address) and (address.ipv4_mapped is not None or address.is_site_local):
        return False
    if any(address in network for network in NOT_PUBLIC):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Answered:
    pool = httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=_Checked(SECONDS), retries=0)
    with pool, pool.stream("POST", url, headers=list(headers.items()), content=body) as response:
        read = bytearray()
        for chunk in response.iter_stream():
            read += chunk
            if len(read) >= MOST_BYTES:
                break
        return Answered(response.status, bytes(read[:MOST_BYTES]).decode(errors="replace"))


class _Checked(httpcore.NetworkBackend):
    """Connects to an address that was checked, and lets everything together take no longer than so many seconds."""

    def __init__(self, seconds: float):
        self.until = time.monotonic() + seconds
        self.inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if host not in settings.OUTGOING_HOSTS and not all(is_public(ip_address(one.split("%")[0])) for one in addresses):
            raise httpcore.ConnectError(_("This name does not stand for a public address."))
        return _Hurried(self._connect(addresses, port), self.until)

    def _connect(self, addresses: Sequence[str], port: int) -> httpcore.NetworkStream:
        """To the first address that takes the call."""
        *others, last = addresses
        for address in others:
            with suppress(httpcore.ConnectError):
                return self.inner.connect_tcp(address, port, left(self.until))
        return self.inner.connect_tcp(last, port, left(self.until))


class _Hurried(httpcore.NetworkStream):
    """A connection that ends at an instant, however slowly the other side speaks."""

    def __init__(self, inner: httpcore.NetworkStream, until: float):
        self.inner, self.until = inner, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, left(self.until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, left(self.until))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Hurried(self.inner.start_tls(ssl_context, server_hostname, left(self.until)), self.until)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def left(until: float) -> float:
    """Seconds left. Raises ReadTimeout when there are none."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout("too slow")
    return seconds
