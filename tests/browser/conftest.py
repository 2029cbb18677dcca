"""A colleague's browser."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The walk through all pages takes half an hour: it is there when asked for (`make axe`), and is skipped nowhere."""
    if os.environ.get("CONCORD_AXE") == "all":
        return
    long = [item for item in items if item.get_closest_marker("asked_for")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.fixture
def page_of(page_at: Callable[..., Page], live_server: Any) -> Callable[..., Page]:
    """`page_of(people.ana, 375, "dark")`: a page of a browser in which this person is logged in."""

    def logged_in(person: User, *args: Any, **options: Any) -> Page:
        client = Client()
        client.force_login(person)
        page = page_at(*args, **options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return page

    return logged_in
