"""A sieve that rules out most patterns by the runs of up to three characters of a text alone.

Of each pattern the rarest sets of factors, of those that every match must have one of, are written as bits: a factor is an
integer with the bits of every set it is in, a text is its factors' integers or-ed, and one shift and one `and` a set leave
the patterns none of whose sets is missing. What a text costs depends on its length, not on the number of patterns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import add, or_

from replydraft.compliance.factors import LONGEST, Leaf, Need, factors_of

Rarity = Callable[[str], float]
Cost = Callable[[Leaf], float]
Packed = Sequence[str]
"""The factors that begin with one character: it, if it is one; what follows it in pairs, and in threes; and the bits of each."""
UNSEEN = (0.0, 0.3, 0.05, 0.01)
"""How often a factor of so many characters that no sample text has is taken to stand in one."""
OWN, BESIDE = 4, 1
"""So many sets of a pattern's own need are looked at, and of what must stand beside it."""
MOST_WAYS = 24
"""Of a pattern that has more alternatives, only what they have in common is looked at."""


def rarity(samples: Iterable[str]) -> Rarity:
    """In how many of the samples a factor stands; of those that stand in none a longer one is rarer."""
    counts: Counter[str] = Counter()
    for text in samples:
        counts.update(factors_of(text))

    def of(factor: str) -> float:
        return counts[factor] + UNSEEN[len(factor)]

    return of


class Sieve:
    """Which of many patterns a stretch of text can match at all. Holds no state of a text.

    A pattern has an entry, or several where it is nothing but alternatives; `owners` has the pattern of each. The entries with
    most sets come first; a mask has a bit for each entry's first set, then for each entry's second one, and so on.
    """

    def __init__(
        self, owners: Sequence[int], counts: Sequence[int], beside: Sequence[int], packed: Mapping[str, Packed]
    ) -> None:
        """`counts`: how many entries have a first set, a second one …; `beside`: bits of sets that need not be in a match."""
        self.owners, self.counts, self.beside, self.packed = owners, counts, beside, packed
        self._full = (1 << len(owners)) - 1
        self._blocks = [(sum(counts[:k]), self._full ^ ((1 << count) - 1)) for k, count in enumerate(counts)]
        self._beside = _bits(beside)
        self._masks = _Masks()
        self._closed = set(packed)
        """First characters whose factors no text has asked for yet."""

    @classmethod
    def of(cls, needs: Sequence[Need], beside: Sequence[Need] | None = None, how_rare: Rarity | None = None) -> Sieve:
        """A sieve for patterns by their needs; `beside`: what must stand in the same stretch for a match to count."""
        cost = _cost(how_rare or rarity(()))
        entries: list[tuple[int, list[Leaf], list[Leaf]]] = []
        for n, need in enumerate(needs):
            more = [] if beside is None else _rarest(beside[n], cost)[:BESIDE]
            entries += [(n, way[:OWN], more) for way in _ways(need, cost)]
        entries.sort(key=lambda entry: -len(entry[1]) - len(entry[2]))
        counts = [sum(len(own) + len(more) > k for _, own, more in entries) for k in range(OWN + BESIDE)]
        by_factor: dict[str, list[int]] = {}
        loose: list[int] = []
        for at, (_, own, more) in enumerate(entries):
            for k, leaf in enumerate((*own, *more)):
                bit = sum(counts[:k]) + at
                if k >= len(own):
                    loose.append(bit)
                for factor in leaf:
                    by_factor.setdefault(factor, []).append(bit)
        return cls([n for n, _, _ in entries], counts, loose, _packed(by_factor))

    def masks(self, text: str, parts: Sequence[tuple[int, int]]) -> tuple[list[int], int]:
        """The masks of the parts that a text is cut into, in order, and of the whole text. Parts may overlap."""
        pairs = [*map(add, text, text[1:])]
        triples = [*map(add, pairs, text[2:])]
        for first in self._closed.intersection(text):
            self._masks.open(first, *self.packed[first])
            self._closed.discard(first)  # not before: another thread would pass over them
        any_of = self._masks.any_of
        masks = [any_of([*text[a:b], *pairs[a : b - 1], *triples[a : max(a, b - 2)]]) for a, b in parts]
        cuts = [b for _, b in parts[:-1]]
        across = [*(pairs[b - 1] for b in cuts), *(t for b in cuts for t in triples[max(0, b - 2) : b])]
        return masks, reduce(or_, masks) | any_of(across)

    def aside(self, mask: int) -> int:
        """Of a mask, what it says about what must stand beside a match."""
        return mask & self._beside

    def may_match(self, mask: int) -> int:
        """The entries, as bits, that a stretch with this mask does not rule out."""
        left = self._full
        for at, without in self._blocks:
            left &= mask >> at | without
        return left

    def entries(self, patterns: Iterable[int]) -> int:
        """The entries of these patterns, as bits."""
        wanted = frozenset(patterns)
        return _bits(at for at, n in enumerate(self.owners) if n in wanted)

    def patterns(self, entries: int) -> list[int]:
        """The patterns that these entries belong to, in order."""
        owners = self.owners
        return sorted({owners[at] for at in _places(entries)})


class _Masks:
    """The bits of factors: an integer, put together when a text first has the factor; until then as they are written."""

    def __init__(self) -> None:
        self._masks: dict[str, int | str] = {}

    def open(self, first: str, *packed: str) -> None:
        """Unpack the factors that begin with a character."""
        ones, twos, threes, bits = packed
        rests = ["" for _ in ones] + [*twos] + [threes[i : i + 2] for i in range(0, len(threes), 2)]
        self._masks.update(zip((first + rest for rest in rests), bits.split(";"), strict=True))

    def any_of(self, runs: Sequence[str]) -> int:
        """The bits of those runs that are factors, or-ed."""
        try:
            return reduce(or_, filter(None, map(self._masks.get, runs)), 0)
        except TypeError:  # one of them is new
            for run in runs:
                if isinstance(written := self._masks.get(run), str):
                    self._masks[run] = _bits(map(int, written.split(",")))
            return self.any_of(runs)


def _packed(by_factor: Mapping[str, Iterable[int]]) -> dict[str, Packed]:
    groups: dict[str, list[str]] = {}
    for factor in sorted(by_factor, key=len):
        groups.setdefault(factor[0], []).append(factor)
    return {
        first: (
            *("".join(f[min(n, 1) :] for f in factors if len(f) == n + 1) for n in range(LONGEST)),
            ";".join(",".join(map(str, by_factor[f])) for f in factors),
        )
        for first, factors in groups.items()
    }


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _bits(places: Iterable[int]) -> int:
    return reduce(or_, (1 << place for place in places), 0)


def _cost(how_rare: Rarity) -> Cost:
    known: dict[Leaf, float] = {}

    def of(leaf: Leaf) -> float:
        if leaf not in known:
            known[leaf] = sum(map(how_rare, leaf))
        return known[leaf]

    return of


def _rarest(need: Need, cost: Cost) -> list[Leaf]:
    """The sets of a need, the rarest first."""
    return sorted(dict.fromkeys(node for node in need if isinstance(node, frozenset)), key=cost)


def _ways(need: Need, cost: Cost) -> list[list[Leaf]]:
    """The sets of each way in which a need can hold, the rarest first: its alternatives one by one, where they are few."""
    own = _rarest(need, cost)
    best: list[list[Leaf]] = [[]]
    least = float("inf")
    for node in need:
        if isinstance(node, frozenset):
            continue
        ways = [one for way in node for one in _ways(way, cost)]
        often = sum(cost(one[0]) for one in ways)
        if len(ways) <= MOST_WAYS and often < least:
            best, least = ways, often
    return [sorted(dict.fromkeys((*own, *way)), key=cost) for way in best]
