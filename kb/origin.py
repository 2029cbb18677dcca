"""Every act says from where it came: pages and tasks here, the API in `kb.api.authentication`, commands in manage.py."""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from celery import Task
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from kb.request_ids import HEADER, request_id, working_for
from policies.origin import acting_from


class FromPage:
    """Middleware. What the API does says more: which key, or that it was a person's session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_from(f"page {client_address(request)}"):
            return self.get_response(request)


class FromTask(Task):
    """The base of every task. It works under the id of the request that began it; one that the beat began has its own."""

    def apply_async(self, *args: Any, **options: Any) -> Any:
        if known := request_id():
            options["headers"] = {**(options.get("headers") or {}), HEADER: known}
        return super().apply_async(*args, **options)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        given = (self.request.get("headers") or {}).get(HEADER) or self.request.get(HEADER) or self.request.id or ""
        with acting_from(f"task {self.name}"), working_for(str(given)):
            return super().__call__(*args, **kwargs)


def client_address(request: HttpRequest) -> str:
    """The caller's address as throttles count it: what the last proxy of ours saw, or the connection's other end."""
    given = BaseThrottle().get_ident(Request(request)) or ""
    try:
        return str(ip_address(given))
    except ValueError:
        return "unknown"
