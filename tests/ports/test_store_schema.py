"""The tables of a new store, of a migrated one and of the program are the same, to the last constraint."""

from __future__ import annotations

import re
import sqlite3

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from store_0001 import make_0001
from store_fixtures import Places
from store_places import Place

from replydraft.adapters.store.migrating import config, migrate, revisions
from replydraft.adapters.store.schema import HEAD, metadata

pytestmark = pytest.mark.slow


def test_head_is_the_newest_script() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == HEAD == revisions()[-1]
    assert revisions()[0] == "0001"


_ON_SERVER = (
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
    " WHERE table_schema = 'public'",
)


def schema_of(place: Place) -> set[str]:
    """Everything that makes the tables: of an SQLite file each CREATE statement as the set of its parts."""
    if place.kind == "postgres":
        with psycopg.connect(place.address) as server:
            return {repr(row) for query in _ON_SERVER for row in server.execute(query)}
    connection = sqlite3.connect(place.file)
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {f"{name}: {_parts(sql)}" for name, sql in found}


def _parts(sql: str) -> list[str]:
    """The parts of a statement between commas outside parentheses but the outermost, in one order."""
    even = re.sub(r"\s+", " ", sql.replace('"', "")).replace("NOT NULL CONSTRAINT", "NOT NULL, CONSTRAINT")
    head, _, body = even.partition("(")
    parts, depth = [""], 0
    for letter in body:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [head.strip(), *sorted(part.strip(" )") for part in parts)]


@pytest.mark.parametrize("how", ["new", "migrated", "back and forward"])
def test_the_tables_are_the_ones_the_program_knows(empty_places: Places, kind: str, how: str) -> None:
    place = empty_places(kind)
    if how != "new":
        make_0001(place)
    place.open().close()
    if how == "back and forward":
        with place.database() as (database, vault):
            migrate(database, vault, at=HEAD, to="0001")
        place.open().close()
    fresh = empty_places(kind)
    fresh.open().close()
    assert schema_of(place) == schema_of(fresh)
    assert len(schema_of(fresh)) > 35
    with place.raw() as c:
        options = {"compare_type": True, "compare_server_default": kind == "postgres"}
        differences = compare_metadata(MigrationContext.configure(c, opts=options), metadata)
    assert [d for d in differences if "alembic_version" not in str(d)] == []
