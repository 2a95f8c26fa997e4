"""AuditEvent 留痕 in the store: the hash chain, appended in the transaction of what it records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from replydraft.adapters.store.engine import Database
from replydraft.adapters.store.schema import audit_events, audit_head
from replydraft.domain.audit import GENESIS, AuditEvent, canonical, first_broken, link

_PAGE = 500


def append_in(
    connection: Connection, at: str, kind: str, subject: str, payload: dict[str, Any], *, actor: str
) -> AuditEvent:
    """Append inside the caller's write transaction. `payload` carries hashes and versions, never customer text."""
    head = connection.execute(select(audit_head.c.sequence, audit_head.c.hash)).first()
    last = (
        head
        or connection.execute(
            select(audit_events.c.sequence, audit_events.c.hash).order_by(audit_events.c.sequence.desc()).limit(1)
        ).first()
    )
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, GENESIS)
    text = canonical(payload)
    event = link(sequence, at, actor, kind, subject, json.loads(text), previous)
    connection.execute(
        insert(audit_events).values(
            sequence=sequence, at=at, actor=actor, kind=kind, subject=subject,
            payload=canonical(event.payload), previous=previous, hash=event.hash,
        )
    )  # fmt: skip
    values = {"sequence": sequence, "hash": event.hash}
    connection.execute(update(audit_head).values(values) if head else insert(audit_head).values(one=1, **values))
    return event


def _event(row: Row[Any]) -> AuditEvent:
    """A row as it stands. A payload that is not the canonical JSON we wrote yields an event whose hash cannot hold."""
    try:
        payload = json.loads(row.payload)
        whole = isinstance(payload, dict) and canonical(payload) == row.payload
    except (ValueError, TypeError, RecursionError):
        whole = False
    if not whole:
        payload = {"unreadable": str(row.payload)}
    texts = (str(row.at), str(row.actor), str(row.kind), str(row.subject))
    return AuditEvent(row.sequence, *texts, payload, str(row.previous), str(row.hash))


class StoredAudit:
    """ports.AuditTrail over a Database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def append(self, kind: str, subject: str, payload: dict[str, Any], *, actor: str = "system") -> AuditEvent:
        """Durable on return. Raises StoreError; StoreLocked where another process kept writing too long."""
        with self._db.write() as c:
            return append_in(c, self._db.now(), kind, subject, payload, actor=actor)

    def events(self, after: int = 0, *, subject: str | None = None) -> Iterator[AuditEvent]:
        """In order, from the one after sequence number `after`; of one subject where given. Raises StoreError."""
        query = select(audit_events).order_by(audit_events.c.sequence).limit(_PAGE)
        if subject is not None:
            query = query.where(audit_events.c.subject == subject)
        while True:
            with self._db.read() as c:
                rows = c.execute(query.where(audit_events.c.sequence > after)).all()
            yield from (_event(row) for row in rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1].sequence

    def last(self) -> AuditEvent | None:
        """The newest record; None in a new trail. Raises StoreError."""
        with self._db.read() as c:
            row = c.execute(select(audit_events).order_by(audit_events.c.sequence.desc()).limit(1)).first()
        return _event(row) if row is not None else None

    def first_broken(self) -> str | None:
        """None where every record is as it was written; else a sentence naming the first that is not."""
        with self._db.read() as c:
            return broken_chain(c)


def broken_chain(connection: Connection) -> str | None:
    """The chain of one snapshot, its remembered end included."""
    last: AuditEvent | None = None

    def each() -> Iterator[AuditEvent]:
        nonlocal last
        for row in connection.execute(select(audit_events).order_by(audit_events.c.sequence)):
            last = _event(row)
            yield last

    if said := first_broken(each()):
        return said
    head = connection.execute(select(audit_head.c.sequence, audit_head.c.hash)).first()
    ends, end_hash = (last.sequence, last.hash) if last else (0, GENESIS)
    remembered, remembered_hash = (head.sequence, head.hash) if head else (0, GENESIS)
    if ends < remembered:
        return f"record {ends + 1} is missing: {remembered} were written, the trail ends at {ends}"
    if (ends, end_hash) != (remembered, remembered_hash):
        return f"record {ends} is not the one the trail is known to end with (record {remembered})"
    return None
