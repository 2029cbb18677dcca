"""An assistant, as the SDK's own client makes one."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

T = TypeVar("T")
Talk = Callable[[Client], Awaitable[T]]
PATIENCE_SECONDS = 30


def over_http(url: str, key: str, talk: Talk[T], *, mode: Any = "auto") -> T:
    """What `talk` gives, connected to the site at `url`."""

    async def run() -> T:
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx2.AsyncClient(headers=headers, timeout=PATIENCE_SECONDS) as http:
            return await _talk(streamable_http_client(f"{url}/mcp", http_client=http), talk, mode)

    return _in_thread(run)


def over_stdio(server: Any, talk: Talk[T]) -> T:
    """What `talk` gives, with a program started for it."""
    return _in_thread(lambda: _talk(server, talk, "auto"))


def only(error: BaseException) -> BaseException:
    """The one error inside groups of one, as tasks raise them."""
    while isinstance(error, BaseExceptionGroup):
        (error,) = error.exceptions
    return error


async def _talk(server: Any, talk: Talk[T], mode: Any) -> T:
    async with Client(server, mode=mode, read_timeout_seconds=PATIENCE_SECONDS) as client:
        return await talk(client)


def _in_thread(run: Callable[[], Any]) -> Any:
    """In a thread of its own: a browser's loop may be running in that of the tests."""
    with ThreadPoolExecutor(1) as pool:
        try:
            return pool.submit(lambda: asyncio.run(run())).result()
        except BaseExceptionGroup as group:
            raise only(group) from None
