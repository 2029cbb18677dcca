"""One JSON object per line, made of structlog's parts. Loaded only where lines are JSON: they take a tenth of a second."""

import logging
from typing import Any

import structlog

from kb.request_ids import request_id

TOLD = ("view", "method", "status", "milliseconds")


def form() -> logging.Formatter:
    before: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(allow=TOLD),
    ]
    after: list[Any] = [
        _with_request,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.EventRenamer("message"),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=after)


def _with_request(_logger: Any, _name: str, event: dict[str, Any]) -> dict[str, Any]:
    """The trace is the masked one of `kb.logs.Masked`."""
    if known := request_id():
        event["request_id"] = known
    if event.pop("exc_info", None):
        event["exception"] = getattr(event["_record"], "trace", "")
    return event
