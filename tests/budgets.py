"""What find and card cost an agent's browser at the demo store, against what they may cost.

`python -m tests.budgets http://127.0.0.1:8000` measures a demo store that runs already; with `--keep FILE.json` the figures are
put among those of the other parts of `make bench`.
"""

import shutil
from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import BrowserContext, Page, Response, sync_playwright

from kb.benchmarks.asked import NOT_MET, asked_of
from kb.benchmarks.kept import DEMO, Figure, Measured, keep
from kb.benchmarks.machine import machine
from tests.parts import ARGUMENTS, CHROMIUM
from tests.pictures import PASSWORD, demo_store

BETWEEN_KEYS_MS, REST_MS = 130, 600
PAGES = {
    "find, empty": "/",
    "find, with results": "/?q=cancel+my+order&order_stage=packed",
    "card": "/cards/cancel-order/?order_stage=packed",
}
TYPED = (
    "is it too late to cancel my order",
    "where is my refund",
    "can I return this sweater",
    "ainda dá tempo de cancelar",
    "можно ли вернуть товар",
)
# From the key, as the page hears of it, until the second picture after what it led to is in the page: then it can be seen.
WATCH = """() => {
  const keys = [];
  window.waited = [];
  const box = document.getElementById("q");
  box.addEventListener("input", () => keys.push([box.value.trim(), performance.now()]), true);
  document.addEventListener("htmx:afterSettle", ({ target, detail }) => {
    if (target.id !== "results") return;
    const asked = new URL(detail.pathInfo.finalRequestPath, location).searchParams.get("q") ?? "";
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const last = keys.findLastIndex(([text]) => text === asked.trim());
      for (const [, at] of keys.splice(0, last + 1)) window.waited.push(performance.now() - at);
    }));
  });
}"""
SHIFTS = """() => new Promise((done) => {
  let all = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) all += one.hadRecentInput ? 0 : one.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(all), 300);
})"""


def measure(base: str) -> dict[str, Figure]:
    """Prints a line for each."""
    with sync_playwright() as playwright:
        path = next(filter(None, map(shutil.which, CHROMIUM)))
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        seen = {name: _sent_and_moved(_page(browser.new_context(base_url=base)), at) for name, at in PAGES.items()}
        quick = _quick(_page(browser.new_context(base_url=base)))
        browser.close()
    sent = {f"{name}: all that is sent": Figure(round(kilobytes, 1)) for name, (kilobytes, _moved) in seen.items()}
    moved = max(moved for _kilobytes, moved in seen.values())
    return {**sent, "layout shift, all three pages": Figure(round(moved, 4)), "key to results, p95": quick}


def _page(context: BrowserContext) -> Page:
    """Somebody who answers customers, logged in."""
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill("ana")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda address: "/accounts/" not in address)
    return page


def _sent_and_moved(page: Page, address: str) -> tuple[float, float]:
    """Kilobytes and the layout shift, as for somebody who comes for the first time: every byte of the page, its styles, scripts
    and pictures, as sent.
    """
    told: dict[str, Response] = {}
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def note(response: Response) -> None:
        told[response.url] = response

    page.on("response", note)
    page.goto(address, wait_until="networkidle")
    sent = sum(
        sum(response.request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize"))
        for response in told.values()
    )
    moved = page.evaluate(SHIFTS)
    print(f"{address:45}{sent / 1024:7.1f} kB in {len(told)} parts; layout shift {moved:.3f}")
    return sent / 1024, moved


def _quick(page: Page) -> Figure:
    """Milliseconds by the clock. Typed once to warm up, then at the pace of a quick typist."""
    waited: list[float] = []
    for turn in range(2):
        for text in TYPED:
            page.goto("/", wait_until="networkidle")
            page.evaluate(WATCH)
            page.locator("#q").press_sequentially(text, delay=BETWEEN_KEYS_MS)
            page.wait_for_timeout(REST_MS)
            waited += page.evaluate("window.waited") if turn else []
    late = quantiles(waited, n=20)[-1]
    print(f"key to results, {len(waited)} keys: median {median(waited):.0f} ms, 95th percentile {late:.0f} ms")
    return Figure(round(late, 1), f"{len(waited)} keys")


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", metavar="URL")
    parser.add_argument("--keep", type=Path, metavar="FILE.json")
    given = parser.parse_args()
    known = machine()
    with nullcontext(given.base) if given.base else demo_store() as base:
        figures = measure(base)
    keep(given.keep, "browser", DEMO, Measured(known, figures))
    if any(asked.verdict(figures[asked.name]) == NOT_MET for asked in asked_of("browser", DEMO)):
        raise SystemExit("Something costs more than it may.")


if __name__ == "__main__":
    main()
