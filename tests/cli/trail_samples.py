"""A trail in a store's file, and what somebody with the file in hand can do to it: edit, remove, swap, and re-hash all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from replydraft.domain.audit import GENESIS, AuditEvent, canonical, link

Records = list[AuditEvent]


def read(path: Path) -> Records:
    raw = sqlite3.connect(path)
    rows = raw.execute(
        "SELECT sequence, at, actor, kind, subject, payload, previous, hash FROM audit_events ORDER BY sequence"
    ).fetchall()
    raw.close()
    return [AuditEvent(r[0], r[1], r[2], r[3], r[4], json.loads(r[5]), r[6], r[7]) for r in rows]


def rehashed(records: Records) -> Records:
    """The same contents, numbered and chained anew: a trail that proves by itself."""
    out: Records = []
    previous = GENESIS
    for n, e in enumerate(records, 1):
        out.append(link(n, e.at, e.actor, e.kind, e.subject, e.payload, previous))
        previous = out[-1].hash
    return out


def tamper(path: Path, deed: Callable[[Records], Records], *, rehash: bool) -> None:
    """Replace the trail behind the program's back, its remembered end included; reviews keep pointing somewhere."""
    records = deed(read(path))
    if rehash:
        records = rehashed(records)
    raw = sqlite3.connect(path)
    for verb in ("UPDATE", "DELETE"):
        raw.execute(f"DROP TRIGGER audit_events_no_{verb}")
    raw.execute("DELETE FROM audit_events")
    raw.executemany(
        "INSERT INTO audit_events (sequence, at, actor, kind, subject, payload, previous, hash) VALUES (?,?,?,?,?,?,?,?)",
        [(e.sequence, e.at, e.actor, e.kind, e.subject, canonical(e.payload), e.previous, e.hash) for e in records],
    )
    raw.execute("UPDATE audit_head SET sequence = ?, hash = ?", (records[-1].sequence, records[-1].hash))
    raw.commit()
    raw.close()
