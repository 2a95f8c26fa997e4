"""A trail that grows and can be tampered with, to be anchored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from replydraft.adapters.checkpoints import (
    Anchoring,
    CheckpointFile,
)
from replydraft.domain.audit import GENESIS, AuditEvent, link


def chain(contents: Sequence[Any]) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    for n, content in enumerate(contents, 1):
        previous = events[-1].hash if events else GENESIS
        events.append(link(n, "2026-11-24T00:00:00+00:00", "周可", "text.checked", "t", {"n": content}, previous))
    return events


class Trail:
    """A trail that grows, and can be tampered with."""

    def __init__(self, file: CheckpointFile, *, most: int = 10) -> None:
        self.events: list[AuditEvent] = []
        self.asked: list[int] = []
        self.anchoring = Anchoring(self.after, file, clock=lambda: datetime(2026, 11, 24, 8, tzinfo=UTC), most=most)

    def after(self, sequence: int) -> list[AuditEvent]:
        self.asked.append(sequence)
        return [e for e in self.events if e.sequence > sequence]
