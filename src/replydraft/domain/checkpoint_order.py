"""Which checkpoints may be believed, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from replydraft.domain.checkpoint import Checkpoint, body_sha256
from replydraft.domain.damage import Damage


def believed(
    checkpoints: Sequence[Checkpoint], signed: Callable[[Checkpoint], bool]
) -> tuple[list[Checkpoint], list[Damage]]:
    """The signed ones by the records they cover, each record once; and a sentence for each other one."""
    damage: list[Damage] = []

    def say(sequence: int, what: str) -> None:
        damage.append(Damage("checkpoint", sequence, what))

    sound, unsigned, bodies = [], [], set[str]()
    for c in checkpoints:
        if not signed(c):
            unsigned.append(c)
            say(c.first, f"{_the(c)} does not carry a valid signature")
        elif (body := body_sha256(c)) in bodies:
            say(c.first, f"{_the(c)} stands there twice")
        else:
            bodies.add(body)
            sound.append(c)
    for earlier, later in pairwise(sound):
        if later.first < earlier.first:
            say(
                later.first, f"{_the(later)} is out of order: it stands after the one over records from {earlier.first}"
            )
    kept: list[Checkpoint] = []
    for c in sorted(sound, key=lambda c: c.first):
        before = kept[-1] if kept else None
        due = before.last + 1 if before else 1
        if c.first < due:
            say(c.first, f"{_the(c)} covers records that another one covers already")
            continue
        if c.first > due:
            if not any(due <= u.first < c.first for u in unsigned):
                say(due, f"a checkpoint over records {due} to {c.first - 1} is missing")
        elif c.previous != body_sha256(before):
            say(c.first, f"{_the(c)} does not follow the one before it, which was changed or replaced")
        kept.append(c)
    return kept, damage


def _the(c: Checkpoint) -> str:
    return f"the checkpoint over records {c.first} to {c.last}"


def cut_off(checkpoints: Sequence[Checkpoint], first_absent: int, ends: int) -> Damage:
    """The sentence for a trail that ends before its checkpoints do: `first_absent` is the first record not there."""
    c = next(c for c in checkpoints if c.last >= first_absent)
    said = f"{_the(c)} covers more than the trail has: its end was cut off, {ends} records are left"
    return Damage("checkpoint", first_absent, said)
