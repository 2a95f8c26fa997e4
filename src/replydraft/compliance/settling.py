"""Which of many findings stand: of those on the same words the gravest, and nothing of the base lost under an overlay."""

from __future__ import annotations

from collections.abc import Iterable

from replydraft.domain.finding import Family, Finding, Severity
from replydraft.text.spans import Taken

_WEIGHT = {Severity.BLOCK: 2, Severity.WARN: 1, Severity.INFO: 0}


def settled(found: Iterable[Finding]) -> list[Finding]:
    """Of overlapping findings of one family the most severe, then what was worked out (it names the figure and the right one), then the
    longest; of one missing element the most severe."""
    kept: list[Finding] = []
    spans: dict[Family, Taken] = {}
    elements: set[str] = set()
    for f in sorted(found, key=_precedence):
        if f.start is None or f.end is None:
            if f.missing is not None and f.missing in elements:
                continue
            elements.add(f.missing or f.id)
        elif not spans.setdefault(f.family, Taken()).take(f.start, f.end):
            continue
        kept.append(f)
    return _in_order(kept)


def _precedence(f: Finding) -> tuple[int, bool, int, int, str]:
    return -_WEIGHT[f.severity], f.source != "grounding", (f.start or 0) - (f.end or 0), f.start or 0, f.rule


def joined(base: list[Finding], found: Iterable[Finding]) -> list[Finding]:
    """Findings of the base (settled) under overlays whose findings are `found`: each of the base stays, at the severity
    the overlays give it or its own if that is higher; of theirs what is on the same words and no graver gives way."""
    found = list(found)
    gravest: dict[str, Finding] = {}
    for f in found:
        if f.id not in gravest or _WEIGHT[f.severity] > _WEIGHT[gravest[f.id].severity]:
            gravest[f.id] = f
    kept = [
        new if (new := gravest.get(f.id)) is not None and _WEIGHT[new.severity] >= _WEIGHT[f.severity] else f
        for f in base
    ]
    known = {f.id for f in kept}
    more = [f for f in settled(found) if f.id not in known and not any(_covers(k, f) for k in kept)]
    return _in_order([*kept, *more])


def _covers(kept: Finding, f: Finding) -> bool:
    """Whether what is kept says the same at least as gravely."""
    if kept.family is not f.family or _WEIGHT[kept.severity] < _WEIGHT[f.severity]:
        return False
    if kept.start is None or kept.end is None or f.start is None or f.end is None:
        return kept.missing is not None and kept.missing is f.missing
    return kept.start < f.end and f.start < kept.end


def _in_order(kept: list[Finding]) -> list[Finding]:
    return sorted(kept, key=lambda f: (f.start is None, f.start or 0, f.end or 0, f.rule, f.missing or ""))
