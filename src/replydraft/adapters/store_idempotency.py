"""Idempotency keys: the same request of the same caller is done once and answered the same.

A request first reserves its key, then does its work, then stores its answer. A reservation whose process died is
taken over after `LEASE_S`; the caller of that request never had an answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, insert, select, update

from replydraft.adapters.store_engine import Database, as_text
from replydraft.adapters.store_schema import idempotency

LEASE_S = 120
KEPT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Reservation:
    """`new`: go ahead. `replay`: answer with `status` and `response`. `busy`: still being done. `differs`: other body."""

    outcome: Literal["new", "replay", "busy", "differs"]
    status: int = 0
    response: Any = None


class StoredIdempotency:
    """One row a caller (`owner`) and key."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def reserve(self, owner: str, key: str, body_sha256: str) -> Reservation:
        """Only one of many at once gets `new`."""
        with self._db.write() as c:
            now = self._db.now()
            moment = datetime.fromisoformat(now)
            c.execute(delete(idempotency).where(idempotency.c.started_at < as_text(moment - timedelta(days=KEPT_DAYS))))
            here = (idempotency.c.owner == owner) & (idempotency.c.key == key)
            row = c.execute(select(idempotency).where(here)).first()
            if row is not None:
                if row.body_sha256 != body_sha256:
                    return Reservation("differs")
                if row.status is not None:
                    return Reservation("replay", row.status, row.response)
                if moment - datetime.fromisoformat(row.started_at) < timedelta(seconds=LEASE_S):
                    return Reservation("busy")
                c.execute(delete(idempotency).where(here))
            c.execute(insert(idempotency).values(owner=owner, key=key, body_sha256=body_sha256, started_at=now))
            return Reservation("new")

    def finish(self, owner: str, key: str, status: int, response: Any) -> None:
        """Keep the answer for whoever asks again."""
        here = (idempotency.c.owner == owner) & (idempotency.c.key == key)
        with self._db.write() as c:
            c.execute(update(idempotency).where(here).values(status=status, response=response))

    def forget(self, owner: str, key: str) -> None:
        """The request failed and may be tried again."""
        here = (idempotency.c.owner == owner) & (idempotency.c.key == key) & idempotency.c.status.is_(None)
        with self._db.write() as c:
            c.execute(delete(idempotency).where(here))
