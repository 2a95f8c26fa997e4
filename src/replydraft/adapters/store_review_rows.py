"""A review's rows: how they are joined, read as a Review, and written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from replydraft.adapters.store_schema import decisions, drafts, reviews, revisions
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Decision, DecisionKind, Review, ReviewState
from replydraft.errors import InputError


def versions_of(check: dict[str, Any]) -> dict[str, Any]:
    """What of a check goes into the trail: the outcome and the rules behind it, no text."""
    found = [(str(f.get("rule")), str(f.get("rule_version"))) for f in check.get("findings", ())]
    return {"verdict": check.get("verdict"), "rules": [f"{rule}@{version}" for rule, version in sorted(set(found))]}


def stand(state: ReviewState, revision: int, text_sha256: str) -> dict[str, Any]:
    """How a review stands after an event; `store_verify` holds the tables against it."""
    return {"state": state.value, "revision": revision, "text_sha256": text_sha256}


def require_check_of(text: str, check: dict[str, Any]) -> None:
    if check.get("text_sha256") != sha256_text(text):
        raise InputError("is not the check of exactly this text", field="check.text_sha256")


def save_text(
    connection: Connection, review_id: str, revision: int, text: str, check: dict[str, Any], *, person: str, at: str
) -> None:
    connection.execute(
        insert(revisions).values(
            review_id=review_id, revision=revision, text=text, text_sha256=sha256_text(text), check=check,
            person=person, at=at,
        )
    )  # fmt: skip


def whole() -> Select[Any]:
    """A review with its draft, its latest text and its decision."""
    latest = (
        select(revisions.c.revision)
        .where(revisions.c.review_id == reviews.c.id)
        .order_by(revisions.c.revision.desc())
        .limit(1)
        .correlate(reviews)
        .scalar_subquery()
    )
    return (
        select(
            reviews,
            drafts.c.draft_id,
            drafts.c.inquiry,
            drafts.c.draft.label("draft_object"),
            revisions.c.text,
            revisions.c.check,
            decisions.c.kind.label("decided"),
            decisions.c.person.label("decided_by"),
            decisions.c.text.label("decided_text"),
            decisions.c.text_sha256.label("decided_sha256"),
            decisions.c.reason,
            decisions.c.dismissed,
            decisions.c.at.label("decided_at"),
        )
        .join(drafts, drafts.c.number == reviews.c.draft)
        .join(revisions, (revisions.c.review_id == reviews.c.id) & (revisions.c.revision == latest))
        .outerjoin(decisions, decisions.c.review_id == reviews.c.id)
    )


def review_of(row: Row[Any]) -> Review:
    decision = decided_at = None
    if row.decided is not None:
        dismissed = tuple((str(finding), str(reason)) for finding, reason in row.dismissed)
        decision = Decision(
            DecisionKind(row.decided), row.decided_by, row.decided_text, row.decided_sha256, row.reason, dismissed
        )
        decided_at = datetime.fromisoformat(row.decided_at)
    return Review(
        id=row.id,
        draft_id=row.draft_id,
        state=ReviewState(row.state),
        revision=row.revision,
        tier=row.tier,
        created_at=datetime.fromisoformat(row.created_at),
        updated_at=datetime.fromisoformat(row.updated_at),
        customer_ref=row.customer_ref,
        inquiry=row.inquiry,
        draft=row.draft_object,
        text=row.text,
        check=row.check,
        claimed_by=row.claimed_by,
        decision=decision,
        decided_at=decided_at,
    )
