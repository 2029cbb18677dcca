"""What `docs/benchmarks.md` says of each part, beside its figures."""

from collections.abc import Mapping

HEAD = """# What it costs

Written by `make bench`; every table names the machine and the day of its figures. Figures of sizes that were measured
elsewhere or before stay until the same size is measured again; they are kept in [benchmarks.json](benchmarks.json).

Read the column *times the floor* first: a ratio within one run holds on a busy machine, too, while milliseconds and
microseconds do not. All times are CPU time as the kernel counts it, unless it is said that a clock measured them.
"""
TITLES: Mapping[str, tuple[str, str]] = {
    "requests": (
        "Requests",
        """Two workers of granian, HTTP over connections that stay open, everything warm (`manage.py bench_requests`).
The floor is a bare Django view without any middleware on the same server, which asks the database once, by
an indexed query past the ORM. Each figure is the median of nine turns, each turn right beside one of the
floor. *x* is times the floor, *ms* milliseconds of CPU.

What is asked again costs what looking costs ([decision 40](decisions/0040-what-is-ready-is-given-again-at-the-edge.md));
the rows *another each time* leave that out: every request is about a card, or has words, that nobody asked for just
before. Memory is what a worker holds for itself alone, after everything above was asked at once over 64 connections,
against before.""",
    ),
    "search": (
        "Finding",
        """The engine in this process, without HTTP, over queries of people who know which card they want: one or two
words to twelve, half-typed words, typing errors, in three languages (`manage.py bench_search`). SQLite's
FTS5 answers the same queries in the same process; the ratio is against the faster of its two ways of taking
words apart. Published until found is by the clock. How finding works: [search.md](search.md).""",
    ),
    "finding": (
        "The right card for a question",
        """Whole questions of test sets that nothing was tuned on, each on a throw-away index (`manage.py bench_finding
FILE.json...`, the same as `manage.py evaluate`): shares of questions, not times.""",
    ),
    "browser": (
        "What an agent's browser gets",
        """The demo store in a real browser (`python -m tests.budgets`): every byte of the page, its styles, scripts
and pictures, as for somebody who comes for the first time; and by the clock from a key to the results being
seen.""",
    ),
    "in process": (
        "A request without a server",
        """The demo store, in one process and without a socket (`manage.py bench`), against a view that does nothing at
all and asks no database: a harder floor than the one above. Nothing is asked of these.""",
    ),
    "answers": (
        "One answer",
        """A card with 50 rules, 5 languages and 20 facts, without a request (`manage.py bench_answers`). Nothing is
asked of these.""",
    ),
}
