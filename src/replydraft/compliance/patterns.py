"""Patterns of the rule book: vocabulary, and the form they are compiled in.

A pattern runs over folded text, so it is folded too: its letters become lower case, its full-width punctuation half-width.
`{{name}}` stands for a vocabulary entry as `(?:…)`. Look-behinds may hold alternatives of different length.
Compiling is put off until a text has what a match needs (`factors`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any

from replydraft.compliance.factors import ANYTHING, Need, Shape, shape_of
from replydraft.errors import ContentError
from replydraft.text.beginnings import compiled

_NAME = re.compile(r"\{\{\s*([A-Za-z_]\w*)\s*\}\}")
_WIDE = dict(zip("，．！？；：（）％＋＝～＆＃＠／＊－［］｛｝｜＾＄", (",", r"\.", "!", r"\?", ";", ":", r"\(", r"\)", "%", r"\+", "=", r"\~", r"\&", r"\#", "@", "/", r"\*", r"\-", r"\[", r"\]", r"\{", r"\}", r"\|", r"\^", r"\$"), strict=True))  # fmt: skip
_UPPER = re.compile(r"(?<![\\])(?<!\?)[A-Z]+")
_BEHIND = re.compile(r"\(\?<([!=])([^()\[\]]*\|[^()\[\]]*)\)")
_FIRST_PLACEHOLDER = 0xE000
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
    _shapes: dict[str, Shape] = field(default_factory=dict)
    _marks: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._marks = {name: chr(_FIRST_PLACEHOLDER + n) for n, name in enumerate(self.words)}
        for name in self.words:
            self.full(name, ())

    def full(self, name: str, above: tuple[str, ...] = (), where: str = "") -> str:
        """The pattern of one entry with every name in it replaced. Raises ContentError for an unknown name or a cycle."""
        if name in self._full:
            return self._full[name]
        if name in above:
            raise ContentError(
                f"vocabulary goes in a circle: {' → '.join((*above, name))}", where=self.where.get(name, where)
            )
        if name not in self.words:
            raise ContentError(f"vocabulary has no {name!r}", where=where)
        at = self.where.get(name, "")
        source = folded_pattern(self.words[name])
        self._full[name] = _NAME.sub(lambda m: f"(?:{self.full(m[1], (*above, name), at)})", source)
        self._shapes[name] = self._analyse(source, at)
        _compile(self._full[name], at)
        return self._full[name]

    @classmethod
    def known(cls, full: Mapping[str, str]) -> Vocabulary:
        """A vocabulary that was checked before, from what `full` gave for each name."""
        return cls({}, _full=dict(full))

    def pattern(self, source: str, where: str) -> Pattern:
        """A pattern of a rule. Raises ContentError with `where` when it cannot be compiled."""
        plain = folded_pattern(source)
        for m in _NAME.finditer(plain):
            self.full(m[1], (), where)
        return Pattern(source, plain, where, self._analyse(plain, where).need, self.expanded)

    def expanded(self, plain: str) -> str:
        """A folded pattern with every name in it replaced. Raises ContentError for an unknown name."""
        return _NAME.sub(lambda m: f"(?:{self.full(m[1])})", plain)

    def _analyse(self, plain: str, where: str) -> Shape:
        """Parse without its vocabulary (already checked), and say what every match must contain."""
        template = _NAME.sub(lambda m: self._marks[m[1]], plain)
        try:
            parsed = _parser.parse(template)
        except re.error as e:
            raise ContentError(f"pattern does not compile: {e.msg} at {e.pos}", where=where) from None
        except (OverflowError, RecursionError):
            raise ContentError("pattern does not compile: too large", where=where) from None
        return shape_of(parsed, {ord(mark): self._shapes.get(name, ANYTHING) for name, mark in self._marks.items()})


@dataclass(frozen=True)
class Pattern:
    """One pattern, compiled on demand. `plain` is folded and still has its names; `need` is what a match of it contains."""

    source: str
    plain: str
    where: str
    needed: Need | Callable[[], Need] = field(repr=False)
    expand: Callable[[str], str] = field(repr=False, compare=False)

    @cached_property
    def need(self) -> Need:
        return self.needed() if callable(self.needed) else self.needed

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Raises ContentError where the whole does not compile (a vocabulary entry inside a look-behind)."""
        return _compile(self.full, self.where)

    @property
    def compiled(self) -> bool:
        """Whether a text has needed it before."""
        return "regex" in self.__dict__

    @property
    def names(self) -> set[str]:
        """The vocabulary entries it names itself."""
        return {m[1] for m in _NAME.finditer(self.plain)}

    @property
    def full(self) -> str:
        """The whole expression, as it is compiled."""
        return self.expand(self.plain)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        return self.regex.search(text, start, len(text) if end is None else end)

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        return self.regex.finditer(text, start, end)


def _compile(source: str, where: str) -> re.Pattern[str]:
    try:
        return compiled(source)
    except (re.error, OverflowError, RecursionError) as e:
        raise ContentError(f"pattern does not compile: {e}", where=where) from None
