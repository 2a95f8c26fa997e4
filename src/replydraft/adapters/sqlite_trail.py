"""The audit trail of an existing SQLite store, opened without the libraries that the whole store needs: for one check.

Writes exactly what `adapters.store` would write, the same way (`BEGIN IMMEDIATE`, write-ahead log, `synchronous = FULL`).
Where the store is not exactly as expected, or says no, `StoredElsewhere` asks the caller to take the whole store, which then
decides and explains.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from replydraft.domain.audit import GENESIS, AuditEvent, canonical, link

HEAD = "0004"
APPLICATION_ID = 0x52445246
"""As in `adapters.store.schema`; a test says so. A store of any other revision is left to the whole store."""
BUSY_S = 2.0


class StoredElsewhere(Exception):
    """Only the whole store can do this. Nothing was written."""


class SqliteTrail:
    """`append` of ports.AuditTrail over one open file."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path, self._db = path, connection
        self._file = _identity(path)

    def in_use(self, kind: str) -> str | None:
        """The version of rules, knowledge … that the trail last named as in use. Raises StoredElsewhere."""
        with _asking():
            row = self._db.execute(
                "SELECT payload FROM audit_events WHERE kind = ? ORDER BY sequence DESC LIMIT 1", (f"{kind}.changed",)
            ).fetchone()
            return str(json.loads(row[0])["version"]) if row else None

    def append(self, kind: str, subject: str, payload: dict[str, Any], *, actor: str = "system") -> AuditEvent:
        """Durable on return. Raises StoredElsewhere where nothing could be written."""
        with _asking():
            if _identity(self._path) != self._file:
                raise StoredElsewhere
            self._db.execute("BEGIN IMMEDIATE")
            try:
                event = self._append(kind, subject, json.loads(canonical(payload)), actor)
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            return event

    def _append(self, kind: str, subject: str, payload: dict[str, Any], actor: str) -> AuditEvent:
        head = self._db.execute("SELECT sequence, hash FROM audit_head").fetchone()
        newest = "SELECT sequence, hash FROM audit_events ORDER BY sequence DESC LIMIT 1"
        sequence, previous = head or self._db.execute(newest).fetchone() or (0, GENESIS)
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        e = link(sequence + 1, now, actor, kind, subject, payload, previous)
        self._db.execute(
            "INSERT INTO audit_events (sequence, at, actor, kind, subject, payload, previous, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (e.sequence, e.at, e.actor, e.kind, e.subject, canonical(e.payload), e.previous, e.hash),
        )
        if head:
            self._db.execute("UPDATE audit_head SET sequence = ?, hash = ?", (e.sequence, e.hash))
        else:
            self._db.execute("INSERT INTO audit_head (one, sequence, hash) VALUES (1, ?, ?)", (e.sequence, e.hash))
        return e


@contextmanager
def open_sqlite_trail(path: Path) -> Iterator[SqliteTrail]:
    """The trail of a store that is there and of our revision. Raises StoredElsewhere for any other."""
    if not path.is_file():
        raise StoredElsewhere
    with _asking():
        connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    try:
        with _asking():
            _expect(connection, "PRAGMA application_id", APPLICATION_ID)
            _expect(connection, "SELECT version_num FROM alembic_version", HEAD)
            _expect(connection, "PRAGMA journal_mode", "wal")
            for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
        yield SqliteTrail(path, connection)
    finally:
        connection.close()


def _expect(connection: sqlite3.Connection, query: str, value: object) -> None:
    if connection.execute(query).fetchall() != [(value,)]:
        raise StoredElsewhere


@contextmanager
def _asking() -> Iterator[None]:
    """What SQLite refuses is for the whole store to try, and to explain."""
    try:
        yield
    except (sqlite3.Error, ValueError, KeyError, TypeError):
        raise StoredElsewhere from None


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
