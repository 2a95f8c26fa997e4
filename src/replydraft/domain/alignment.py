"""Which items of two lists are the same, which were moved, and what stands between those that stayed.

Heckel's method (1978): what occurs once on each side is the same item, and so are equal neighbours of a pair. Of the
pairs, a pure exchange of two names both; otherwise the longest row that kept its order stayed, and the rest moved.
Everything is linear but for one sort.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Pin(NamedTuple):
    """A place that is the same on both sides. `fixed`: by the same item; else two items stand in each other's place."""

    left: int
    right: int
    fixed: bool


class Gap(NamedTuple):
    """What has no partner between two pins. `after` is the left place before the gap, -1 at the start."""

    after: int
    lost: tuple[int, ...]
    found: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """`moved` are (left, right) places of one item; `gaps` only those with something in them, in order."""

    pins: tuple[Pin, ...]
    moved: tuple[tuple[int, int], ...]
    gaps: tuple[Gap, ...]


def align(left: Sequence[str], right: Sequence[str]) -> Alignment:
    """Compare two lists of names; "" is nobody's partner."""
    to, back = _partners(left, right)
    pairs = [(i, j) for i, j in enumerate(to) if j >= 0]
    slots = sorted(j for _, j in pairs)
    rank = {j: r for r, j in enumerate(slots)}
    order = [rank[j] for _, j in pairs]
    pins: list[Pin] = []
    moved: list[tuple[int, int]] = []
    start, high = 0, -1
    for k, r in enumerate(order):
        high = max(high, r)
        if high != k:
            continue
        block, start = range(start, k + 1), k + 1
        exchanged = all(order[order[x]] == x for x in block)
        stayed = set() if exchanged else _longest_rising(order, block)
        for x in block:
            fixed = order[x] == x if exchanged else x in stayed
            if not fixed:
                moved.append(pairs[x])
            if exchanged:
                pins.append(Pin(pairs[x][0], slots[x], fixed))
            elif fixed:
                pins.append(Pin(*pairs[x], fixed))
    return Alignment(tuple(pins), tuple(moved), tuple(_gaps(pins, to, back)))


def _partners(left: Sequence[str], right: Sequence[str]) -> tuple[list[int], list[int]]:
    to, back = [-1] * len(left), [-1] * len(right)

    def pair(i: int, j: int) -> None:
        to[i], back[j] = j, i

    once_left, once_right = Counter(left), Counter(right)
    where = {name: j for j, name in enumerate(right) if once_right[name] == 1}
    for i, name in enumerate(left):
        if name and once_left[name] == 1 and name in where:
            pair(i, where[name])
    for step, places in ((1, range(len(left) - 1)), (-1, range(len(left) - 1, 0, -1))):
        for i in places:
            n, j = i + step, to[i] + step
            if to[i] >= 0 and 0 <= j < len(right) and to[n] < 0 and back[j] < 0 and left[n] and left[n] == right[j]:
                pair(n, j)
    waiting: dict[str, deque[int]] = {}
    for j, name in enumerate(right):
        if back[j] < 0:
            waiting.setdefault(name, deque()).append(j)
    for i, name in enumerate(left):
        if to[i] < 0 and name and waiting.get(name):
            pair(i, waiting[name].popleft())
    return to, back


def _longest_rising(order: Sequence[int], block: range) -> set[int]:
    """Places of `block` whose values form the longest rising row."""
    ends: list[int] = []
    tops: list[int] = []
    before: dict[int, int] = {}
    for x in block:
        at = bisect_left(ends, order[x])
        before[x] = tops[at - 1] if at else -1
        if at == len(ends):
            ends.append(order[x])
            tops.append(x)
        else:
            ends[at], tops[at] = order[x], x
    row: set[int] = set()
    x = tops[-1]
    while x >= 0:
        row.add(x)
        x = before[x]
    return row


def _gaps(pins: Sequence[Pin], to: Sequence[int], back: Sequence[int]) -> list[Gap]:
    gaps: list[Gap] = []
    left = right = -1
    for pin in (*pins, Pin(len(to), len(back), True)):
        lost = tuple(i for i in range(left + 1, pin.left) if to[i] < 0)
        found = tuple(j for j in range(right + 1, pin.right) if back[j] < 0)
        if lost or found:
            gaps.append(Gap(left, lost, found))
        left, right = pin.left, pin.right
    return gaps
