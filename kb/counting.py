"""What each process counts of the requests that it answered; see `kb.metrics` for how it is read.

With several processes each writes its own small files into the folder that PROMETHEUS_MULTIPROC_DIR names (`manage.py serve`
and `run` name one), and whichever of them is asked adds them up.
"""

from functools import lru_cache
from typing import Any

from prometheus_client import CollectorRegistry, Histogram

COUNTED = CollectorRegistry()
BOUNDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = Histogram(
    "concord_http_request_seconds",
    "How long requests took, by the name of the view.",
    ("view", "method", "status"),
    buckets=BOUNDS,
    registry=COUNTED,
)


@lru_cache(maxsize=4_000)
def _child(view: str, method: str, status: int) -> Any:
    """Names of views and numbers only: nothing that a caller wrote ever becomes a label."""
    return SECONDS.labels(view, method if method in METHODS else "other", str(status))


def count_request(view: str, method: str, status: int, seconds: float) -> None:
    _child(view, method, status).observe(seconds)
