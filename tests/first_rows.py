"""The rows that migrations write (roles, channels, the counter): kept once, put back after a test that really commits."""

from django.db.backends.base.base import BaseDatabaseWrapper

_kept: dict[str, str] = {}


def keep(connection: BaseDatabaseWrapper) -> None:
    _kept[connection.alias] = connection.creation.serialize_db_to_string()


def put_back(connection: BaseDatabaseWrapper) -> None:
    connection.creation.deserialize_db_from_string(_kept[connection.alias])
