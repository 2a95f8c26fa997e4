"""Where a test's store is: an SQLite file or a PostgreSQL database, each new, each with a key file of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from postgres_server import OwnPostgres, Postgres
from sqlalchemy import Connection, create_engine, inspect, make_url

from replydraft.adapters.cryptography_seal import KeyPlace
from replydraft.adapters.store import Store, open_store
from replydraft.adapters.store.engine import Database, kind_for
from replydraft.adapters.store.sealing import Vault


class Now:
    """A clock that a test can turn."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def later(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass
class Place:
    """An address of a store, and the folder that its keys (and an SQLite file) are in."""

    kind: str
    address: str
    folder: Path
    clock: Callable[[], datetime]
    server: Postgres | None = None
    opened: list[Store] = field(default_factory=list)

    @property
    def keys(self) -> KeyPlace:
        return KeyPlace(self.folder / "keys" / "store.key")

    @property
    def file(self) -> Path:
        """The SQLite file."""
        assert self.kind == "sqlite"
        return Path(self.address)

    def open(self, **options: Any) -> Store:
        """The store, closed with the test. The clock is the test's unless another is given."""
        given: dict[str, Any] = {"keys": self.keys, "clock": self.clock}
        store = open_store(self.address, **(given | options))
        self.opened.append(store)
        return store

    def close(self) -> None:
        for store in self.opened:
            store.close()

    @contextmanager
    def database(self) -> Iterator[tuple[Database, Vault]]:
        """The database without a store over it, for restoring and migrating."""
        database = Database(kind_for(self.address, create=True, busy_timeout_ms=5000), clock=self.clock)
        try:
            yield database, Vault(database, self.keys)
        finally:
            database.close()

    @contextmanager
    def raw(self) -> Iterator[Connection]:
        """A connection of somebody else's, committed afterwards; nothing guards what it does (as for a superuser)."""
        driver = "sqlite:///" + self.address
        if self.kind == "postgres":
            driver = make_url(self.address).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        engine = create_engine(driver)
        try:
            with engine.begin() as connection:
                if self.kind == "postgres":
                    connection.exec_driver_sql("SET session_replication_role = replica")
                elif inspect(connection).has_table("audit_events"):
                    for verb in ("UPDATE", "DELETE"):
                        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_events_no_{verb}")
                yield connection
        finally:
            engine.dispose()

    def behind_our_back(self, *statements: str) -> None:
        with self.raw() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def held(self) -> bytes:
        """Everything that is on disk of this store, log included; of somebody else's server its tables."""
        if self.kind == "sqlite":
            return b"".join(f.read_bytes() for f in sorted(self.folder.rglob("*")) if f.is_file())
        return self.tables() + self._files()

    def tables(self) -> bytes:
        """Every table of every schema but PostgreSQL's own, as text."""
        out = []
        with psycopg.connect(self.address) as connection:
            found = connection.execute(
                "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            ).fetchall()
            for schema, table in found:
                with connection.cursor().copy(f'COPY (SELECT * FROM "{schema}"."{table}") TO STDOUT') as copy:
                    out += [bytes(part) for part in copy]
        return b"".join(out)

    def _files(self) -> bytes:
        if not isinstance(self.server, OwnPostgres):
            return b""
        with psycopg.connect(self.address) as connection:
            (number,) = connection.execute(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            ).fetchone() or (0,)
        folders = (self.server.folder / "base" / str(number), self.server.folder / "pg_wal")
        return b"".join(f.read_bytes() for folder in folders for f in folder.rglob("*") if f.is_file())

    def finds(self, *words: str, held: bytes | None = None) -> list[str]:
        """Which of these words stand anywhere in what is held, as they are or as JSON writes them."""
        held = self.held() if held is None else held
        return [w for w in words if w.encode() in held or w.encode("ascii", "backslashreplace") in held]


@dataclass(frozen=True)
class Template:
    """A store that was made once and is copied for each test: quicker than making it each time."""

    address: str
    folder: Path

    def copy(self, folder: Path) -> None:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True, copy_function=shutil.copy2)


def make_template(kind: str, folder: Path, server: Postgres | None) -> Template:
    address = str(folder / "replydraft.db") if server is None else server.create()
    open_store(address, keys=KeyPlace(folder / "keys" / "store.key")).close()
    return Template(address, folder)


def take_place(
    kind: str, folder: Path, clock: Callable[[], datetime], server: Postgres | None, of: Template | None
) -> Place:
    """A new place: a copy of `of`, or with nothing in it."""
    folder.mkdir(mode=0o700)
    if of is not None:
        of.copy(folder)
    if server is None:
        return Place(kind, str(folder / "replydraft.db"), folder, clock)
    return Place(kind, server.create(of.address if of else "template0"), folder, clock, server)
