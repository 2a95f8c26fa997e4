"""What any match of a pattern must contain: characters, and two or three of them in a row, which are far rarer.

A need is a list of nodes that must all hold for a text; a node is a set of factors (one to three characters in a row), of
which the text must have one, or alternatives, each a need, of which one must hold. A part of a pattern that has few spellings
is kept as those, so that words stay words; of the rest, order and distance are forgotten. Where nothing can be said the need
is empty, and the pattern is always tried.
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
LONGEST = 3
"""Characters of the longest factor."""
EDGE = LONGEST - 1
"""So much of the beginning and the end of a part is remembered, to be joined to its neighbours'."""
MOST_CHARS, MOST_SPELLINGS, MOST_ACROSS = 400, 250, 400
LONGEST_SPELLING = 12
SELDOM = (0.0, 1.0, 1 / 40, 1 / 400)
"""How often a given factor of so many characters stands in a text, beside a given character."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Of a part of a pattern: what it can begin and end with (up to `EDGE` characters; None: anything), its need, whether it
    can be empty, and its spellings where it has only these.
    """

    first: Leaf | None
    last: Leaf | None
    need: Need
    empty: bool = False
    spellings: Leaf | None = None


ANYTHING = Shape(None, None, ALWAYS)


def factors_of(text: str) -> set[str]:
    """Every one, two and three neighbouring characters of a text."""
    pairs = [*map(add, text, text[1:])]
    return {*text, *pairs, *map(add, pairs, text[2:])}


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
                whole = replace(whole, need=(*whole.need, *ahead.need))
        elif (part := _part(str(op), av, known)) is not NOTHING:
            whole = _joined(whole, part)
    return replace(whole, need=_tidy(whole.need))


def _spelled(spellings: Iterable[str], need: Need = ALWAYS) -> Shape:
    """The shape of a part with these spellings."""
    every = frozenset(spellings)
    some = every - {""}
    first, last = frozenset(s[:EDGE] for s in some), frozenset(s[-EDGE:] for s in some)
    return Shape(first, last, need if "" in every else (*need, *_leaves(some)), "" in every, every)


def _leaves(spellings: Leaf) -> Need:
    """One factor of each spelling: where some are longer than factors are, one of each end."""
    return tuple(dict.fromkeys((frozenset(s[:LONGEST] for s in spellings), frozenset(s[-LONGEST:] for s in spellings))))


NOTHING = _spelled(("",))


def _joined(a: Shape, b: Shape) -> Shape:
    if a.spellings is not None and b.spellings is not None and len(a.spellings) * len(b.spellings) <= MOST_SPELLINGS:
        both = frozenset(x + y for x in a.spellings for y in b.spellings)
        if max(map(len, both), default=0) <= LONGEST_SPELLING:
            return _spelled(both, (*a.need, *b.need))
    across = () if a.empty or b.empty else _across(a.last, b.first)
    return Shape(
        _either(a.first, b.first) if a.empty else _longer(a, b),
        _either(a.last, b.last) if b.empty else b.last,
        (*a.need, *across, *b.need),
        a.empty and b.empty,
    )


def _longer(a: Shape, b: Shape) -> Leaf | None:
    """What `a`, which is never empty, and then `b` begin with."""
    if a.spellings is None or b.first is None or b.empty or all(len(s) >= EDGE for s in a.spellings):
        return a.first
    longer = frozenset((s + more)[:EDGE] for s in a.spellings for more in b.first)
    return longer if len(longer) <= MOST_CHARS else a.first


def _across(last: Leaf | None, first: Leaf | None) -> Need:
    """The factors over a joint; shorter ones where there would be too many."""
    if last is None or first is None:
        return ALWAYS
    for left, right in ((EDGE, EDGE), (EDGE, 1), (1, EDGE), (1, 1)):
        ends, starts = frozenset(s[-left:] for s in last), frozenset(s[:right] for s in first)
        if 0 < len(ends) * len(starts) <= MOST_ACROSS:
            return _leaves(frozenset(a + b for a in ends for b in starts))
    return ALWAYS


def _either(a: Leaf | None, b: Leaf | None) -> Leaf | None:
    if a is None or b is None or len(a) + len(b) > MOST_CHARS:
        return None
    return a | b


def _part(op: str, av: Any, known: Mapping[int, Shape]) -> Shape:
    match op:
        case "LITERAL":
            return known.get(av) or _spelled((chr(av),))
        case "IN":
            return _class(av, known)
        case "SUBPATTERN":
            return shape_of(av[3], known)
        case "ATOMIC_GROUP":
            return shape_of(av, known)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _repeated(int(av[0]), int(av[1]), shape_of(av[2], known))
        case "BRANCH":
            return _branches([shape_of(branch, known) for branch in av[1]])
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return NOTHING
        case _:
            return ANYTHING if op in ("ANY", "NOT_LITERAL", "CATEGORY") else Shape(None, None, ALWAYS, empty=True)


def _repeated(least: int, most: int, inner: Shape) -> Shape:
    if inner.spellings is not None and most <= LONGEST:
        times = [frozenset(("",))]
        while len(times) <= most and len(times[-1]) * len(inner.spellings) <= MOST_SPELLINGS:
            times.append(frozenset(s + more for s in times[-1] for more in inner.spellings))
        every = frozenset[str]().union(*times[least:])
        if len(times) > most and max(map(len, every), default=0) <= LONGEST_SPELLING:
            return _spelled(every, inner.need if least else ALWAYS)
    if least == most == 1:
        return inner
    return Shape(inner.first, inner.last, inner.need if least else ALWAYS, inner.empty or not least)


def _branches(parts: list[Shape]) -> Shape:
    if all(part.spellings is not None for part in parts):
        every = frozenset[str]().union(*(part.spellings or () for part in parts))
        if len(every) <= MOST_SPELLINGS:
            return _spelled(every)
    first, last = parts[0].first, parts[0].last
    for part in parts[1:]:
        first, last = _either(first, part.first), _either(last, part.last)
    empty = any(part.empty for part in parts)
    words = frozenset(s for part in parts for s in part.spellings or ())
    ways = dict.fromkeys(way for part in parts if part.spellings is None for way in _flat(part.need))
    if empty or ALWAYS in ways:
        return Shape(first, last, ALWAYS, empty)
    merged = frozenset(f for way in ways if (only := _only(way)) is not None for f in only)
    several = [way for way in ways if _only(way) is None]
    if merged:
        several.append((merged,))
    if words:
        several.append(_leaves(words))
    return Shape(first, last, several[0] if len(several) == 1 else (_cover(several), tuple(several)), empty)


def _cover(ways: Iterable[Need]) -> Leaf:
    """One set that says of most texts at once that none of many alternatives holds: the rarest set of each."""
    return frozenset().union(*(min((n for n in way if isinstance(n, frozenset)), key=_common) for way in ways))


def _common(leaf: Leaf) -> float:
    return sum(SELDOM[len(factor)] for factor in leaf)


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
    return _spelled(chars) if len(chars) < MOST_CHARS else ANYTHING


def _tidy(need: Need) -> Need:
    """Each node once, and no set that is implied by a set of longer factors."""
    leaves = [node for node in dict.fromkeys(need) if isinstance(node, frozenset)]
    longest = {leaf: min(map(len, leaf), default=0) for leaf in leaves}
    return tuple(
        node
        for node in dict.fromkeys(need)
        if not isinstance(node, frozenset)
        or not any(longest[other] > longest[node] and _implies(other, node) for other in leaves)
    )


def _implies(longer: Leaf, shorter: Leaf) -> bool:
    """Whether every factor of one set has one of the other in it."""
    return all(
        any(factor[at : at + n] in shorter for n in range(1, len(factor)) for at in range(len(factor) - n + 1))
        for factor in longer
    )
