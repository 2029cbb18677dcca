"""The part of the settings that is about background work: how the broker is reached, and what the beat repeats."""

from pathlib import Path
from typing import Any

from celery.schedules import crontab

# A nudge that does not get through is given up at once (kombu tries a hundred times while a person waits); the beat repeats it.
ONE_TRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
SCHEDULE: dict[str, dict[str, Any]] = {
    # What a killed process did not come to tell the index, and what begins by itself, is found within five seconds.
    "search-sync": {"task": "search.sync", "schedule": 3.0, "options": {"expires": 30.0}},
    "search-refit": {"task": "search.refit", "schedule": 60.0},
    "search-reconcile": {"task": "search.reconcile", "schedule": 300.0},
    "policies-settle-departures": {"task": "policies.settle_departures", "schedule": 3600.0},
    "policies-tell": {"task": "policies.tell", "schedule": 30.0},
    "policies-remind": {"task": "policies.remind", "schedule": 300.0},
    "policies-mail": {"task": "policies.mail", "schedule": 60.0},
    "policies-hooks": {"task": "policies.notices.hooks", "schedule": 30.0},
    "kb-end-sessions": {"task": "kb.end_sessions", "schedule": 3600.0},
    "policies-retention": {"task": "policies.empty_what_is_over", "schedule": 3600.0},
    "search-use": {"task": "search.count_use", "schedule": 3600.0},
    "search-learn": {"task": "search.learn", "schedule": 300.0},
    "search-retention": {"task": "search.forget_questions", "schedule": 3600.0},
    "policies-queues": {"task": "policies.queues.tell", "schedule": 30.0},
    "policies-webhooks": {"task": "policies.webhooks.send", "schedule": 10.0, "options": {"expires": 10.0}},
    "policies-webhooks-age": {"task": "policies.webhooks.age", "schedule": 30.0, "options": {"expires": 30.0}},
    "policies-webhooks-tidy": {"task": "policies.webhooks.tidy", "schedule": 3600.0},
    "kb-forget-first-answers": {"task": "kb.forget_first_answers", "schedule": 3600.0},
    "kb-beat": {"task": "kb.beat", "schedule": 30.0, "options": {"expires": 30.0}},
    "kb-compare-channels": {"task": "kb.compare_channels", "schedule": crontab(hour=3, minute=17)},
}


def transport(data: Path, redis_url: str) -> dict[str, Any]:
    """Options of the broker: Redis, which gives a killed worker's task back within seconds, or folders of the data folder."""
    if redis_url:
        return {**ONE_TRY, "visibility_timeout": 600, "unacked_restore_interval": 2, "unacked_restore_throttle": 1}
    return {
        **ONE_TRY,
        "data_folder_in": str(data / "queue"),
        "data_folder_out": str(data / "queue"),
        "processed_folder": str(data / "queue-done"),
        "control_folder": str(data / "queue-control"),
        "polling_interval": 0.2,
    }
