"""What takes longest goes first, one to each worker, so that none is still at work on it when the others are done."""

import pytest

# By what they took where CI runs, longest first. Which stand here decides about minutes only: what is missing runs later.
LONGEST = (
    "tests/running/test_run.py",
    "tests/simulation/test_planted_faults.py",
    "tests/simulation/test_year.py",
    "tests/operating/test_hosts.py",
    "tests/policies/test_whole_history.py",
    "tests/faults/test_faults.py",
    "tests/consistency/",
    "tests/operating/test_upgrading.py::test_the_database",
    "tests/browser/test_accessibility.py",
    "tests/security/test_matrix.py",
    "tests/security/test_fuzz.py",
    "tests/api/test_docs_page.py",
    "tests/browser/test_lists.py",
    "tests/browser/test_people.py",
    "tests/browser/test_writing.py",
    "tests/browser/test_autosave.py",
    "tests/pages/test_faq_findable.py",
    "tests/policies/test_offers.py::test_an_answer_is_the_same",
    "tests/policies/test_scheduled_files.py",
    "tests/policies/test_following.py",
    "tests/policies/test_interleavings.py",
    "tests/policies/test_must_reads.py",
    "tests/browser/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of what is left when others have shuffled and deselected."""
    items[:] = dealt(items, getattr(config, "workerinput", {}).get("workercount", 1))


def dealt(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The same tests in another order. xdist gives each worker an equal part of it in one piece: each begins with long ones."""
    long = sorted((item for item in items if _rank(item) < len(LONGEST)), key=_rank)
    short = [item for item in items if _rank(item) == len(LONGEST)]
    found: list[pytest.Item] = []
    for worker in range(workers):
        hand = long[worker::workers]
        size = (len(items) - len(found)) // (workers - worker)
        fill = max(0, size - len(hand))
        found += hand + short[:fill]
        del short[:fill]
    return found + short


def _rank(item: pytest.Item) -> int:
    return next((rank for rank, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))
