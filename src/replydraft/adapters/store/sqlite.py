"""One SQLite file: write-ahead log, `BEGIN IMMEDIATE` for writers (also between processes), `synchronous=FULL`."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from replydraft.adapters.store.schema import APPLICATION_ID
from replydraft.errors import StoreError, StoreLocked

_SAID = {
    "SQLITE_READONLY": "数据库或所在文件夹只读，无法写入 (read-only)",
    "SQLITE_CANTOPEN": "数据库无法打开，请检查文件夹是否存在、可写 (cannot open)",
    "SQLITE_PERM": "没有访问数据库的权限 (permission denied)",
    "SQLITE_FULL": "磁盘已满，本次操作没有保存 (disk full)",
    "SQLITE_CORRUPT": "数据库文件已损坏，请从备份恢复 (corrupted)",
    "SQLITE_NOTADB": "该文件不是数据库，或已损坏 (not a database)",
    "SQLITE_IOERR": "读写数据库文件时出错，请检查磁盘 (I/O error)",
}


class SqliteFile:
    """engine.Kind over a file, made on first use unless `create` is False. Raises StoreError."""

    def __init__(self, path: Path, *, create: bool = True, busy_timeout_ms: int = 5000) -> None:
        self.path, self.name = path, str(path)
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

    def begin_write(self, _: Connection) -> None:
        if self._identity() != self._file:
            raise StoreError(f"数据库文件被移走或替换，请重新启动程序 (moved or replaced): {self.path}")

    def ours(self, connection: Connection) -> bool:
        return int(connection.exec_driver_sql("PRAGMA application_id").scalar_one()) == APPLICATION_ID

    def explain(self, error: BaseException) -> StoreError:
        name = str(getattr(error, "sqlite_errorname", "") or "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return StoreLocked(f"另一个进程正在写数据库，请稍后再试 (locked): {self.path}")
        for prefix, words in _SAID.items():
            if name.startswith(prefix):
                return StoreError(f"{words}: {self.path}")
        return StoreError(f"数据库出错 ({name or type(error).__name__}): {self.path}")

    def tidy(self) -> None:
        """Write the log into the file and empty it: it may hold pages from before an erasure."""
        with self.engine.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def safe_copy(self, to: Path) -> None:
        """The whole database as it stands, in another file readable by its owner only. Raises sqlite3.Error."""
        to.unlink(missing_ok=True)
        to.touch(mode=0o600)
        source, target = sqlite3.connect(self.path), sqlite3.connect(to)
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()

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
            hide_parameters=True,
            pool_size=10,
            max_overflow=30,
        )

        @event.listens_for(engine, "connect")
        def _tune(dbapi: Any, _record: Any) -> None:
            dbapi.isolation_level = None
            _enter_wal(dbapi, self._busy_timeout_ms)
            for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
                dbapi.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            write = connection.get_execution_options().get("replydraft_write", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

        return engine


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
