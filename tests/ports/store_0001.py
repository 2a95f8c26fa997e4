"""A store as the first version wrote it: `data/store_0001.sql` is the dump of one that it made.

It holds six reviews (approved, approved after an edit, rejected, pending, claimed, approved with another text), two people,
three keys. On PostgreSQL, where there was no first version, the same rows stand in the tables of revision 0001.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import JSON, MetaData, create_engine, make_url, type_coerce
from store_places import Place

from replydraft.adapters.store.migrating import config

DUMP = Path(__file__).parent / "data" / "store_0001.sql"
APPLICATION_ID = 1380209222
WORDS = ("魏青禾", "13900007788", "crm-7", "材料清单", "获批与否", "口径不对", "客户要得急")
"""What it holds of customers, in the clear."""


def make_0001(place: Place) -> None:
    """Nothing is in `place` yet."""
    if place.kind == "sqlite":
        connection = sqlite3.connect(place.file)
        _fill(connection)
        connection.close()
        place.file.chmod(0o600)
        return
    _on_server(place)


def _fill(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(DUMP.read_text(encoding="utf-8"))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    connection.commit()


def _on_server(place: Place) -> None:
    url = make_url(place.address).set(drivername="postgresql+psycopg")
    engine = create_engine(url.render_as_string(hide_password=False))
    source = sqlite3.connect(":memory:")
    source.row_factory = sqlite3.Row
    _fill(source)
    made = config()
    with engine.begin() as c:
        made.attributes["connection"] = c
        command.upgrade(made, "0001")
        c.exec_driver_sql("DROP TABLE alembic_version")
        known = MetaData()
        known.reflect(c)
        for table in known.sorted_tables:
            for row in source.execute(f'SELECT * FROM "{table.name}"'):
                c.execute(table.insert().values({k: _value(table.c[k].type, row[k]) for k in row.keys()}))  # noqa: SIM118
        for name in ("drafts", "reviews"):
            c.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'number'), max(number)) FROM {name}")
    engine.dispose()
    source.close()


def _value(kind: Any, value: Any) -> Any:
    return type_coerce(json.loads(value), JSON) if isinstance(kind, JSON) and value is not None else value


def rows_0001(place: Place) -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables of the first version, values as they mean."""
    names = ("audit_events", "audit_head", "decisions", "drafts", "keys", "people", "reviews", "revisions")
    known = MetaData()
    with place.raw() as c:
        known.reflect(c, only=names)
        return {
            name: sorted((dict(row._mapping) for row in c.execute(known.tables[name].select())), key=repr)
            for name in names
        }
