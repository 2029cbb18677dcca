"""Tables as files that a spreadsheet opens: numbers stay numbers, and no text becomes a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence

# How a cell begins that a spreadsheet would compute instead of showing it, also in full width.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"  # Without it spreadsheets read Cyrillic as something else.

Value = str | int | float | None


def defused(value: Value) -> Value:
    """A text that would be computed begins with an apostrophe; a number is left alone, also a negative one."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def csv_lines(rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """UTF-8 with its mark first, one line for each row (RFC 4180)."""
    writer = csv.writer(_Line())
    yield MARK
    for row in rows:
        yield writer.writerow([defused(value) for value in row])


class _Line:
    """Gives each line back instead of writing it anywhere."""

    def write(self, line: str) -> str:
        return line
