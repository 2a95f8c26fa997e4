"""Trails, checkpoints over them, and what a comparison said, in short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from replydraft.domain.anchors import (
    Checkpoint,
    Damage,
    content_digest,
)
from replydraft.domain.audit import GENESIS, AuditEvent, link
from replydraft.domain.checkpoint import body_of, body_sha256, signed_body
from replydraft.domain.finding import sha256_text

KEY = "0123456789abcdef"
WINDOWS = st.sampled_from([1, 2, 5, 9, 16, 4096])


def chain(contents: Sequence[Any]) -> list[AuditEvent]:
    """A whole chain over these contents, numbered from 1: also what somebody makes who hashes everything again."""
    events: list[AuditEvent] = []
    for n, content in enumerate(contents, 1):
        previous = events[-1].hash if events else GENESIS
        at = "2026-11-24T00:00:00.000000+00:00"
        events.append(link(n, at, "周可", "review.approved", "r1", {"n": content}, previous))
    return events


def signature(body: str) -> str:
    return sha256_text("key" + body) * 2


def signed(checkpoint: Checkpoint) -> bool:
    return checkpoint.signature == signature(body_of(checkpoint))


def anchor(events: Sequence[AuditEvent], before: Checkpoint | None = None, **changes: Any) -> Checkpoint:
    fields: dict[str, Any] = {
        "first": events[0].sequence,
        "last": events[-1].sequence,
        "digests": tuple(content_digest(e) for e in events),
        "head": events[-1].hash,
        "at": "2026-11-24T01:00:00.000000+00:00",
        "previous": body_sha256(before),
        "key_id": KEY,
    } | changes
    return Checkpoint(**fields, signature=signature(signed_body(**fields)))


def anchored(events: Sequence[AuditEvent], ends: Sequence[int]) -> list[Checkpoint]:
    """Checkpoints that end at these records."""
    made: list[Checkpoint] = []
    for start, end in zip([0, *ends], ends, strict=False):
        made.append(anchor(events[start:end], made[-1] if made else None))
    return made


def named(damage: Sequence[Damage]) -> set[int]:
    """The original records that are said to be changed, gone or moved."""
    return {d.sequence for d in damage if d.kind in ("altered", "missing", "reordered")}


def brief(damage: Sequence[Damage]) -> list[tuple[str, int]]:
    return [(d.kind, d.sequence) for d in damage]
