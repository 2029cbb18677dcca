"""Background work of finding. All may run late, twice or never; the beat repeats them."""

from contextlib import suppress

from celery import shared_task

from policies.publishing import current_revision
from policies.retention import empty_kind
from search import engine
from search.behind import behind
from search.folder import AUDIENCES, Busy
from search.gaps import close_answered, forget_gaps
from search.learning import forget_proposals, learn
from search.model import shelf
from search.model.refit import refit
from search.questions import delete_before
from search.use import count_use

_answers_known: dict[str, str] = {}  # By this process: what could answer when gaps were last asked again.


@shared_task(name="search.sync")
def sync_index() -> None:
    try:
        engine.follow()
    except Exception:
        behind.note()
        raise


@shared_task(name="search.reconcile")
def reconcile_index() -> None:
    engine.reconcile()


@shared_task(name="search.refit")
def refit_models() -> None:
    with suppress(Busy):
        refit()


@shared_task(name="search.count_use")
def count_card_use() -> None:
    count_use()


@shared_task(name="search.learn")
def learn_from_questions() -> None:
    learn()
    # Asking the questions of all gaps again is worth it only when something may answer them that did not before.
    known = str([current_revision(), *(shelf.edition(audience) for audience in AUDIENCES)])
    if _answers_known.get("last") != known:
        close_answered()
        _answers_known["last"] = known


@shared_task(name="search.forget_questions")
def forget_questions() -> None:
    for forget in (delete_before, forget_proposals, forget_gaps):
        empty_kind("questions", forget)
