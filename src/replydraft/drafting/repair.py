"""Deterministic repair: the least change that takes a refused sentence out of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from replydraft.domain.finding import Disclosure, Finding, Severity

_END = re.compile(r"[。！？!?；;\n]")


def deterministic_repair(text: str, findings: Sequence[Finding]) -> str:
    """`text` with every sentence that holds a finding dropped, and every missing element's wording added.

    A sentence gives way to the finding's suggestion where one is given and it is not there yet. May be empty.
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
        wording = text[start:end] if n not in hurt else _closed(hurt[n].suggestion)
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
