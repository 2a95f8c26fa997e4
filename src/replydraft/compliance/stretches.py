"""A folded text that remembers what it has been looked through for: no stretch is taken apart twice, none searched in vain."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from replydraft.compliance.factors import factors_of, holds
from replydraft.compliance.patterns import Pattern

SHORT = 600
"""A stretch up to this long is searched by a compiled pattern sooner than taken apart."""


class Stretches:
    """The factors of stretches of one text, and which patterns match in them. Offsets are code points of `text`."""

    __slots__ = ("_found", "_seen", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._seen: dict[tuple[int, int], AbstractSet[str]] = {}
        self._found: dict[tuple[int, int, int], bool] = {}

    def seen(self, start: int, end: int) -> AbstractSet[str]:
        """The factors of a stretch."""
        seen = self._seen.get((start, end))
        if seen is None:
            seen = self._seen[start, end] = factors_of(self.text[start:end])
        return seen

    def has(self, pattern: Pattern, start: int = 0, end: int | None = None) -> bool:
        """Whether a pattern matches in a stretch, as `pattern.search` says; only searched where its need holds."""
        if end is None:
            end = len(self.text)
        if not end and pattern.need:
            return False
        key = id(pattern), start, end
        found = self._found.get(key)
        if found is None:
            quick = end - start <= SHORT and pattern.compiled
            found = (quick or holds(pattern.need, self.seen(start, end))) and (
                pattern.regex.search(self.text, start, end) is not None
            )
            self._found[key] = found
        return found

    def may_have(self, pattern: Pattern, start: int, end: int) -> bool:
        """False where a pattern needs what a stretch has not."""
        return holds(pattern.need, self.seen(start, end))
