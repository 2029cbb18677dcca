"""Following the database: at once in the process that published, and later from the worker."""

import logging
from typing import Any

from policies.nudge import nudge
from search.behind import behind
from search.model.encoder import encoder
from search.tasks import refit_models, sync_index

logger = logging.getLogger(__name__)


def follow_publication(**_: Any) -> None:
    """Index what was just published, so that the next request finds it. Receives `publication_committed`.

    The publication is already committed and stays so whatever happens to the index (a full disk, another writer, a broken
    file): a failure is logged, the worker is asked to try again, and so does this process. The beat would do so anyway.
    """
    try:
        behind.follow()
    except Exception:
        logger.exception("The index could not follow a publication; it will be tried again.")
        nudge(sync_index)
        behind.note()
    if encoder() is not None:
        nudge(refit_models, logging.DEBUG)
