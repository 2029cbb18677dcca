"""Ask the worker to look at once. The beat repeats every task, so a nudge that is lost costs seconds and nothing else."""

import logging

from celery import Task
from kombu.exceptions import ChannelError, OperationalError

logger = logging.getLogger(__name__)


def nudge(task: Task, level: int = logging.WARNING) -> None:
    """Never fails: what the worker is to do stands in the database already."""
    try:
        task.apply_async(retry=False)
    except (OperationalError, ChannelError, OSError):  # The last two are the folder broker's: no folder, or a full disk.
        logger.log(level, "The queue is out of reach; %s waits for the next beat.", task.name)
