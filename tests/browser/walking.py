"""Every page that can be reached: the links of a site followed by one person, a page for each name of an address."""

import re
from collections import deque
from html import unescape
from urllib.parse import urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

LINK = re.compile(r"""\s(?:href|action|hx-get)="([^"#]+)""")
STARTS = (
    "/",
    "/?q=cancel&order_stage=packed",
    "/desk/",
    "/faq/en/",
    "/faq/en/search/?q=cancel",
    "/styleguide/",
    "/accounts/login/",
)
# Files to take away, what only machines read, and the page to try the API, which is Swagger's own.
NO_PAGES = {"docs", "export_events", "faq_changes", "sitemap", "robots", "healthz", "readyz", "schema", "comparison_json"}
MOST_OF_A_NAME = 3


def pages_for(client: Client, starts: tuple[str, ...] = STARTS) -> dict[str, str]:
    """The first address under each name that answers this person with a page, found by following links and forms that look."""
    found: dict[str, str] = {}
    seen: dict[str, int] = {}
    ahead, known = deque(starts), set(starts)
    while ahead:
        address = ahead.popleft()
        name = name_of(address)
        if name is None or name in NO_PAGES or seen.get(name, 0) >= MOST_OF_A_NAME:
            continue
        seen[name] = seen.get(name, 0) + 1
        response = client.get(address)
        if response.status_code in (301, 302):
            ahead.append(response["Location"])
            continue
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        found.setdefault(name, address)
        for link in LINK.findall(unescape(response.content.decode())):
            onward = _address(link, address)
            if onward and onward not in known:
                known.add(onward)
                ahead.append(onward)
    return found


def name_of(address: str) -> str | None:
    """Under which name the site knows the address; None for what it does not know, or does not name."""
    try:
        return resolve(urlsplit(address).path).url_name
    except Resolver404:
        return None


def _address(link: str, page: str) -> str:
    """The link as an address of the site; empty if it leads elsewhere."""
    if link.startswith("?"):
        return urlsplit(page).path + link
    return link if link.startswith("/") and not link.startswith(("//", "/static/")) else ""
