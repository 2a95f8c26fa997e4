"""Deterministic repair: the least change that takes a refused sentence out of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from replydraft.domain.finding import Disclosure, Family, Finding, Severity

_END = re.compile(r"[。！？!?；;\n]")


def deterministic_repair(text: str, findings: Sequence[Finding]) -> str:
    """`text` without the sentences that hold a finding, and with every missing element's wording. May be empty.

    Where the wrong is a promise or a price, the finding's suggestion takes the sentence's place, once.
    """
    told = [f for f in findings if f.severity is not Severity.INFO]
    spans = _sentences(text)
    hurt: dict[int, Finding] = {}
    for finding in told:
        if finding.start is None or finding.end is None:
            continue
        for n, (start, end) in enumerate(spans):
            if start < finding.end and finding.start < end:
                hurt.setdefault(n, finding)
    kept: list[str] = []
    for n, (start, end) in enumerate(spans):
        wording = text[start:end] if n not in hurt else _instead(hurt[n])
        if wording and wording not in kept:
            kept.append(wording)
    for finding in told:
        wording = _closed(finding.suggestion)
        if finding.missing is not None and wording and wording not in kept:
            kept.append(wording)
    return "".join(kept).strip()


def missing_elements(findings: Sequence[Finding]) -> tuple[Disclosure, ...]:
    """The disclosure elements that findings say are missing, in order."""
    return tuple(dict.fromkeys(f.missing for f in findings if f.missing is not None))


_SAID_RIGHT = frozenset({Family.OVER_PROMISE, Family.MISLEADING_COST})


def _instead(finding: Finding) -> str:
    return _closed(finding.suggestion) if finding.family in _SAID_RIGHT else ""


def _closed(wording: str) -> str:
    wording = wording.strip()
    return wording if not wording or _END.match(wording[-1]) else wording + "。"


def _sentences(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for mark in _END.finditer(text):
        spans.append((start, mark.end()))
        start = mark.end()
    if start < len(text):
        spans.append((start, len(text)))
    return spans
