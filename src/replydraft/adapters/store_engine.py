"""One SQLite file through SQLAlchemy: how it is opened, how a transaction runs, and what an error is called.

Writers are serialised by `BEGIN IMMEDIATE`, also between processes; `synchronous=FULL` makes a commit survive a
power cut. Whatever the database says becomes a StoreError that names the file and carries no row.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from replydraft.adapters.store_schema import APPLICATION_ID, SCHEMA_VERSION, create_schema
from replydraft.errors import InputError, ReplydraftError, StoreError, StoreLocked

Clock = Callable[[], datetime]

_SAID = {
    "SQLITE_READONLY": "数据库或所在文件夹只读，无法写入 (read-only)",
    "SQLITE_CANTOPEN": "数据库无法打开，请检查文件夹是否存在、可写 (cannot open)",
    "SQLITE_PERM": "没有访问数据库的权限 (permission denied)",
    "SQLITE_FULL": "磁盘已满，本次操作没有保存 (disk full)",
    "SQLITE_CORRUPT": "数据库文件已损坏，请从备份恢复 (corrupted)",
    "SQLITE_NOTADB": "该文件不是数据库，或已损坏 (not a database)",
    "SQLITE_IOERR": "读写数据库文件时出错，请检查磁盘 (I/O error)",
}


def utc_now() -> datetime:
    return datetime.now(UTC)


def as_text(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds: the order of the texts is the order in time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def database_file(url_or_path: str | Path) -> Path:
    """The SQLite file meant by a path or a `sqlite:///` URL. Raises StoreError for any other kind of database."""
    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        return Path(url_or_path).expanduser().absolute()
    try:
        url = make_url(url_or_path)
    except ArgumentError:
        raise StoreError("数据库地址无法识别，应形如 sqlite:////路径/replydraft.db (bad database URL)") from None
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise StoreError("目前只支持 SQLite 数据库文件，应形如 sqlite:////路径/replydraft.db (SQLite files only)")
    return Path(url.database).expanduser().absolute()


def _explain(error: BaseException, path: Path) -> StoreError:
    name = str(getattr(error, "sqlite_errorname", "") or "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreLocked(f"另一个进程正在写数据库，请稍后再试 (locked): {path}")
    for prefix, words in _SAID.items():
        if name.startswith(prefix):
            return StoreError(f"{words}: {path}")
    return StoreError(f"数据库出错 ({name or type(error).__name__}): {path}")


class Database:
    """An opened store file. `read()` and `write()` are its only doors; both are safe from any thread."""

    def __init__(self, path: Path, *, clock: Clock = utc_now, busy_timeout_ms: int = 5000, create: bool = True) -> None:
        self.path = path
        self._clock = clock
        self._busy_timeout_ms = busy_timeout_ms
        if not create and not path.is_file():
            raise StoreError(f"数据库不存在，请先运行一次 replydraft serve (missing): {path}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                path.touch(mode=0o600)
        except OSError as e:
            raise StoreError(f"数据文件夹无法创建或写入 ({e.strerror}): {path.parent}") from None
        self._file = self._identity()
        self.engine = self._engine()
        self._prepare()

    def now(self) -> str:
        return as_text(self._clock())

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent snapshot. Raises StoreError."""
        with self._spoken(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """All or nothing, durable when the block is left, one writer at a time. Raises StoreError, StoreLocked."""
        with self._spoken(), self.engine.connect() as connection:
            connection.execution_options(replydraft_write=True)
            with connection.begin():
                if self._identity() != self._file:
                    raise StoreError(f"数据库文件被移走或替换，请重新启动程序 (moved or replaced): {self.path}")
                yield connection

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        try:
            yield
        except ReplydraftError:
            raise
        except UnicodeEncodeError as e:
            raise InputError(f"is not valid Unicode at character {e.start}", code="bad_unicode") from None
        except SQLAlchemyError as e:
            raise _explain(getattr(e, "orig", None) or e, self.path) from None
        except sqlite3.Error as e:
            raise _explain(e, self.path) from None

    def _identity(self) -> tuple[int, int] | None:
        """Which file stands at our path; an open SQLite writes on happily into one that was moved or deleted."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _engine(self) -> Engine:
        engine = create_engine(
            URL.create("sqlite", database=str(self.path)),
            connect_args={"timeout": self._busy_timeout_ms / 1000},
            json_serializer=lambda value: json.dumps(value, ensure_ascii=False, allow_nan=False),
            hide_parameters=True,
            pool_size=10,
            max_overflow=30,
        )

        @event.listens_for(engine, "connect")
        def _tune(dbapi: Any, _record: Any) -> None:
            dbapi.isolation_level = None
            _enter_wal(dbapi, self._busy_timeout_ms)
            for pragma in ("foreign_keys = ON", "synchronous = FULL"):
                dbapi.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            write = connection.get_execution_options().get("replydraft_write", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

        return engine

    def _prepare(self) -> None:
        with self.read() as c:
            version = int(c.exec_driver_sql("PRAGMA user_version").scalar_one())
            ours = int(c.exec_driver_sql("PRAGMA application_id").scalar_one())
            empty = c.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one() == 0
        if not empty and ours != APPLICATION_ID:
            raise StoreError(f"该数据库不是 replydraft 的 (not ours): {self.path}")
        if version > SCHEMA_VERSION:
            raise StoreError(f"数据库由更新版本的 replydraft 写成，请升级程序 (newer schema {version}): {self.path}")
        if empty:
            with self.write() as c:
                create_schema(c)


def _enter_wal(dbapi: Any, busy_timeout_ms: int) -> None:
    """Switch to the write-ahead log; two first starts at once may collide here, where the busy timeout does not help."""
    deadline = time.monotonic() + busy_timeout_ms / 1000
    while True:
        try:
            if dbapi.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                dbapi.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as e:
            if not str(e.sqlite_errorname).startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return
