"""One press applies one finding's fix: the least of the text changes, the rest stays as the person wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from replydraft.compliance.rewrite import rewritten
from replydraft.compliance.rulebook import RuleBook
from replydraft.domain.finding import Disclosure, Family, Finding, Severity
from replydraft.domain.inquiry import CheckRequest
from replydraft.text.folding import fold


def apply_finding(text: str, finding: Mapping[str, Any], book: RuleBook) -> str:
    """The text after this one fix, the same way the whole rewrite would do it.

    Unchanged where the finding offers no fix or its span is no longer there.
    """
    one = _finding(finding)
    if one is None or (one.start is not None and text[one.start : one.end] != one.text):
        return text
    modes = {rule.id: rule.rewrite for rule in book.rules}
    request = CheckRequest("one", text, date.min)
    fixed = rewritten(request, fold(text), [one], modes=modes, recheck=lambda t: (fold(t), []))
    return text if fixed is None else fixed


def _finding(finding: Mapping[str, Any]) -> Finding | None:
    """The contract's finding as the domain's; None where it is none of ours, or only informs."""
    start, end = finding.get("start"), finding.get("end")
    try:
        one = Finding(
            id=str(finding["id"]),
            rule=str(finding["rule"]),
            rule_name=str(finding.get("rule_name", "")),
            rule_version=str(finding.get("rule_version", "")),
            family=Family(finding["family"]),
            severity=Severity(finding["severity"]),
            source=finding["source"],
            start=start,
            end=end,
            text=finding.get("text"),
            missing=Disclosure(finding["missing"]) if finding.get("missing") else None,
            message=str(finding.get("message", "")),
            suggestion=str(finding.get("suggestion") or ""),
        )
    except (KeyError, ValueError):
        return None
    return one if one.severity is not Severity.INFO and (one.suggestion or start is not None) else None
