"""Which publication holds for a subject at a moment: the rule, written once, for querysets and for plain SQL.

Of the publications that have begun and not ended, the one that began last holds; of two that began together, the one recorded
last. A withdrawal ends every publication recorded before it, from its instant on.
"""

from typing import Any

from django.db import connection
from django.db.models import F, Field, Func

from policies.moment import Moment

# The last revision, and when it was written: the two columns that every request asks for, beside what else it needs.
STANDS_AT = """
  (SELECT value FROM policies_counter WHERE name = 'revision'),
  (SELECT recorded_at FROM policies_publication
   WHERE number = (SELECT value FROM policies_counter WHERE name = 'revision') LIMIT 1)
"""
# Plain SQL, because the ORM takes 8 ms to compose this and the database 0.1 ms to answer it.
HOLDING = """(
  SELECT p.{column} FROM policies_publication p
  WHERE p.subject_id = {subject} AND p.kind = 'publish' AND p.number <= %s AND p.effective_from <= %s
    AND (p.effective_until IS NULL OR p.effective_until > %s)
    AND NOT EXISTS (
      SELECT 1 FROM policies_publication w
      WHERE w.subject_id = p.subject_id AND w.kind = 'withdraw' AND w.number > p.number AND w.number <= %s
        AND w.effective_from <= %s AND (w.version_id IS NULL OR w.version_id = p.version_id)
    )
  ORDER BY p.effective_from DESC, p.number DESC LIMIT 1
)"""
HELD_BY_SLUG = "SELECT {holding} FROM policies_subject s WHERE s.kind = %s AND s.slug IN ({slugs})"


def holding_parameters(moment: Moment) -> list[Any]:
    """What stands for the five marks of `HOLDING`."""
    instant = connection.ops.adapt_datetimefield_value(moment.at)
    return [moment.revision, instant, instant, moment.revision, instant]


class Holding(Func):
    """A column of the publication that holds for the row's subject at the moment; null while none does."""

    def __init__(self, column: str, moment: Moment, output_field: "Field[Any, Any]"):
        super().__init__(F("pk"), output_field=output_field)
        self.column, self.moment = column, moment

    def as_sql(self, compiler: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        subject, parameters = compiler.compile(self.source_expressions[0])
        return HOLDING.format(column=self.column, subject=subject), (*parameters, *holding_parameters(self.moment))
