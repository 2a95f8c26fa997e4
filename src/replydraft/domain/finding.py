"""Finding 命中, and the verdict 结论 that follows from findings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal


class Family(StrEnum):
    OVER_PROMISE = "over_promise"
    MISLEADING_COST = "misleading_cost"
    MISSING_DISCLOSURE = "missing_disclosure"
    PRIVACY_LEAK = "privacy_leak"
    ILLEGAL_INTERMEDIATION = "illegal_intermediation"
    CREDIT_REPAIR = "credit_repair"
    COLLECTION_CONDUCT = "collection_conduct"
    PRESSURE = "pressure"
    INJECTION = "injection"
    TONE = "tone"
    UNGROUNDED = "ungrounded"


class Severity(StrEnum):
    INFO = "info"
    WARN = "warn"
    BLOCK = "block"


class Verdict(StrEnum):
    PASS = "pass"
    WARN = "warn"
    BLOCK = "block"


class Disclosure(StrEnum):
    """Elements a reply may have to state (`missing` of a finding)."""

    ANNUALISED_RATE = "annualised_rate"
    FEES = "fees"
    FINAL_APPROVAL = "final_approval"
    DEFAULT_CONSEQUENCE = "default_consequence"
    REPAYMENT = "repayment"
    INTERMEDIARY_IDENTITY = "intermediary_identity"
    CONSENT = "consent"
    PURPOSE_LIMIT = "purpose_limit"
    GUARANTOR_LIABILITY = "guarantor_liability"
    COLLATERAL_RISK = "collateral_risk"
    CREDIT_ENQUIRY = "credit_enquiry"
    EARLY_REPAYMENT_TERMS = "early_repayment_terms"


DISCLOSURES_ZH: Mapping[Disclosure, str] = {
    Disclosure.ANNUALISED_RATE: "年化利率", Disclosure.FEES: "费用与收取方", Disclosure.FINAL_APPROVAL: "以机构审批为准",
    Disclosure.DEFAULT_CONSEQUENCE: "逾期后果", Disclosure.REPAYMENT: "还款安排",
    Disclosure.INTERMEDIARY_IDENTITY: "中介身份", Disclosure.CONSENT: "信息授权", Disclosure.PURPOSE_LIMIT: "用途限制",
    Disclosure.GUARANTOR_LIABILITY: "担保责任", Disclosure.COLLATERAL_RISK: "抵押物风险",
    Disclosure.CREDIT_ENQUIRY: "征信查询", Disclosure.EARLY_REPAYMENT_TERMS: "提前还款约定",
}  # fmt: skip
"""What advisors call them."""

FindingSource = Literal["rule", "classifier", "llm", "grounding"]


@dataclass(frozen=True, slots=True)
class LegalCitation:
    """A law a rule rests on. `article` is None where only the instrument was verified (`level` B or C)."""

    law: str
    article: str | None
    level: Literal["A", "B", "C"]
    effective_from: date | None = None
    effective_to: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a guardrail says about one span of the text, or about something missing.

    `start`/`end` are code-point offsets into the text as given; all three span fields are None for a missing element.
    """

    id: str
    rule: str
    rule_name: str
    rule_version: str
    family: Family
    severity: Severity
    source: FindingSource
    start: int | None
    end: int | None
    text: str | None
    missing: Disclosure | None
    message: str
    suggestion: str
    citations: tuple[LegalCitation, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of one check. `rewrite` is a whole compliant text, or None."""

    id: str
    verdict: Verdict
    text_sha256: str
    findings: tuple[Finding, ...]
    rewrite: str | None = None
    allowed: tuple[str, ...] = ()
    """With `explain_allowed`: one line for each tempting phrase that was let go, and why."""
    overlays: tuple[str, ...] = ()
    """Overlays of the branch and the lenders that were applied (`id@version`)."""
    consents_at: datetime | None = None
    """When our ledger of the customer's consents was read; None where it was not."""


_RANK = {Severity.INFO: Verdict.PASS, Severity.WARN: Verdict.WARN, Severity.BLOCK: Verdict.BLOCK}
_ORDER = (Verdict.PASS, Verdict.WARN, Verdict.BLOCK)


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The worst finding decides; `info` leaves it at `pass`."""
    return max((_RANK[f.severity] for f in findings), key=_ORDER.index, default=Verdict.PASS)


def trace_of(result: CheckResult, **more: str | None) -> dict[str, Any]:
    """What an audit event keeps of a check: hash, verdict and rule ids, never the text."""
    rules = sorted({f"{f.rule}@{f.rule_version}" for f in result.findings})
    applied = {"overlays": list(result.overlays)} if result.overlays else {}
    return {"text_sha256": result.text_sha256, "verdict": result.verdict.value, "findings": rules} | applied | more


def sha256_text(text: str) -> str:
    """Lower-case hex SHA-256 of the UTF-8 text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def finding_at(
    rule: tuple[str, str, str],
    span: tuple[int, int, str],
    *,
    family: Family,
    severity: Severity,
    message: str,
    suggestion: str,
    citations: tuple[LegalCitation, ...] = (),
    source: FindingSource = "rule",
) -> Finding:
    """A finding on words of the text. `rule`: id, name, version; `span`: start, end and the words there."""
    (id, name, version), (start, end, text) = rule, span
    return Finding(
        id=finding_id(id, start, end, text),
        rule=id,
        rule_name=name,
        rule_version=version,
        family=family,
        severity=severity,
        source=source,
        start=start,
        end=end,
        text=text,
        missing=None,
        message=message,
        suggestion=suggestion,
        citations=citations,
    )


def finding_id(rule: str, start: int | None, end: int | None, text: str | None, missing: str | None = None) -> str:
    """Stable for the same rule, span and text. Carries no customer text."""
    return sha256_text(f"{rule}\x00{start}\x00{end}\x00{text}\x00{missing}")[:16]
