"""Parts that a laptop may lack (chromium, redis-server): absent, a test skips and says why; where `CI=true` it fails."""

import os
import secrets
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 30_000  # Milliseconds: the machine runs other tests, too.
Found = TypeVar("Found")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def absent(part: str) -> NoReturn:
    """Skip on a person's laptop, fail in CI, where everything is installed so that nothing is skipped."""
    sentence = f"{part} is not installed; .ci/run shows how to install it"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


def free_port() -> int:
    """Below those that systems give to connections: no other test's browser takes it before the server that it is for."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)  # Not `random`, which begins alike in every worker.
        with socket.socket() as taken, suppress(OSError):
            taken.bind(("127.0.0.1", port))
            return port


def eventually(look: Callable[[], Found], seconds: float = 15) -> Found:
    """What `look` gives as soon as that is true, or what it gives last: `assert eventually(lambda: Flag.objects.first())`.

    For what a page tells the server without waiting for its answer, or another process writes: the row comes when it comes.
    """
    until = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def slowness() -> float:
    """How many times slower than an idle machine this one is just now: wall time of 20 ms of work."""
    began, worked = time.monotonic(), time.process_time()
    while time.process_time() - worked < 0.02:
        pass
    return max(1.0, (time.monotonic() - began) / 0.02)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None) or absent("chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page_at(chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """`page_at(390, "dark")`: a new page of this width and colour scheme, which knows the live server as its base address.

    After the test no page may have logged an error to its console: a blocked script or style would be one.
    """
    contexts, errors = [], []

    def open_page(width: int = 1280, scheme: Any = "light", **options: Any) -> Page:
        size: Any = {"width": width, "height": 900}
        context = chromium.new_context(base_url=live_server.url, viewport=size, color_scheme=scheme, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if is_fault(message) else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert eventually(_nobody_is_asking), "A request is still under way, and would write into the next test."
    assert errors == []


def _nobody_is_asking() -> bool:
    """A server of the standard library has a thread for each connection, which ends with it."""
    return not any("process_request_thread" in thread.name for thread in threading.enumerate())


def is_fault(message: ConsoleMessage) -> bool:
    """Every error but those that are meant: input answered with 400 or 409, a request that a newer one replaced or that a test
    kept from leaving.
    """
    meant = ("status of 400", "status of 409", "htmx:sendAbort", "htmx:afterRequest", "htmx:sendError", "INTERNET_DISCONNECTED")
    return message.type == "error" and not any(text in message.text for text in meant)


@pytest.fixture
def page(page_at: Callable[..., Page]) -> Page:
    return page_at()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A private Redis that keeps nothing on disk."""
    path, port = shutil.which("redis-server") or absent("redis-server"), free_port()
    server = subprocess.Popen([path, "--port", str(port), "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL)
    _wait_for(port)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(10)


def _wait_for(port: int, seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


__all__ = ["Browser", "Error", "Page"]
