"""Patterns of the rule book: vocabulary, the form they are compiled in, and what any match of one must contain.

A pattern runs over folded text, so it is folded too: its letters become lower case, its full-width punctuation half-width.
`{{name}}` stands for a vocabulary entry as `(?:…)`. Look-behinds may hold alternatives of different length.
Compiling is put off until a text has the characters that every match needs (`needs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any

from replydraft.errors import ContentError

_NAME = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_WIDE = dict(zip("，．！？；：（）％＋＝～＆＃＠／＊－［］｛｝｜＾＄", (",", r"\.", "!", r"\?", ";", ":", r"\(", r"\)", "%", r"\+", "=", r"\~", r"\&", r"\#", "@", "/", r"\*", r"\-", r"\[", r"\]", r"\{", r"\}", r"\|", r"\^", r"\$"), strict=True))  # fmt: skip
_UPPER = re.compile(r"(?<![\\])(?<!\?)[A-Z]+")
_BEHIND = re.compile(r"\(\?<([!=])([^()\[\]]*\|[^()\[\]]*)\)")
_FIRST_PLACEHOLDER = 0xE000
_SMALL = 400
_parser: Any = import_module("re._parser")


def folded_pattern(source: str) -> str:
    """A pattern as it must be written to run over folded text."""
    source = "".join(_WIDE.get(c, c) for c in source)
    source = _UPPER.sub(lambda m: m[0].lower(), source)
    return _BEHIND.sub(_split_behind, source)


def _split_behind(m: re.Match[str]) -> str:
    by_length: dict[int, list[str]] = {}
    for one in m[2].split("|"):
        by_length.setdefault(len(one), []).append(one)
    if len(by_length) == 1:
        return m[0]
    parts = [f"(?<{m[1]}{'|'.join(some)})" for some in by_length.values()]
    return "".join(parts) if m[1] == "!" else f"(?:{'|'.join(parts)})"


@dataclass(slots=True)
class Vocabulary:
    """Named alternatives. `where` says which file they came from, for error messages."""

    words: Mapping[str, str]
    where: Mapping[str, str] = field(default_factory=dict)
    _full: dict[str, str] = field(default_factory=dict)
    _needs: dict[str, tuple[frozenset[str], ...]] = field(default_factory=dict)
    _marks: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._marks = {name: chr(_FIRST_PLACEHOLDER + n) for n, name in enumerate(self.words)}
        for name in self.words:
            self.full(name, ())

    def full(self, name: str, above: tuple[str, ...] = (), where: str = "") -> str:
        """The pattern of one entry with every name in it replaced. Raises ContentError for an unknown name or a cycle."""
        if name in above:
            raise ContentError(
                f"vocabulary goes in a circle: {' → '.join((*above, name))}", where=self.where.get(name, where)
            )
        if name not in self.words:
            raise ContentError(f"vocabulary has no {name!r}", where=where)
        if name not in self._full:
            at = self.where.get(name, "")
            source = folded_pattern(self.words[name])
            self._full[name] = _NAME.sub(lambda m: f"(?:{self.full(m[1], (*above, name), at)})", source)
            self._needs[name] = self._analyse(source, at)
            _compile(self._full[name], at)
        return self._full[name]

    def pattern(self, source: str, where: str) -> Pattern:
        """A pattern of a rule. Raises ContentError with `where` when it cannot be compiled."""
        plain = folded_pattern(source)
        names = {m[1]: f"(?:{self.full(m[1], (), where)})" for m in _NAME.finditer(plain)}
        return Pattern(source, _NAME.sub(lambda m: names[m[1]], plain), where, self._analyse(plain, where))

    def _analyse(self, plain: str, where: str) -> tuple[frozenset[str], ...]:
        """Parse without its vocabulary (already checked), and say what every match must contain."""
        template = _NAME.sub(lambda m: self._marks[m[1]], plain)
        try:
            parsed = _parser.parse(template)
        except re.error as e:
            raise ContentError(f"pattern does not compile: {e.msg} at {e.pos}", where=where) from None
        except (OverflowError, RecursionError):
            raise ContentError("pattern does not compile: too large", where=where) from None
        known = {ord(mark): self._needs.get(name, ()) for name, mark in self._marks.items()}
        return tuple(sorted(set(_needs(parsed, known)), key=lambda s: (len(s), sorted(s)))[:6])


@dataclass(frozen=True)
class Pattern:
    """One compiled-on-demand pattern. `needs`: any match contains at least one character of each set."""

    source: str
    full: str
    where: str
    needs: tuple[frozenset[str], ...]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Raises ContentError where the whole does not compile (a vocabulary entry inside a look-behind)."""
        return _compile(self.full, self.where)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        return self.regex.search(text, start, len(text) if end is None else end)

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        return self.regex.finditer(text, start, end)


def _compile(source: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except (re.error, OverflowError, RecursionError) as e:
        raise ContentError(f"pattern does not compile: {e}", where=where) from None


Known = Mapping[int, tuple[frozenset[str], ...]]


def _needs(parsed: Iterable[Any], known: Known) -> list[frozenset[str]]:
    """Sets of characters: every match of the parsed sequence contains at least one of each."""
    found: list[frozenset[str]] = []
    for op, av in parsed:
        match str(op):
            case "LITERAL":
                found += known.get(av, (frozenset(chr(av)),))
            case "IN":
                found += _one_of(av, known)
            case "SUBPATTERN":
                found += _needs(av[3], known)
            case "ATOMIC_GROUP":
                found += _needs(av, known)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                if av[0] >= 1:
                    found += _needs(av[2], known)
            case "BRANCH":
                found += _branch(av[1], known)
            case _:
                pass
    return found


def _smallest(needs: Sequence[frozenset[str]]) -> frozenset[str]:
    return sorted(needs, key=len)[0]


def _one_of(items: Iterable[Any], known: Known) -> list[frozenset[str]]:
    chars: set[str] = set()
    for op, av in items:
        if str(op) == "LITERAL" and av not in known:
            chars.add(chr(av))
        elif str(op) == "RANGE" and av[1] - av[0] < _SMALL:
            chars.update(map(chr, range(av[0], av[1] + 1)))
        elif str(op) == "CATEGORY" and str(av) == "CATEGORY_DIGIT":
            chars.update("0123456789")
        elif str(op) == "LITERAL" and (needs := known.get(av)):
            chars.update(_smallest(needs))
        else:
            return []
    return [frozenset(chars)] if len(chars) < _SMALL else []


def _branch(ways: Iterable[Any], known: Known) -> list[frozenset[str]]:
    union: set[str] = set()
    for way in ways:
        needs = _needs(way, known)
        if not needs:
            return []
        union |= _smallest(needs)
    return [frozenset(union)] if len(union) < _SMALL else []


class Sieve:
    """Which of many patterns a stretch of text can match at all, by its characters: one pass for all patterns."""

    PLANES = 4

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._planes: list[dict[str, int]] = [{} for _ in range(self.PLANES)]
        self._free = [0] * self.PLANES
        for n, pattern in enumerate(patterns):
            for k in range(self.PLANES):
                if k < len(pattern.needs):
                    for c in pattern.needs[k]:
                        self._planes[k][c] = self._planes[k].get(c, 0) | 1 << n
                else:
                    self._free[k] |= 1 << n

    def may_match(self, text: str) -> Iterator[int]:
        """Numbers of the patterns, in order, that the text does not rule out."""
        seen = set(text)
        left = -1
        for plane, free in zip(self._planes, self._free, strict=True):
            bits = free
            for c in seen:
                bits |= plane.get(c, 0)
            left &= bits
        while left:
            low = left & -left
            yield low.bit_length() - 1
            left ^= low
