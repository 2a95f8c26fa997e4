"""A sieve that rules out most patterns by the characters and pairs of characters of a text alone.

Each pattern is found by the set of factors, of those that every match must have one of, that is rarest in ordinary text; only
then is the rest of its need looked at. What a text costs depends on the factors it has, not on the number of patterns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet

from replydraft.compliance.factors import ALWAYS, Leaf, Need, Node, factors_of, holds

Rarity = Callable[[str], float]
Entry = tuple[int, tuple[Leaf, ...] | None, Need]
Found = tuple[float, list[tuple[Leaf, Need]]]
UNSEEN_CHAR, UNSEEN_PAIR = 0.3, 0.05
"""How often a character, and a pair, that no sample text has is taken to stand in one."""


def rarity(samples: Iterable[str]) -> Rarity:
    """In how many of the samples a factor stands; a pair that stands in none is rarer than a character."""
    counts: Counter[str] = Counter()
    for text in samples:
        counts.update(factors_of(text))

    def of(factor: str) -> float:
        return counts[factor] + (UNSEEN_CHAR if len(factor) == 1 else UNSEEN_PAIR)

    return of


class Sieve:
    """Which of many patterns a stretch of text can match at all. Holds no state of a text.

    An entry is a pattern's number and what must hold besides the set it is found by: sets of factors, and alternatives.
    """

    def __init__(self, patterns: Sequence[Need], how_rare: Rarity | None = None) -> None:
        how_rare = how_rare or rarity(())
        self.always: list[int] = []
        self.entries: list[Entry] = []
        self.by_factor: dict[str, list[int]] = {}
        self._later: Callable[[int], Need] | None = None
        known: dict[int, Found] = {}
        for n, need in enumerate(patterns):
            if not need:
                self.always.append(n)
                continue
            for leaf, rest in _rarest(need, how_rare, known)[1]:
                for factor in leaf:
                    self.by_factor.setdefault(factor, []).append(len(self.entries))
                self.entries.append(_entry(n, rest))

    @classmethod
    def ready(
        cls, always: list[int], numbers: Iterable[int], by_factor: dict[str, list[int]], later: Callable[[int], Need]
    ) -> Sieve:
        """A sieve made before: of each entry the pattern's number, and the rest of its need once it is asked for."""
        sieve = cls(())
        sieve.always, sieve.by_factor, sieve._later = always, by_factor, later
        sieve.entries = [(n, None, ()) for n in numbers]
        return sieve

    def may_match(self, seen: AbstractSet[str], without: AbstractSet[int] = frozenset()) -> list[int]:
        """Numbers of the patterns, in order, that a text with these factors does not rule out; `without` some."""
        by_factor, entries, lacks = self.by_factor, self.entries, seen.isdisjoint
        found = {n for n in self.always if n not in without}
        for at in set().union(*[by_factor[factor] for factor in seen & by_factor.keys()]):
            n, leaves, others = entries[at]
            if n in found or n in without:
                continue
            if leaves is None:
                n, leaves, others = self._fetched(at)
            if not any(map(lacks, leaves)) and (not others or holds(others, seen)):
                found.add(n)
        return sorted(found)

    def _fetched(self, at: int) -> tuple[int, tuple[Leaf, ...], Need]:
        assert self._later is not None
        entry = self.entries[at] = _entry(self.entries[at][0], self._later(at))
        return entry


def _entry(n: int, rest: Need) -> tuple[int, tuple[Leaf, ...], Need]:
    leaves = tuple(node for node in rest if isinstance(node, frozenset))
    return n, leaves, tuple(node for node in rest if not isinstance(node, frozenset))


def _rarest(need: Need, rarity: Rarity, known: dict[int, Found]) -> Found:
    """How often a need is looked at, and by which sets it is found, each with what else must hold then."""
    if id(need) in known:
        return known[id(need)]
    best: Found | None = None
    costs = {node: sum(map(rarity, node)) for node in need if isinstance(node, frozenset)}
    leaves = sorted(costs, key=lambda leaf: costs[leaf])
    ordered: list[Node] = [*leaves, *(node for node in need if not isinstance(node, frozenset))]
    for node in ordered:
        if isinstance(node, frozenset):
            cost, found = costs[node], [(node, ALWAYS)]
        else:
            ways = [_rarest(way, rarity, known) for way in node]
            cost, found = sum(c for c, _ in ways), [one for _, some in ways for one in some]
        if best is None or cost <= best[0]:
            others = tuple(n for n in ordered if n is not node)
            best = cost, [(leaf, (*others, *rest)) for leaf, rest in found]
    assert best is not None
    known[id(need)] = best
    return best
