"""All trees asked at once: of each number, one mask says which ends of which trees it still allows.

A node that is answered with no rules out the ends on its yes side; the first end of a tree that none of its nodes rules out is where its way
ends. The nodes that ask for one number, in order of their bounds, rule out ever more, so that a number and its place among the bounds
give the mask of all of them, worked out beforehand. See Lucchese et al., QuickScorer (SIGIR 2015). A tree is a field of one long integer.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from struct import Struct

Node = tuple[str, float, bool, int, int]
"""What is asked (empty at an end: then the value is what is added), up to which value, whether an unknown one goes there too, where that
side begins, and where the other."""

MOST = 32
"""So many ends a tree may have: the bits of its field."""


@dataclass(frozen=True, slots=True)
class Masks:
    """Of each number by name: bounds in ascending order, the mask for each place among them, and the one where it is unknown; what each end
    of each tree adds, by its bit."""

    numbers: tuple[tuple[str, tuple[float, ...], tuple[int, ...], int], ...]
    ends: tuple[Mapping[int, float], ...]
    fields: Struct

    def of(self, values: Mapping[str, float]) -> float:
        """What the trees add up to for values by name; none of these may be no number (NaN)."""
        known = values.get
        left = (1 << self.fields.size * 8) - 1
        for name, bounds, masks, unknown in self.numbers:
            value = known(name)
            left &= unknown if value is None else masks[bisect_left(bounds, value)]
        total = 0.0
        for each, added in zip(self.fields.unpack(left.to_bytes(self.fields.size, "little")), self.ends, strict=True):
            total += added[each & -each]
        return total


def masks_of(nodes: Sequence[Node], roots: Sequence[int]) -> Masks | None:
    """The masks of trees in order; None where one has more ends than fit a field."""
    every = (1 << len(roots) * MOST) - 1
    asked: dict[str, list[tuple[float, int, bool]]] = {}
    ends: list[dict[int, float]] = []
    for tree, root in enumerate(roots):
        last = roots[tree + 1] if tree + 1 < len(roots) else len(nodes)
        before: list[int] = [0]
        for at in range(root, last):
            before.append(before[-1] + (not nodes[at][0]))
        if before[-1] > MOST:
            return None
        ends.append({1 << before[at - root]: nodes[at][1] for at in range(root, last) if not nodes[at][0]})
        for at in range(root, last):
            name, upto, unknown, less, more = nodes[at]
            if name:
                first, behind = before[less - root], before[more - root]
                ruled_out = ((1 << behind - first) - 1) << first + tree * MOST
                asked.setdefault(name, []).append((upto, every ^ ruled_out, unknown))
    numbers = []
    for name, rows in asked.items():
        rows.sort(key=lambda row: row[0])
        masks, unknown_mask = [every], every
        for _, mask, unknown in rows:
            masks.append(masks[-1] & mask)
            unknown_mask &= every if unknown else mask
        numbers.append((name, tuple(upto for upto, *_ in rows), tuple(masks), unknown_mask))
    return Masks(tuple(numbers), tuple(ends), Struct(f"<{len(roots)}I"))
