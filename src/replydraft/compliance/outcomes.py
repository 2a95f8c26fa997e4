"""What a check's outcome means for the next attempt: what to mend, in words without identifiers, and which attempt is better."""

from __future__ import annotations

from dataclasses import replace

from replydraft.compliance.masking import MaskMap
from replydraft.domain.finding import CheckResult, Finding, Severity, Verdict


def actionable(result: CheckResult) -> tuple[Finding, ...]:
    return tuple(f for f in result.findings if f.severity is not Severity.INFO)


def refused(reply: str, result: CheckResult, masks: MaskMap) -> tuple[Finding, ...]:
    """Why a reply was refused, with texts and offsets as they stand in the reply before identifiers were put back."""
    told = []
    for f in actionable(result):
        words = masks.hide(f.text) if f.text else None
        at = reply.find(words) if words else -1
        span = (at, at + len(words)) if words and at >= 0 else (None, None)
        told.append(replace(f, text=words, start=span[0], end=span[1], suggestion=masks.hide(f.suggestion)))
    return tuple(told)


def worse(a: CheckResult, b: CheckResult) -> bool:
    order = tuple(Verdict)
    return (order.index(a.verdict), len(actionable(a))) > (order.index(b.verdict), len(actionable(b)))
