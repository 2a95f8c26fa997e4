"""What any match of a pattern must contain: single characters, and pairs of neighbours, which are far rarer.

A need is a list of nodes that must all hold for a text; a node is a set of factors (a character or two in a row), of which
the text must have one, or alternatives, each a need, of which one must hold. It is as large as the pattern and no larger, and
forgets only order and distance. Where nothing can be said the need is empty, and the pattern is always tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from operator import add
from typing import Any

Leaf = frozenset[str]
Node = Leaf | tuple["Need", ...]
Need = tuple[Node, ...]

ALWAYS: Need = ()
MOST_CHARS, MOST_PAIRS = 400, 400
PAIR = 1 / 40
"""How often a given pair stands in a text, beside a given character."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a part of a pattern: the characters it can begin and end with (None: any), its need, whether it can be empty."""

    first: Leaf | None
    last: Leaf | None
    need: Need
    empty: bool = False


NOTHING = Shape(frozenset(), frozenset(), ALWAYS, empty=True)
ANYTHING = Shape(None, None, ALWAYS)


def factors_of(text: str) -> set[str]:
    """Every character and every pair of neighbours of a text."""
    return {*text, *map(add, text, text[1:])}


def holds(need: Need, seen: AbstractSet[str]) -> bool:
    """Whether a text with these factors can hold a match of a pattern with this need. False is certain, True is not."""
    for node in need:
        if isinstance(node, frozenset):
            if node.isdisjoint(seen):
                return False
        else:
            for way in node:
                if holds(way, seen):
                    break
            else:
                return False
    return True


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
    return replace(whole, need=_tidy(whole.need))


def _joined(a: Shape, b: Shape) -> Shape:
    pairs = None if a.empty or b.empty else _pairs(a.last, b.first)
    return Shape(
        _either(a.first, b.first) if a.empty else a.first,
        _either(a.last, b.last) if b.empty else b.last,
        (*a.need, *b.need) if pairs is None else (*a.need, pairs, *b.need),
        a.empty and b.empty,
    )


def _pairs(last: Leaf | None, first: Leaf | None) -> Leaf | None:
    if last is None or first is None or not 0 < len(last) * len(first) <= MOST_PAIRS:
        return None
    return frozenset(a + b for a in last for b in first)


def _either(a: Leaf | None, b: Leaf | None) -> Leaf | None:
    if a is None or b is None or len(a) + len(b) > MOST_CHARS:
        return None
    return a | b


def _part(op: str, av: Any, known: Mapping[int, Shape]) -> Shape:
    match op:
        case "LITERAL":
            one = frozenset(chr(av))
            return known.get(av) or Shape(one, one, (one,))
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
    ways = dict.fromkeys(way for part in parts for way in _flat(part.need))
    if empty or ALWAYS in ways:
        return Shape(first, last, ALWAYS, empty)
    merged = frozenset(f for way in ways if (only := _only(way)) is not None for f in only)
    several = [way for way in ways if _only(way) is None]
    if merged:
        several.append((merged,))
    return Shape(first, last, several[0] if len(several) == 1 else (_cover(several), tuple(several)), empty)


def _cover(ways: Iterable[Need]) -> Leaf:
    """One set that says of most texts at once that none of many alternatives holds: the rarest set of each."""
    return frozenset().union(*(min((n for n in way if isinstance(n, frozenset)), key=_common) for way in ways))


def _common(leaf: Leaf) -> float:
    return sum(1.0 if len(factor) == 1 else PAIR for factor in leaf)


def _flat(need: Need) -> tuple[Need, ...]:
    """The alternatives of a need that is nothing but alternatives and their cover; else the need itself."""
    if len(need) == 2 and isinstance(need[1], tuple) and need[0] == _cover(need[1]):
        return need[1]
    return (need,)


def _only(way: Need) -> Leaf | None:
    return way[0] if len(way) == 1 and isinstance(way[0], frozenset) else None


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
    return Shape(one, one, (one,)) if len(one) < MOST_CHARS else ANYTHING


def _tidy(need: Need) -> Need:
    """Each node once, and no set of characters that a set of pairs implies."""
    pairs = [n for n in need if isinstance(n, frozenset) and all(len(f) == 2 for f in n)]
    implied = [{f[at] for f in n} for n in pairs for at in (0, 1)]
    return tuple(
        node
        for node in dict.fromkeys(need)
        if not isinstance(node, frozenset) or node in pairs or not any(chars <= node for chars in implied)
    )
