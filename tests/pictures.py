"""`make pictures`: a demo store of its own is started in a temporary folder, and its main pages are taken into docs/pictures.

What the store says is the demo's and the day is today, so pictures change with every day; take them when pages changed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from kb.env import BASE
from tests.parts import ARGUMENTS, CHROMIUM, free_port

PICTURES = BASE / "docs" / "pictures"
PASSWORD = "larkspur-demo"
SIZE = {"width": 1280, "height": 800}
PATIENCE_SECONDS = 300
QUALITY = 80
MOST_BYTES = 3_000_000  # All pictures together: they are part of the repository for ever.
INTERFACE = {"en": "en", "pt-BR": "pt-br", "ru": "ru"}
QUESTIONS = {
    "en": "is it too late to cancel my order?",
    "pt-BR": "ainda dá tempo de cancelar meu pedido?",
    "ru": "не поздно ли отменить заказ?",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page by the name of its picture: its address (`{lang}` and `{q}` filled in) and who looks at it."""

    name: str
    address: str
    person: str = ""
    click: str = ""


MAIN = (
    Picture("find", "/?q={q}&lang={lang}&order_stage=packed", "ana"),
    Picture("card", "/cards/cancel-order/?order_stage=packed&lang={lang}", "ana"),
    Picture("desk", "/desk/", "olivia"),
    Picture("editor", "/desk/card/cancel-order/", "marta", click="edit"),
    Picture("verify", "/desk/verify/", "max"),
    Picture("overview", "/desk/overview/", "max"),
    Picture("channels", "/desk/channels/", "ada"),
    Picture("faq", "/faq/{lang}/"),
    Picture("faq-card", "/faq/{lang}/cancel-order/?order_stage=packed"),
    Picture("chat", "/chat/?lang={lang}", click="ask"),
)
DARK = ("find", "card", "faq-card", "overview")


def take_all(base: str, to: Path) -> None:
    """Every page in every language, and some of them in the dark."""
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, CHROMIUM)))
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for language in INTERFACE:
            for picture in MAIN:
                take(browser, base, picture, language, "light", to / f"{picture.name}.{language}.webp")
        for picture in MAIN:
            if picture.name in DARK:
                take(browser, base, picture, "en", "dark", to / f"{picture.name}.dark.webp")
        browser.close()


def take(browser: Browser, base: str, picture: Picture, language: str, scheme: str, to: Path) -> None:
    """One page, as its person sees it who reads this language."""
    options: dict[str, Any] = {
        "base_url": base,
        "viewport": SIZE,
        "color_scheme": scheme,
        "locale": language,
        "reduced_motion": "reduce",
    }
    if picture.person:
        options["storage_state"] = logged_in(browser, base, picture.person)
    context = browser.new_context(**options)
    context.add_cookies([{"name": "django_language", "value": INTERFACE[language], "url": base}])
    page = context.new_page()
    answer = page.goto(picture.address.format(lang=language, q=QUESTIONS[language]), wait_until="networkidle")
    if answer is None or not answer.ok:
        raise SystemExit(f"{picture.address} as {picture.person or 'a customer'} is not there to be taken.")
    if picture.click:
        ACTS[picture.click](page, language)
    to.write_bytes(small(page.screenshot()))
    context.close()
    print(to.name, to.stat().st_size // 1000, "kB")


def small(taken: bytes) -> bytes:
    """The picture as WebP: about a third of what a PNG takes, with letters as sharp as one sees."""
    packed = BytesIO()
    Image.open(BytesIO(taken)).convert("RGB").save(packed, "WEBP", quality=QUALITY, method=6)
    return packed.getvalue()


@cache
def logged_in(browser: Browser, base: str, person: str) -> Any:
    """What a browser keeps once this person has logged in."""
    context = browser.new_context(base_url=base)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(person)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda address: "/accounts/" not in address)
    kept = context.storage_state()
    context.close()
    return kept


def _edit(page: Page, language: str) -> None:
    """The draft of the card, begun if there is none yet."""
    begin = page.locator("form[action$='/draft/'] button").first
    if begin.count():
        begin.click()
    else:
        page.locator("a[href*='/edit/']").first.click()
    page.wait_for_load_state("networkidle")
    if "/edit/" not in page.url:
        page.locator("a[href$='/edit/']").first.click()
        page.wait_for_load_state("networkidle")


def _ask(page: Page, language: str) -> None:
    """The story's question, and the first thing that is asked back."""
    page.locator("#chat-text").fill(QUESTIONS[language])
    page.keyboard.press("Enter")
    page.locator(".chat__options .button").nth(2).click()
    page.locator("[data-card]").first.wait_for()


ACTS = {"edit": _edit, "ask": _ask}


@contextmanager
def demo_store() -> Iterator[str]:
    """The address of a demo store that lives in a temporary folder while pictures are taken."""
    with tempfile.TemporaryDirectory(prefix="concord-pictures-") as folder:
        port = free_port()
        environment = {**os.environ, "CONCORD_DATA": folder, "PORT": str(port), "LOG_LEVEL": "ERROR"}
        command = [sys.executable, "manage.py", "run"]
        site = subprocess.Popen(command, cwd=BASE, env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait_for(f"http://127.0.0.1:{port}/readyz", site)
            lived = [sys.executable, "manage.py", "shell", "--no-imports", "-c", "from tests.busy_day import live; live()"]
            subprocess.run(lived, cwd=BASE, env=environment, check=True)
            yield f"http://127.0.0.1:{port}"
        finally:
            site.terminate()
            site.wait(60)


def _wait_for(address: str, site: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while site.poll() is None and time.monotonic() < until:
        try:
            with urlopen(address) as answer:
                if answer.status == 200:
                    return
        except URLError:
            time.sleep(0.5)
    raise SystemExit("The demo store could not be started; `make run` says why.")


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with demo_store() as base:
        take_all(base, PICTURES)
    taken = sum(path.stat().st_size for path in PICTURES.iterdir())
    print(f"{taken / 1_000_000:.1f} MB in {PICTURES.relative_to(BASE)}")
    if taken > MOST_BYTES:
        raise SystemExit(f"That is more than {MOST_BYTES / 1_000_000} MB.")


if __name__ == "__main__":
    main()
