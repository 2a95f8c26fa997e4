"""Everyday questions whose meaning is sure from their words, though single words of them look like something graver.

A case settles what is asked (its intent) and which script answers it: the one with the case's name among its tags. Risks
that the words only look like are taken back; any other risk goes before the case.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from replydraft.drafting.cues_case import CASES, Case
from replydraft.drafting.risk import compiled

LONGEST = 160
"""Characters up to which a message is one question; a longer one is a story, and is weighed as a whole."""


@lru_cache(maxsize=64)
def case_of(text: str) -> Case | None:
    """The first case of the table that a folded message is; None for all others."""
    if len(text) > LONGEST:
        return None
    line = text.replace("\n", ",")
    return next((c for c in CASES if _is(c, line)), None)


def answered_by_case(text: str, risks: Iterable[str]) -> Case | None:
    """The case whose script answers the message; None where a risk stands that this script is not written for."""
    case = case_of(text)
    return case if case is not None and all(name in case.beside for name in risks) else None


def _is(case: Case, text: str) -> bool:
    return bool(compiled(case.asked).search(text)) and not (case.unless and compiled(case.unless).search(text))
