"""Release 放行: one false `block` let go by compliance, for one exact text of one review. Fails closed.

A release counts for the finding it names, of the same rule in the same version, in a check of the same text. Anything else
(an edit, another version of the rule) needs a new one. The finding stays in the list, marked, and forbids nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

ADVISES = ("warn", "info")
"""Severities that forbid nothing; any other forbids, one we do not know included."""


@dataclass(frozen=True, slots=True)
class Release:
    """What was let go (finding id, rule, version, SHA-256 of the text), by whom, why and when."""

    finding: str
    rule: str
    rule_version: str
    text_sha256: str
    person: str
    reason: str
    at: datetime


def counted(check: Mapping[str, Any], releases: Iterable[Release]) -> dict[str, Release]:
    """The releases that count in this check, by the id of their finding."""
    known = {(r.text_sha256, r.finding, r.rule, r.rule_version): r for r in releases}
    found: dict[str, Release] = {}
    for f in check.get("findings", ()):
        key = (check.get("text_sha256"), f.get("id"), f.get("rule"), f.get("rule_version"))
        if f.get("severity") == "block" and key in known:
            found[str(f["id"])] = known[key]
    return found


def forbidding(check: Mapping[str, Any], releases: Iterable[Release] = ()) -> list[dict[str, Any]]:
    """The findings that forbid an approval: those that block and were not let go."""
    let_go = counted(check, releases)
    return [f for f in check.get("findings", ()) if f.get("severity") not in ADVISES and f.get("id") not in let_go]


def marked(check: Mapping[str, Any], releases: Iterable[Release]) -> dict[str, Any]:
    """The check as people see it: what was let go carries `released` (who, why, when) and no longer makes the verdict.

    Where no release counts it is the check as it was.
    """
    let_go = counted(check, releases)
    if not let_go:
        return dict(check)
    findings = [
        {**f, "released": _shown(let_go[f["id"]])} if f.get("id") in let_go else f for f in check.get("findings", ())
    ]
    return {**check, "findings": findings, "verdict": "block" if forbidding(check, let_go.values()) else "warn"}


def _shown(release: Release) -> dict[str, str]:
    return {"by": release.person, "reason": release.reason, "at": release.at.isoformat()}
