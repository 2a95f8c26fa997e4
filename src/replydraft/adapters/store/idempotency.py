"""Idempotency keys: the same request of the same caller opens one review and is answered the same.

A request first reserves its key; the review is opened and the key marked done in one transaction (`done_in`), so that a
crash at any moment leaves one review or none. A reservation whose process died is taken over after `LEASE_S`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from replydraft.adapters.store.engine import Database, as_text
from replydraft.adapters.store.schema import idempotency
from replydraft.adapters.store.sealing import Vault
from replydraft.domain.review import Once
from replydraft.errors import StaleReview

LEASE_S = 120
KEPT_DAYS = 7


@dataclass(frozen=True, slots=True)
class Reservation:
    """`new`: go ahead. `replay`: it opened `review_id`. `busy`: still being done. `differs`: it had another body."""

    outcome: Literal["new", "replay", "busy", "differs"]
    review_id: str | None = None


class StoredIdempotency:
    """One row a caller (`owner`) and key."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._db, self._vault = database, vault

    def reserve(self, once: Once, body: str) -> Reservation:
        """Only one of many at once gets `new`."""
        with self._db.write() as c:
            now = self._db.now()
            moment = datetime.fromisoformat(now)
            mac = self._vault.own(c).mac(body)
            c.execute(delete(idempotency).where(idempotency.c.started_at < as_text(moment - timedelta(days=KEPT_DAYS))))
            row = c.execute(select(idempotency).where(_here(once))).first()
            if row is not None:
                if row.body_mac != mac:
                    return Reservation("differs")
                if row.review_id is not None:
                    return Reservation("replay", row.review_id)
                if moment - datetime.fromisoformat(row.started_at) < timedelta(seconds=LEASE_S):
                    return Reservation("busy")
                c.execute(delete(idempotency).where(_here(once)))
            c.execute(insert(idempotency).values(owner=once.owner, key=once.key, body_mac=mac, started_at=now))
            return Reservation("new")

    def forget(self, once: Once) -> None:
        """The request failed and may be tried again. One that is done stays done."""
        with self._db.write() as c:
            c.execute(delete(idempotency).where(_here(once), idempotency.c.review_id.is_(None)))


def done_in(connection: Connection, once: Once, review_id: str) -> None:
    """Inside the transaction that opens the review. Raises StaleReview where another request was faster."""
    here = _here(once) & idempotency.c.review_id.is_(None)
    done = connection.execute(update(idempotency).where(here).values(review_id=review_id))
    if done.rowcount != 1:
        raise StaleReview("同一请求已由另一次调用完成 (this Idempotency-Key was taken over)")


def _here(once: Once) -> Any:
    return (idempotency.c.owner == once.owner) & (idempotency.c.key == once.key)
