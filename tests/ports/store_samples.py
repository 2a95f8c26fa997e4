"""Made-up reviews for the store's tests."""

from __future__ import annotations

from typing import Any

from replydraft.adapters.store import Store
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Decision, DecisionKind, Review

REPLY = "您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。"
PERSON = "周可"


def finding(severity: str, finding_id: str = "f1") -> dict[str, Any]:
    return {"id": finding_id, "rule": "RD0101", "rule_version": "1.0.0", "severity": severity, "text": "样例"}


def check_of(text: str, *findings: dict[str, Any], verdict: str = "pass") -> dict[str, Any]:
    return {"id": "d", "verdict": verdict, "text_sha256": sha256_text(text), "findings": list(findings)}


def open_review(store: Store, *, draft_id: str = "d1", tier: str = "routine", reply: str = REPLY) -> Review:
    inquiry = {"id": draft_id, "customer": "需要准备哪些材料？", "history": [], "profile": {}}
    draft = {"id": draft_id, "reply": reply, "tier": tier, "drafter": "embedded", "versions": {"rules": "r1"}}
    return store.reviews.open(inquiry, draft, check_of(reply), customer_ref="crm-7", actor="rk_crm")


def decision(
    text: str = REPLY, kind: DecisionKind = DecisionKind.APPROVE, *, person: str = PERSON, reason: str = ""
) -> Decision:
    return Decision(kind, person, text, sha256_text(text), reason)
