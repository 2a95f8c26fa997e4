"""A sieve that rules out most patterns by the characters and pairs of characters of a text alone."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add

from replydraft.compliance.factors import Way, Ways


class Sieve:
    """Which of many patterns a stretch of text can match at all.

    Each way is found by its rarest set of factors; only then are its other sets looked at. What a text costs depends on the
    factors it has, not on the number of patterns.
    """

    def __init__(self, patterns: Sequence[Ways]) -> None:
        self._always: set[int] = set()
        self._by_factor: dict[str, list[tuple[int, Way]]] = {}
        for n, ways in enumerate(patterns):
            if () in ways:
                self._always.add(n)
                continue
            for rarest, *others in ways:
                for factor in rarest:
                    self._by_factor.setdefault(factor, []).append((n, tuple(others)))

    def may_match(self, text: str) -> list[int]:
        """Numbers of the patterns, in order, that the text does not rule out."""
        seen = {*text, *map(add, text, text[1:])}
        found = set(self._always)
        for factor in seen & self._by_factor.keys():
            for n, others in self._by_factor[factor]:
                if n not in found and not any(map(seen.isdisjoint, others)):
                    found.add(n)
        return sorted(found)
