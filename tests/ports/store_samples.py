"""Made-up reviews and messages for the store's tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from replydraft.adapters.store import Store
from replydraft.domain.conversation import Message
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Answers, Decision, DecisionKind, Once, Review

REPLY = "您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。"
EDIT = "您好，清单在这里，获批与否由贷款机构决定。"
PERSON, OTHER = "周可", "吴双"
ASKED = "需要准备哪些材料？"


def finding(severity: str, finding_id: str = "f1") -> dict[str, Any]:
    return {"id": finding_id, "rule": "RD0101", "rule_version": "1.0.0", "severity": severity, "text": "样例"}


def check_of(text: str, *findings: dict[str, Any], verdict: str = "pass") -> dict[str, Any]:
    return {"id": "d", "verdict": verdict, "text_sha256": sha256_text(text), "findings": list(findings)}


def open_review(
    store: Store,
    *,
    draft_id: str = "d1",
    tier: str = "routine",
    reply: str = REPLY,
    asked: str = ASKED,
    customer_ref: str | None = "crm-7",
    branch: str = "",
    second_for: Sequence[str] = (),
    answers: Answers | None = None,
    once: Once | None = None,
    profile: dict[str, Any] | None = None,
) -> Review:
    inquiry = {"id": draft_id, "customer": asked, "history": [], "profile": profile or {}}
    draft = {"id": draft_id, "reply": reply, "tier": tier, "drafter": "embedded", "versions": {"rules": "r1"}}
    return store.reviews.open(
        inquiry, draft, check_of(reply), customer_ref=customer_ref, actor="rk_crm", branch=branch,
        second_for=second_for, answers=answers, once=once,
    )  # fmt: skip


def decision(
    text: str = REPLY,
    kind: DecisionKind = DecisionKind.APPROVE,
    *,
    person: str = PERSON,
    reason: str = "",
    alone: bool = False,
) -> Decision:
    return Decision(kind, person, text, sha256_text(text), reason, alone=alone)


def approved(store: Store, review: Review, *, person: str = PERSON, text: str = REPLY, **more: Any) -> Review:
    """The review after this person's approval of this text, at the revision at hand."""
    made = decision(text, person=person, alone=more.pop("alone", False))
    return store.reviews.decide(review.id, made, check_of(text), revision=review.revision, **more)


def message(
    number: int = 1,
    text: str | None = ASKED,
    *,
    conversation: str = "wx-1",
    customer_ref: str = "crm-7",
    role: Any = "customer",
    type: Any = "text",
    **more: Any,
) -> Message:
    sent = datetime(2026, 11, 24, 8, 59, tzinfo=UTC)
    return Message(conversation, f"m{number}", customer_ref, role, type, text, sent, **more)


def kinds(store: Store, subject: str | None = None) -> list[str]:
    """What the trail says happened, in order."""
    return [event.kind for event in store.audit.events(subject=subject)]
