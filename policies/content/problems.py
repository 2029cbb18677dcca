"""What is wrong with something a person or a program handed in: always a field, a code and a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` is a path such as `languages.ru.texts.not-shipped`; `message` says what to do about it."""

    field: str
    code: str
    message: str
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file else ""
        return f"{place}{self.field}: {self.message}" if self.field else f"{place}{self.message}"


class ContentError(ValueError):
    """Raised with every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def one(cls, field: str, code: str, message: str) -> "ContentError":
        return cls([Problem(field, code, message)])

    def under(self, prefix: str) -> "ContentError":
        """The same problems, one level deeper: `min` becomes `rules.2.when.days.min`."""
        return ContentError(
            replace(problem, field=".".join(part for part in (prefix, problem.field) if part)) for problem in self.problems
        )
