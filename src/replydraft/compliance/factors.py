"""What any match of a pattern must contain: single characters, and pairs of neighbours, which are far rarer.

A pattern becomes a few ways; each way is some sets of factors (a character or two in a row), and a match takes one way: it
has at least one factor of every set of that way. Where nothing can be said the way is empty, and the pattern is always tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

Way = tuple[frozenset[str], ...]
Ways = tuple[Way, ...]

ALWAYS: Ways = ((),)
MOST_WAYS, MOST_SETS, MOST_CHARS, MOST_PAIRS = 48, 4, 400, 400
PAIR = 1 / 40
"""How often a given pair stands in a text, beside a given character."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a part of a pattern: the characters it can begin and end with (None: any), its ways, whether it can be empty."""

    first: frozenset[str] | None
    last: frozenset[str] | None
    ways: Ways
    empty: bool = False


NOTHING = Shape(frozenset(), frozenset(), ALWAYS, empty=True)
ANYTHING = Shape(None, None, ALWAYS)


def shape_of(parsed: Iterable[Any], known: Mapping[int, Shape]) -> Shape:
    """The shape of a pattern parsed by `re`. `known`: of characters that stand for a whole vocabulary entry."""
    whole = NOTHING
    for op, av in parsed:
        if str(op) == "ASSERT" and av[0] > 0:  # what is looked ahead at stands in the same stretch of text
            ahead = shape_of(av[1], known)
            if not ahead.empty:
                whole = replace(_joined(whole, ahead), first=whole.first, last=whole.last, empty=whole.empty)
        elif (part := _part(str(op), av, known)) is not NOTHING:
            whole = _joined(whole, part)
    return whole


def _joined(a: Shape, b: Shape) -> Shape:
    ways = a.ways
    if not b.empty:
        pairs = _pairs(a.last, b.first) if not a.empty else None
        options = tuple((*way, pairs) for way in b.ways) if pairs is not None else b.ways
        if len(ways) * len(options) > MOST_WAYS:
            options = _merged(options)
        if options != ALWAYS:
            ways = tuple(dict.fromkeys(_tidy((*way, *more)) for way in ways for more in options))
    return Shape(
        _either(a.first, b.first) if a.empty else a.first,
        _either(a.last, b.last) if b.empty else b.last,
        ways,
        a.empty and b.empty,
    )


def _pairs(last: frozenset[str] | None, first: frozenset[str] | None) -> frozenset[str] | None:
    if last is None or first is None or not 0 < len(last) * len(first) <= MOST_PAIRS:
        return None
    return frozenset(a + b for a in last for b in first)


def _either(a: frozenset[str] | None, b: frozenset[str] | None) -> frozenset[str] | None:
    if a is None or b is None or len(a) + len(b) > MOST_CHARS:
        return None
    return a | b


def _part(op: str, av: Any, known: Mapping[int, Shape]) -> Shape:
    match op:
        case "LITERAL":
            one = frozenset(chr(av))
            return known.get(av) or Shape(one, one, ((one,),))
        case "IN":
            return _class(av, known)
        case "SUBPATTERN":
            return shape_of(av[3], known)
        case "ATOMIC_GROUP":
            return shape_of(av, known)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            inner = shape_of(av[2], known)
            return inner if av[0] >= 1 else Shape(inner.first, inner.last, ALWAYS, empty=True)
        case "BRANCH":
            return _branches([shape_of(branch, known) for branch in av[1]])
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return NOTHING
        case _:
            return ANYTHING if op in ("ANY", "NOT_LITERAL", "CATEGORY") else Shape(None, None, ALWAYS, empty=True)


def _branches(parts: list[Shape]) -> Shape:
    first, last = parts[0].first, parts[0].last
    for part in parts[1:]:
        first, last = _either(first, part.first), _either(last, part.last)
    empty = any(part.empty for part in parts)
    ways = ALWAYS if empty else tuple(dict.fromkeys(way for part in parts for way in part.ways))
    return Shape(first, last, ways if len(ways) <= MOST_WAYS else _merged(ways), empty)


def _class(items: Iterable[Any], known: Mapping[int, Shape]) -> Shape:
    chars: set[str] = set()
    for op, av in items:
        kind = str(op)
        if kind == "LITERAL" and av not in known:
            chars.add(chr(av))
        elif kind == "RANGE" and av[1] - av[0] < MOST_CHARS:
            chars.update(map(chr, range(av[0], av[1] + 1)))
        else:
            return ANYTHING
    one = frozenset(chars)
    return Shape(one, one, ((one,),)) if len(one) < MOST_CHARS else ANYTHING


def _merged(options: Ways) -> Ways:
    """One way of one set that covers every option; nothing where an option is empty."""
    factors: set[str] = set()
    for way in options:
        if not way:
            return ALWAYS
        factors |= min(way, key=_commonness)
    return ((frozenset(factors),),) if len(factors) < 2 * MOST_PAIRS else ALWAYS


def _tidy(way: Way) -> Way:
    """The rarest sets of a way, each once."""
    return tuple(sorted(dict.fromkeys(way), key=lambda s: (_commonness(s), sorted(s)))[:MOST_SETS])


def _commonness(factors: AbstractSet[str]) -> float:
    return sum(1.0 if len(f) == 1 else PAIR for f in factors)
