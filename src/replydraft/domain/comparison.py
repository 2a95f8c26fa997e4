"""One pass over trail and checkpoints: where they agree it runs along, where they part it aligns a window of both.

A window that does not come to an end of the damage is doubled, so that the work stays linear (but for one sort) and
only what is damaged is held in memory. What is lost in one window and found in another was moved.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Generic, TypeVar

from replydraft.domain.alignment import Alignment, align
from replydraft.domain.anchored_gaps import Anchored, Seen, Stretch, name_all
from replydraft.domain.audit import AuditEvent
from replydraft.domain.checkpoint import Checkpoint, content_digest
from replydraft.domain.checkpoint_order import cut_off
from replydraft.domain.damage import Damage

WINDOW = 4096
_ROW = 8
"""So many records in a row that stand as anchored end a stretch of damage."""

T = TypeVar("T")


class _Ahead(Generic[T]):
    """An iterator that can be looked into."""

    def __init__(self, items: Iterator[T]) -> None:
        self._items = items
        self.held: deque[T] = deque()

    def peek(self, count: int) -> list[T]:
        """The next `count` items, fewer only at the end; they stay."""
        self.held.extend(islice(self._items, max(0, count - len(self.held))))
        return list(islice(self.held, count))

    def next(self) -> T | None:
        return self.held[0] if self.held or self.peek(1) else None

    def drop(self, count: int) -> None:
        for _ in range(count):
            self.held.popleft()

    def rest(self) -> Iterator[T]:
        yield from self.held
        yield from self._items


class Comparison:
    """One pass over a trail; `heads` (what is wrong though every record says the same) is known after `records()`."""

    def __init__(self, events: Iterable[AuditEvent], checkpoints: Sequence[Checkpoint], window: int) -> None:
        self._checkpoints, self._window = checkpoints, window
        self._anchored = _Ahead(_anchored(checkpoints))
        self._trail = _Ahead(
            Seen(place, content_digest(e), e.sequence, e.kind, e.hash) for place, e in enumerate(events, 1)
        )
        self._stretches: list[Stretch] = []
        self._moved: list[tuple[Anchored, Seen]] = []
        self._last, self._places, self._intact = 0, 0, True
        self.heads: list[Damage] = []

    def records(self) -> list[Damage]:
        """Every record that is not as anchored, in no order."""
        while (was := self._anchored.next()) is not None:
            now = self._trail.next()
            if now is not None and now.digest == was.digest:
                self._same(was, now)
            else:
                self._settle()
        self._drain()
        damage = name_all(self._stretches, self._moved)
        absent = {d.sequence for d in damage if d.kind == "missing"}
        if (end := self._checkpoints[-1].last if self._checkpoints else 0) in absent:
            while end - 1 in absent:
                end -= 1
            damage.append(cut_off(self._checkpoints, end, self._places))
        return damage

    def _same(self, was: Anchored, now: Seen) -> None:
        self._anchored.drop(1)
        self._trail.drop(1)
        self._last, self._places = was.sequence, now.place
        if self._intact and was.head not in (None, now.hash):
            self._intact = False
            said = f"the records up to {was.sequence} do not end in the hash that their checkpoint remembers"
            self.heads.append(Damage("altered", was.sequence, said))

    def _settle(self) -> None:
        """Take one stretch of damage off both sides, up to where records stand as anchored again."""
        size = self._window
        while True:
            left, right = self._anchored.peek(size + 1), self._trail.peek(size + _ROW + 1)
            whole, ended = len(left) <= size, len(right) <= size + _ROW
            left, right = left[:size], right[: size + _ROW]
            found = _align(left, right)
            if whole and ended:
                break
            if cut := _cut(found, len(left) if whole else None):
                left, right = left[: cut[0]], right[: cut[1]]
                found, whole = _align(left, right), False
                break
            size *= 2
        last_pin = found.pins[-1].left if found.pins else -1
        for after, lost, others in found.gaps:
            before = left[after].sequence if after >= 0 else self._last
            at_end = whole and after == last_pin
            self._stretches.append(Stretch(before, [left[i] for i in lost], [right[j] for j in others], at_end))
            uncovered = [left[i].width for i in lost if not left[i].digest]
            self._intact &= len(uncovered) == len(lost) and sum(uncovered) == len(others)
        self._moved += [(left[i], right[j]) for i, j in found.moved]
        self._intact &= not found.moved
        self._anchored.drop(len(left))
        self._trail.drop(len(right))
        self._last = left[-1].sequence if left else self._last
        self._places = right[-1].place if right else self._places

    def _drain(self) -> None:
        """Read the trail to its end; a lost record may turn up among those that no checkpoint covers yet."""
        wanted = {was.digest for stretch in self._stretches for was in stretch.lost if was.digest}
        strays = []
        for now in self._trail.rest():
            self._places = now.place
            if now.digest in wanted:
                strays.append(now)
        self._stretches.append(Stretch(self._last, [], strays, True))


def _align(left: Sequence[Anchored], right: Sequence[Seen]) -> Alignment:
    return align([was.digest for was in left], [now.digest for now in right])


def _cut(found: Alignment, end: int | None) -> tuple[int, int] | None:
    """Where the last row of records that stand as anchored ends; `end`: also one that reaches the left end."""
    row = 0
    cut = None
    for before, pin in pairwise((None, *found.pins)):
        assert pin is not None
        beside = before is not None and before.fixed and (before.left + 1, before.right + 1) == (pin.left, pin.right)
        row = (row + 1 if beside else 1) if pin.fixed else 0
        if row >= _ROW or (row and end == pin.left + 1):
            cut = (pin.left + 1, pin.right + 1)
    return cut


def _anchored(checkpoints: Sequence[Checkpoint]) -> Iterator[Anchored]:
    due = 1
    for c in checkpoints:
        if c.first > due:
            yield Anchored(due, "", None, c.first - due)
        for sequence, digest in enumerate(c.digests, c.first):
            yield Anchored(sequence, digest, c.head if sequence == c.last else None)
        due = c.last + 1
