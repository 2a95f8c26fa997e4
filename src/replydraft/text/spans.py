"""Stretches of a text that may not overlap, looked up in logarithmic time: a long text can have thousands."""

from __future__ import annotations

from bisect import bisect_right


class Taken:
    """Stretches taken so far, none empty, no two overlapping."""

    __slots__ = ("_ends", "_starts")

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def take(self, start: int, end: int) -> bool:
        """Take `start:end` unless it overlaps one that is taken; whether it was."""
        at = bisect_right(self._starts, start)
        if (at and self._ends[at - 1] > start) or (at < len(self._starts) and self._starts[at] < end):
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True
