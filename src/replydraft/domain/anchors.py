"""The trail held against its checkpoints: what was changed is named even where the chain was made whole again.

Whoever can write to the store can hash every record after a change again and number them anew; the chain then holds.
Signed checkpoints outside remember what each record said, so both sides are aligned by that. What they cannot show:
the end of a checkpoint file cut off (keep copies elsewhere), anything after the last checkpoint, and whether the last
anchored record was altered or was deleted while a later one took its place. Memory grows with the damage, not the trail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from replydraft.domain.anchored_gaps import shift_of
from replydraft.domain.audit import AuditEvent
from replydraft.domain.checkpoint import (
    Checkpoint,
    UnreadableCheckpoint,
    checkpoint_line,
    content_digest,
    read_checkpoints,
)
from replydraft.domain.checkpoint_order import believed
from replydraft.domain.comparison import WINDOW, Comparison
from replydraft.domain.damage import ChainWatch, Damage, all_broken, in_order

__all__ = [
    "Checkpoint", "Damage", "Examined", "UnreadableCheckpoint", "all_broken", "checkpoint_line", "compare",
    "content_digest", "examine", "read_checkpoints",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Examined:
    """`head` is the chain hash of the last record as it stands; `anchored` the last record a believed checkpoint covers."""

    events: int
    head: str
    anchored: int
    damage: tuple[Damage, ...]


def compare(
    events: Iterable[AuditEvent],
    checkpoints: Sequence[Checkpoint],
    *,
    signed: Callable[[Checkpoint], bool],
    window: int = WINDOW,
) -> tuple[Damage, ...]:
    """Every record that was altered, deleted, inserted or moved, and every checkpoint that is wrong; () where all holds.

    `events` is the whole trail from its first record. Says nothing of the chain itself: `examine` does both.
    """
    kept, damage = believed(checkpoints, signed)
    found = Comparison(events, kept, window)
    return in_order((*damage, *found.records(), *found.heads))


def examine(
    events: Iterable[AuditEvent],
    checkpoints: Sequence[Checkpoint],
    *,
    signed: Callable[[Checkpoint], bool],
    window: int = WINDOW,
) -> Examined:
    """Chain and checkpoints in one pass; read `checkpoints` before `events`, or new ones claim what was not read.

    Where the checkpoints name records, breaks of the chain among the anchored ones are left out: they say the same
    with numbers that may have moved.
    """
    watch = ChainWatch()

    def watched() -> Iterator[AuditEvent]:
        for event in events:
            watch.see(event)
            yield event

    kept, damage = believed(checkpoints, signed)
    found = Comparison(watched(), kept, window)
    named = found.records()
    anchored = kept[-1].last if kept else 0
    known = anchored + shift_of(named) if named else 0
    chain = [d for d in watch.broken() if d.sequence > known]
    told = {(d.kind, d.sequence) for d in (*named, *chain)}
    heads = [d for d in found.heads if (d.kind, d.sequence) not in told]
    return Examined(watch.count, watch.head, anchored, in_order((*damage, *named, *chain, *heads)))
