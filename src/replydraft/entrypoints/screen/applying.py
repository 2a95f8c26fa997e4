"""One press applies one finding's fix: the least of the text changes, the rest stays as the person wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from replydraft.compliance.masking import mask
from replydraft.domain.inquiry import Inquiry

_STOPS = "。！？!?；;\n"
_PAUSES = _STOPS + "，,"
_ENDS = "。！？!?～~"


def apply_finding(text: str, finding: Mapping[str, Any]) -> str:
    """The text after this one fix; unchanged where the finding offers none or its span is no longer there.

    Something missing is added at the end. A number that identifies somebody is masked where it stands. Else the
    clauses that hold the span give way to the suggestion, which is never said twice.
    """
    suggestion = str(finding.get("suggestion") or "").strip()
    start, end = finding.get("start"), finding.get("end")
    if start is None or end is None:
        return _append(text, suggestion) if suggestion else text
    if not 0 <= start < end <= len(text) or text[start:end] != finding.get("text"):
        return text
    if finding.get("family") == "privacy_leak":
        hidden = _masked(text[start:end])
        if hidden != text[start:end]:
            return text[:start] + hidden + text[end:]
    if not suggestion:
        return text
    return _replace(text, start, end, suggestion)


def _masked(span: str) -> str:
    inquiry, masks = mask(Inquiry("span", span, date.min))
    return masks.restore_masked(inquiry.customer)


def _append(text: str, suggestion: str) -> str:
    if suggestion.rstrip(_ENDS) in text:
        return text
    body = text.rstrip()
    gap = "" if not body or body[-1] in _ENDS + "；;" else "。"
    return f"{body}{gap}{_closed(suggestion)}"


def _replace(text: str, start: int, end: int, suggestion: str) -> str:
    a, b = start, end
    while a > 0 and text[a - 1] not in _PAUSES:
        a -= 1
    while b < len(text) and text[b] not in _PAUSES and text[b - 1] not in _STOPS:
        b += 1
    rest = text[:a] + text[b:]
    bare = suggestion.rstrip(_ENDS)
    if bare in rest:
        return _tidy(text[:a], text[b:])
    tail = text[b:]
    return text[:a] + (bare if tail[:1] in tuple(_PAUSES) and tail else _closed(suggestion)) + tail


def _tidy(before: str, after: str) -> str:
    """Two halves joined without doubled or leading pauses."""
    if after[:1] and after[0] in _PAUSES and (not before or before[-1] in _PAUSES):
        after = after[1:]
    return before + after


def _closed(sentence: str) -> str:
    return sentence if sentence[-1:] in tuple(_ENDS) else sentence + "。"
