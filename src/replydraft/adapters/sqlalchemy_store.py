"""The store: reviews, texts, people, keys and the audit trail in one database file.

What an event records and the event itself are one transaction; both are on disk when a call returns.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from replydraft.adapters.store_audit import StoredAudit
from replydraft.adapters.store_engine import Clock, Database, database_file, utc_now
from replydraft.adapters.store_idempotency import StoredIdempotency
from replydraft.adapters.store_keys import StoredKeys
from replydraft.adapters.store_people import StoredPeople
from replydraft.adapters.store_reviews import StoredReviews
from replydraft.adapters.store_verify import broken_store
from replydraft.domain.audit import export_line


class Store:
    """An open store; safe from any thread and beside other processes. `path` is its file."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self.path = database.path
        self.audit = StoredAudit(database)
        self.reviews = StoredReviews(database)
        self.people = StoredPeople(database)
        self.keys = StoredKeys(database)
        self.idempotency = StoredIdempotency(database)

    def first_broken(self) -> str | None:
        """None where chain, reviews and texts agree; else a sentence naming the first that does not."""
        with self._db.read() as c:
            return broken_store(c)

    def export(self) -> Iterable[str]:
        """The trail as lines (no line end), for `domain.audit.first_broken_line` anywhere else."""
        return (export_line(event) for event in self.audit.events())

    def ping(self) -> None:
        """Raises StoreError unless the store can be written now (nothing is)."""
        with self._db.write():
            pass

    def close(self) -> None:
        self._db.close()


def open_store(
    url_or_path: str | Path, *, create: bool = True, clock: Clock = utc_now, busy_timeout_ms: int = 5000
) -> Store:
    """Open, and unless `create` is False make, the store at a path or `sqlite:///` URL.

    Raises StoreError: missing, read-only, corrupted, not ours, of a newer version; StoreLocked: held by another
    process for longer than `busy_timeout_ms`.
    """
    return Store(Database(database_file(url_or_path), clock=clock, busy_timeout_ms=busy_timeout_ms, create=create))
