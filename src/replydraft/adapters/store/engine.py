"""One database through SQLAlchemy: how a transaction runs, how a new or older one is brought up, what an error is called.

Writers are serialised (`sqlite.py`, `postgres.py` say how), so the hash chain has one end; a commit is on disk when
`write()` is left. Whatever the database says becomes a StoreError that names the database and carries no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from replydraft.adapters.store.schema import HEAD, alembic_version, create_schema
from replydraft.errors import InputError, ReplydraftError, StoreError

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def as_text(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds: the order of the texts is the order in time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


class Kind(Protocol):
    """What differs between databases. `name` is what messages call this one (no password in it)."""

    name: str
    engine: Engine

    def begin_write(self, connection: Connection) -> None:
        """Become the only writer, inside the transaction that has begun. Raises StoreLocked."""
        ...

    def ours(self, connection: Connection) -> bool:
        """Whether a database with tables is a store of ours."""
        ...

    def explain(self, error: BaseException) -> ReplydraftError:
        """A StoreError; InputError for a text that this database cannot hold."""
        ...

    def tidy(self) -> None: ...


def kind_for(url_or_path: str | Path, *, create: bool, busy_timeout_ms: int) -> Kind:
    """Raises StoreError: an address we cannot read or a kind we do not support, a folder that cannot be made."""
    from replydraft.adapters.store.sqlite import SqliteFile

    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        return SqliteFile(Path(url_or_path).expanduser().absolute(), create=create, busy_timeout_ms=busy_timeout_ms)
    try:
        url = make_url(url_or_path)
    except (ArgumentError, ValueError):
        raise StoreError("数据库地址无法识别，应形如 postgresql://用户@主机/库名 (bad database URL)") from None
    backend = url.get_backend_name()
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return SqliteFile(Path(url.database).expanduser().absolute(), create=create, busy_timeout_ms=busy_timeout_ms)
    if backend in ("postgresql", "postgres"):
        from replydraft.adapters.store.postgres import PostgresDatabase

        return PostgresDatabase(url, busy_timeout_ms=busy_timeout_ms)
    raise StoreError("目前支持 SQLite 文件和 PostgreSQL (unsupported: SQLite files and PostgreSQL only)")


class Database:
    """An opened store. `read()` and `write()` are its only doors; both are safe from any thread."""

    def __init__(self, kind: Kind, *, clock: Clock = utc_now) -> None:
        self.kind, self.engine, self.name = kind, kind.engine, kind.name
        self._clock = clock

    def now(self) -> str:
        return as_text(self._clock())

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent snapshot. Raises StoreError."""
        with self._spoken(), self.engine.connect() as connection:
            connection.execution_options(replydraft_read=True)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """All or nothing, durable when the block is left, one writer at a time. Raises StoreError, StoreLocked."""
        with self._spoken(), self.engine.connect() as connection:
            connection.execution_options(replydraft_write=True)
            with connection.begin():
                self.kind.begin_write(connection)
                yield connection

    def tidy(self) -> None:
        """After an erasure: nothing of it is left in side files. Best effort; raises nothing."""
        with suppress(StoreError), self._spoken():
            self.kind.tidy()

    def close(self) -> None:
        self.engine.dispose()

    def revision(self) -> str | None:
        """The migration the tables are at; `0001` for a store from before migrations; None for an empty database.

        Raises StoreError where the database has tables and is not ours.
        """
        with self.read() as c:
            return self.revision_in(c)

    def revision_in(self, connection: Connection) -> str | None:
        """The same inside a transaction."""
        tables = set(inspect(connection).get_table_names())
        if not tables:
            return None
        if not self.kind.ours(connection):
            raise StoreError(f"该数据库不是 replydraft 的 (not ours): {self.name}")
        if alembic_version.name not in tables:
            return "0001"
        return str(connection.execute(select(alembic_version.c.version_num)).scalar_one())

    def bring_up(self, begin: Callable[[Connection], None], upgrade: Callable[[str], None], *, create: bool) -> None:
        """An empty database gets its tables (and what `begin` adds), an older one `upgrade(from_revision)`.

        Raises StoreError: newer than this program; with `create` False also missing or older.
        """
        at = self.revision()
        if at == HEAD:
            return
        if at is None:
            if not create:
                raise StoreError(f"数据库还没有建立，请先运行一次 replydraft serve (missing): {self.name}")
            with self.write() as c:
                if not inspect(c).has_table("audit_events"):
                    create_schema(c)
                    begin(c)
            return
        if at > HEAD:
            raise StoreError(f"数据库由更新版本的 replydraft 写成，请升级程序 (newer schema {at}): {self.name}")
        if not create:
            raise StoreError(
                f"数据库是旧版本 {at}，请先运行 replydraft store migrate (older schema): {self.name}",
                code="store_older",
            )
        upgrade(at)

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        try:
            yield
        except ReplydraftError:
            raise
        except UnicodeEncodeError as e:
            raise InputError(f"is not valid Unicode at character {e.start}", code="bad_unicode") from None
        except SQLAlchemyError as e:
            raise self.kind.explain(getattr(e, "orig", None) or e) from None
        except Exception as e:
            if type(e).__module__.split(".")[0] in ("sqlite3", "psycopg"):
                raise self.kind.explain(e) from None
            raise
