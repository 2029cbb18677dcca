"""Two questions of whoever runs the site: is the process alive, and can it answer customers?"""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from kb.operating.lag import broker_length, index_lags, waiting

# Without these nobody is answered. Without the broker everything happens later; what the index lacks, the database knows.
NEEDED = ("database", "cache")


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing of what it depends on, so that a broken database does not get it restarted."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when it can answer, else 503, with the parts, and how far behind what follows the database is:

    `{"ready": true, "parts": {"database": "ok", ...}, "index": {"public": {"revisions": 0, "seconds": 0.0}, ...},
    "queue": {"tasks": 0, "webhooks": {"rows": 0, "seconds": 0.0}, ...}}`.
    """
    parts = {name: _state(check) for name, check in CHECKS.items()}
    is_ready = all(parts[name] == "ok" for name in NEEDED)
    lags = _lags(parts) if parts["database"] == "ok" else {}
    return JsonResponse({"ready": is_ready, "parts": parts, **lags}, status=200 if is_ready else 503)


def _lags(parts: dict[str, str]) -> dict[str, Any]:
    index = {lag.audience: {"revisions": lag.revisions, "seconds": round(lag.seconds, 1)} for lag in index_lags()}
    rows = {box.box: {"rows": box.rows, "seconds": round(box.seconds, 1)} for box in waiting()}
    return {"index": index, "queue": {"tasks": broker_length() if parts["broker"] == "ok" else None, **rows}}


def _state(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, OSError):
        return "unreachable"
    except Exception as error:
        # What the client of Redis raises is no OSError; it is known by its name, since it is loaded only where there is Redis.
        if type(error).__module__.split(".")[0] != "redis":
            raise
        return "unreachable"


def _database() -> str:
    """Reachable, and no migration of this code is still to be applied."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return "behind" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"


def _cache() -> str:
    cache.get("readyz")
    return "ok"


def _broker() -> str:
    broker_length()
    return "ok"


CHECKS: dict[str, Callable[[], str]] = {"database": _database, "cache": _cache, "broker": _broker}
