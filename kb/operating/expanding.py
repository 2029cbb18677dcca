"""What in a migration would break the release before it, or keep PostgreSQL from answering meanwhile (docs/upgrading.md)."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations, models
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation

NEEDS_TWO = (migrations.RemoveField, migrations.RenameField, migrations.RenameModel, migrations.DeleteModel)


def obstacles(migration: Migration) -> list[str]:
    """Sentences, none for a migration that both releases can live with; one that says `breaks_old_release` is meant to."""
    if getattr(migration, "breaks_old_release", ""):
        return []
    made = {op.name.lower() for op in migration.operations if isinstance(op, migrations.CreateModel)}
    return [said for operation in migration.operations for said in _obstacles(operation, made)]


def _obstacles(operation: Operation, made: set[str]) -> Iterator[str]:
    """Tables that the same migration makes are nobody's yet."""
    model = str(getattr(operation, "model_name", getattr(operation, "name", "")) or "").lower()
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from _obstacles(inner, made)
    elif isinstance(operation, NEEDS_TWO):
        yield f"{operation.describe()}: the release before still reads it; stop using it now, remove it in the next release."
    elif model in made:
        return
    elif isinstance(operation, migrations.AddField):
        yield from _of_new_column(operation)
    elif isinstance(operation, migrations.AlterField):
        yield from _of_other_column(operation)
    elif type(operation) is migrations.AddIndex:
        yield f"{operation.describe()}: nobody can write meanwhile; use AddIndexMeanwhile and atomic = False."
    elif type(operation) is migrations.AddConstraint:
        yield f"{operation.describe()}: reads the whole table under a lock; add it NOT VALID, and validate it later."


def _of_new_column(operation: Any) -> Iterator[str]:
    field = operation.field
    has_default = field.null or field.has_db_default() or isinstance(field, models.ManyToManyField)
    if not has_default:
        yield f"{operation.describe()}: the release before writes rows without it; make it nullable or give it a db_default."
    if field.unique or (field.db_index and not field.remote_field):
        yield f"{operation.describe()}: its index is built under a lock; add the index by itself, concurrently."


def _of_other_column(operation: Any) -> Iterator[str]:
    """Django knows no state here, so whatever may rewrite or check the whole table is named."""
    if not operation.field.null and not operation.field.has_db_default():
        yield f"{operation.describe()}: may rewrite the table or refuse what the release before writes; add a column beside it."
