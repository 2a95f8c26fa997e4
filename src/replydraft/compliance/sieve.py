"""What any match of a pattern must contain, and a sieve that rules out most patterns by a text's characters alone.

A pattern becomes a few ways; each way is some sets of characters, and a match takes one way: it has at least one
character of every set of that way. Where nothing can be said the way is empty, and the pattern is always tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Way = tuple[frozenset[str], ...]
Ways = tuple[Way, ...]

ALWAYS: Ways = ((),)
MOST_WAYS, MOST_SETS, MOST_CHARS = 48, 4, 400


def ways_of(parsed: Iterable[Any], known: Mapping[int, Ways]) -> Ways:
    """The ways of a pattern parsed by `re`. `known` gives the ways of characters that stand for a whole vocabulary entry."""
    ways: Ways = ALWAYS
    for op, av in parsed:
        options = _options(str(op), av, known)
        if len(ways) * len(options) > MOST_WAYS:
            options = _merged(options)
        if options != ALWAYS:
            ways = tuple(_tidy((*way, *more)) for way in ways for more in options)
    return tuple(dict.fromkeys(ways))


def _options(op: str, av: Any, known: Mapping[int, Ways]) -> Ways:
    match op:
        case "LITERAL":
            return known.get(av, ((frozenset(chr(av)),),))
        case "IN":
            return _class(av, known)
        case "SUBPATTERN":
            return ways_of(av[3], known)
        case "ATOMIC_GROUP":
            return ways_of(av, known)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return ways_of(av[2], known) if av[0] >= 1 else ALWAYS
        case "BRANCH":
            options = tuple(way for branch in av[1] for way in ways_of(branch, known))
            return options if len(options) <= MOST_WAYS else _merged(options)
        case _:
            return ALWAYS


def _class(items: Iterable[Any], known: Mapping[int, Ways]) -> Ways:
    chars: set[str] = set()
    for op, av in items:
        kind = str(op)
        if kind == "LITERAL" and av not in known:
            chars.add(chr(av))
        elif kind == "LITERAL" and (merged := _merged(known[av])) != ALWAYS:
            chars |= merged[0][0]
        elif kind == "RANGE" and av[1] - av[0] < MOST_CHARS:
            chars.update(map(chr, range(av[0], av[1] + 1)))
        elif kind == "CATEGORY" and str(av) == "CATEGORY_DIGIT":
            return ALWAYS
        else:
            return ALWAYS
    return ((frozenset(chars),),) if len(chars) < MOST_CHARS else ALWAYS


def _merged(options: Ways) -> Ways:
    """One way of one set that covers every option; nothing where an option is empty."""
    chars: set[str] = set()
    for way in options:
        if not way:
            return ALWAYS
        chars |= sorted(way, key=_size)[0]
    return ((frozenset(chars),),) if len(chars) < MOST_CHARS else ALWAYS


def _tidy(way: Way) -> Way:
    return tuple(sorted(dict.fromkeys(way), key=lambda s: (len(s), sorted(s)))[:MOST_SETS])


def _size(chars: frozenset[str]) -> int:
    return len(chars)


class Sieve:
    """Which of many patterns a stretch of text can match at all: one pass over its characters for all patterns."""

    def __init__(self, patterns: Sequence[Ways]) -> None:
        self._pattern_of = [n for n, ways in enumerate(patterns) for _ in ways]
        flat = [way for ways in patterns for way in ways]
        self._planes: list[tuple[int, dict[str, int]]] = []
        for k in range(MOST_SETS):
            free: list[int] = []
            held: dict[str, list[int]] = {}
            for bit, way in enumerate(flat):
                if k >= len(way):
                    free.append(bit)
                    continue
                for c in way[k]:
                    held.setdefault(c, []).append(bit)
            self._planes.append((_bits(free), {c: _bits(bits) for c, bits in held.items()}))

    def may_match(self, text: str) -> Iterator[int]:
        """Numbers of the patterns, in order, that the text does not rule out."""
        seen = set(text)
        left = -1
        for free, plane in self._planes:
            bits = free
            for c in seen & plane.keys():
                bits |= plane[c]
            left &= bits
        last = -1
        while left:
            low = left & -left
            n = self._pattern_of[low.bit_length() - 1]
            if n != last:
                last = n
                yield n
            left ^= low


def _bits(places: Sequence[int]) -> int:
    if not places:
        return 0
    row = bytearray(max(places) // 8 + 1)
    for place in places:
        row[place // 8] |= 1 << place % 8
    return int.from_bytes(row, "little")
