"""Risk: one reason to take a message out of an ordinary advisor's hands (分级响应)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from replydraft.domain.draft import Intent, Tier

NEAR = 24
"""Characters on each side of a hit in which `unless` is looked for."""


@dataclass(frozen=True, slots=True)
class Risk:
    """`pattern` (verbose: spaces in it mean nothing) raises to `tier`; `intent` is added to the intents with `weight`.

    A hit is excused where `unless`, tried `NEAR` characters around, overlaps it. `reason` is what the advisor reads, in Chinese.
    """

    name: str
    tier: Tier
    escalate: bool
    intent: Intent | None
    weight: float
    reason: str
    pattern: str
    unless: str = ""

    def found_in(self, text: str) -> bool:
        """Whether folded lower-case `text` carries it."""
        for hit in compiled(self.pattern).finditer(text):
            if not (self.unless and self._excused(text, hit.start(), hit.end())):
                return True
        return False

    def _excused(self, text: str, start: int, end: int) -> bool:
        low, high = max(0, start - NEAR), end + NEAR
        return any(u.start() < end and u.end() > start for u in compiled(self.unless).finditer(text, low, high))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compiled once, on first use; white space in the pattern is only layout."""
    return re.compile(pattern, re.VERBOSE)
