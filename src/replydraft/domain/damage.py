"""Damage 破损: what is wrong with a trail, one sentence for each record; found here from the hash chain alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from replydraft.domain.audit import GENESIS, AuditEvent, event_hash

DamageKind = Literal["altered", "missing", "inserted", "reordered", "checkpoint"]

_RANK = {"checkpoint": 0, "inserted": 1, "missing": 2, "reordered": 3, "altered": 4}


@dataclass(frozen=True, slots=True)
class Damage:
    """`sequence` is the record's original number where known; 0: no record (a file of a pack, the checkpoints)."""

    kind: DamageKind
    sequence: int
    what: str


def in_order(damage: Iterable[Damage]) -> tuple[Damage, ...]:
    """By sequence; at one sequence, what was put before the record comes first."""
    return tuple(sorted(damage, key=lambda d: (d.sequence, _RANK[d.kind])))


class ChainWatch:
    """The chain seen one record at a time, going on after each break, for at most `limit` sentences."""

    def __init__(self, *, limit: int = 100) -> None:
        self.count = 0
        self.head = GENESIS
        self._limit = limit
        self._expected = 1
        self._altered = False
        self._absent: dict[int, int] = {}
        self._found: list[Damage] = []

    def see(self, event: AuditEvent) -> None:
        """Take the next record of the trail."""
        self.count += 1
        if event.sequence > self._expected:
            self._skip_to(event.sequence)
        elif event.sequence < self._expected:
            self._came_late(event)
        elif event.previous != self.head and not self._altered and _hash(event, self.head) != event.hash:
            before = event.sequence - 1
            said = f"record {event.sequence} does not follow record {before}: its predecessor was changed or replaced"
            self._say(Damage("altered", max(before, 1), said))
        self._altered = _hash(event, event.previous) != event.hash
        if self._altered:
            self._say(Damage("altered", event.sequence, f"record {event.sequence} ({event.kind}) was altered"))
        self._expected = max(self._expected, event.sequence + 1)
        self.head = event.hash

    def broken(self) -> tuple[Damage, ...]:
        """What was found so far, by sequence."""
        return in_order(self._found)

    def _say(self, damage: Damage) -> None:
        if len(self._found) < self._limit:
            self._found.append(damage)

    def _skip_to(self, sequence: int) -> None:
        for absent in range(self._expected, min(sequence, self._expected + self._limit - len(self._found))):
            self._absent[absent] = len(self._found)
            said = f"record {absent} is missing or out of order (found {sequence})"
            self._found.append(Damage("missing", absent, said))

    def _came_late(self, event: AuditEvent) -> None:
        place = self._absent.pop(event.sequence, None)
        if place is not None:
            said = f"record {event.sequence} is out of order: it stands after record {self._expected - 1}"
            self._found[place] = Damage("reordered", event.sequence, said)
        else:
            said = f"record {event.sequence} ({event.kind}) stands there again, after record {self._expected - 1}"
            self._say(Damage("inserted", event.sequence, said))


def _hash(e: AuditEvent, previous: str) -> str:
    return event_hash(e.sequence, e.at, e.actor, e.kind, e.subject, e.payload, previous)


def all_broken(events: Iterable[AuditEvent], *, limit: int = 100) -> tuple[Damage, ...]:
    """Every break of the chain from the first record on, at most `limit`; () where it holds.

    The chain alone cannot see a trail whose records were all hashed again, nor one cut off at its end:
    `domain.anchors.examine` can.
    """
    watch = ChainWatch(limit=limit)
    for event in events:
        watch.see(event)
    return watch.broken()
