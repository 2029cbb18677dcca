"""A worker that says which process it is, so that measuring reaches every worker and counts nothing else."""

import os
from collections.abc import Callable, Iterable
from typing import Any

WHO = "/which-worker"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def telling(application: Application) -> Application:
    """The same application, which also answers `WHO` with the id of its process."""

    def answered(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != WHO:
            return application(environ, start)
        start("200 OK", [("Content-Type", "text/plain")])
        return [str(os.getpid()).encode()]

    return answered
