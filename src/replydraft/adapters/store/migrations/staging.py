"""Set every table aside inside the transaction, so that tables of the same names can be made anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, MetaData, Table, inspect

from replydraft.adapters.store.schema import alembic_version


@contextmanager
def restaged(connection: Connection) -> Iterator[Mapping[str, Table]]:
    """What was in each table, by its name, until the block is left. Types are as reflected before."""
    before = MetaData()
    before.reflect(connection)
    tables = [t for t in before.sorted_tables if t.name != alembic_version.name]
    staged: dict[str, Table] = {}
    for table in tables:
        connection.exec_driver_sql(f'CREATE TEMPORARY TABLE "stage_{table.name}" AS SELECT * FROM "{table.name}"')  # noqa: S608
        staged[table.name] = table.to_metadata(MetaData(), name=f"stage_{table.name}")
    for table in reversed(tables):
        connection.exec_driver_sql(f'DROP TABLE "{table.name}"')
    inspect(connection).clear_cache()
    yield staged
    for table in tables:
        connection.exec_driver_sql(f'DROP TABLE "stage_{table.name}"')
