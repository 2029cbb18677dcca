"""Two questions of whoever runs the site: is the process alive, and can it answer customers?"""

from collections.abc import Callable

from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing of what it depends on, so that a broken database does not get it restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every part works, else 503, with the parts: `{"ready": true, "parts": {"database": "ok", ...}}`."""
    parts = {name: _state(check) for name, check in CHECKS.items()}
    is_ready = all(state == "ok" for state in parts.values())
    return JsonResponse({"ready": is_ready, "parts": parts}, status=200 if is_ready else 503)


def _state(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, OSError):
        return "unreachable"


def _database() -> str:
    """Reachable, and no migration of this code is still to be applied."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return "behind" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _cache() -> str:
    cache.get("readyz")
    return "ok"


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "cache": _cache}
