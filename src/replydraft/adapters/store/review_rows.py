"""A review's rows: how they are joined, sealed, opened as a Review, and written."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from replydraft.adapters.cryptography_seal import Cipher
from replydraft.adapters.store.release_rows import releases_of
from replydraft.adapters.store.schema import approvals, customers, decisions, drafts, reviews, revisions, sendings
from replydraft.adapters.store.sealing import Vault
from replydraft.domain.audit import canonical
from replydraft.domain.finding import sha256_text
from replydraft.domain.release import marked
from replydraft.domain.review import Approval, Decision, DecisionKind, Follows, Review, ReviewState
from replydraft.errors import InputError, StoreError

ERASED = "（客户信息已按要求删除）"


def versions_of(check: dict[str, Any]) -> dict[str, Any]:
    """What of a check goes into the trail: the outcome and the rules behind it, no text."""
    found = [(str(f.get("rule")), str(f.get("rule_version"))) for f in check.get("findings", ())]
    applied = {"overlays": check["overlays"]} if check.get("overlays") else {}
    return {
        "verdict": check.get("verdict"), "rules": [f"{rule}@{version}" for rule, version in sorted(set(found))], **applied,
    }  # fmt: skip


def stand(state: ReviewState, revision: int, text_sha256: str) -> dict[str, Any]:
    """How a review stands after an event; `verify` holds the tables against it."""
    return {"state": state.value, "revision": revision, "text_sha256": text_sha256}


def require_check_of(text: str, check: dict[str, Any]) -> None:
    if check.get("text_sha256") != sha256_text(text):
        raise InputError("is not the check of exactly this text", field="check.text_sha256")


def seal_json(cipher: Cipher, value: Any, of: str) -> str:
    return cipher.seal(canonical(value), of)


def open_json(cipher: Cipher, sealed: str, of: str) -> Any:
    return json.loads(cipher.open(sealed, of))


def save_text(
    connection: Connection, cipher: Cipher, review_id: str, revision: int, text: str, check: dict[str, Any], *,
    person: str, at: str,
) -> None:  # fmt: skip
    of = f"{review_id}:{revision}"
    connection.execute(
        insert(revisions).values(
            review_id=review_id, revision=revision, text_sha256=sha256_text(text), person=person, at=at,
            text_sealed=cipher.seal(text, f"revisions.text:{of}"),
            check_sealed=seal_json(cipher, check, f"revisions.check:{of}"),
        )
    )  # fmt: skip


def whole() -> Select[Any]:
    """A review with its customer's key, its draft, its latest text, its decision and what was sent."""
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
            drafts.c.customer_id,
            drafts.c.inquiry_sealed,
            drafts.c.draft_sealed,
            customers.c.data_key,
            customers.c.ref_sealed,
            revisions.c.revision.label("text_revision"),
            revisions.c.text_sealed,
            revisions.c.text_sha256,
            revisions.c.check_sealed,
            decisions.c.kind.label("decided"),
            decisions.c.person.label("decided_by"),
            decisions.c.text_sha256.label("decided_sha256"),
            decisions.c.body_sealed,
            decisions.c.at.label("decided_at"),
            sendings.c.text_sha256.label("sent_sha256"),
        )
        .join(drafts, drafts.c.number == reviews.c.draft)
        .join(customers, customers.c.id == drafts.c.customer_id)
        .join(revisions, (revisions.c.review_id == reviews.c.id) & (revisions.c.revision == latest))
        .outerjoin(decisions, decisions.c.review_id == reviews.c.id)
        .outerjoin(sendings, sendings.c.review_id == reviews.c.id)
    )


def approvals_of(connection: Connection, review_id: str, text_sha256: str, since: int) -> tuple[Approval, ...]:
    """The approvals of exactly this text, first one first. Those from before it was saved last, at revision `since`, are
    void; an approval that brings its own text was given at the revision before."""
    here = (approvals.c.review_id == review_id) & (approvals.c.revision >= since - 1)
    rows = connection.execute(
        select(approvals).where(here, approvals.c.text_sha256 == text_sha256).order_by(approvals.c.revision)
    )
    return tuple(Approval(r.person, r.text_sha256, datetime.fromisoformat(r.at), r.alone) for r in rows)


def texts_of(connection: Connection, vault: Vault, review_id: str) -> tuple[tuple[int, str, dict[str, Any]], ...]:
    """Every text of a review with its check: (revision, text, check). Empty once erased."""
    owner = (
        select(customers.c.id, customers.c.data_key)
        .join(drafts, drafts.c.customer_id == customers.c.id)
        .join(reviews, reviews.c.draft == drafts.c.number)
        .where(reviews.c.id == review_id)
    )
    row = connection.execute(owner).first()
    cipher = vault.cipher(row.id, row.data_key) if row is not None else None
    if cipher is None:
        return ()
    found = connection.execute(
        select(revisions).where(revisions.c.review_id == review_id).order_by(revisions.c.revision)
    )
    out = []
    for r in found:
        of = f"{review_id}:{r.revision}"
        check = open_json(cipher, r.check_sealed, f"revisions.check:{of}")
        out.append((r.revision, cipher.open(r.text_sealed, f"revisions.text:{of}"), check))
    return tuple(out)


def one_review(connection: Connection, vault: Vault, row: Row[Any]) -> Review:
    """A row as a Review; of an erased customer without what was theirs."""
    cipher = vault.cipher(row.customer_id, row.data_key)
    if cipher is None:
        text, check = ERASED, {"id": "", "verdict": "block", "text_sha256": row.text_sha256, "findings": []}
        inquiry: dict[str, Any] = {"id": "", "customer": ERASED, "history": [], "profile": {}}
        draft: dict[str, Any] = {"id": "", "reply": ERASED, "tier": row.tier}
    else:
        if row.inquiry_sealed is None or row.draft_sealed is None or row.text_sealed is None:
            raise StoreError(f"审核 {row.id} 的内容缺失，请从备份恢复 (content is missing)")
        of = f"{row.id}:{row.text_revision}"
        text = cipher.open(row.text_sealed, f"revisions.text:{of}")
        check = open_json(cipher, row.check_sealed, f"revisions.check:{of}")
        inquiry = open_json(cipher, row.inquiry_sealed, f"drafts.inquiry:{row.id}")
        draft = open_json(cipher, row.draft_sealed, f"drafts.draft:{row.id}")
    let_go = releases_of(connection, cipher, row.id)
    decision, onward = _decision(cipher, row)
    return Review(
        id=row.id,
        draft_id=str(draft["id"]),
        state=ReviewState(row.state),
        revision=row.revision,
        tier=row.tier,
        created_at=datetime.fromisoformat(row.created_at),
        updated_at=datetime.fromisoformat(row.updated_at),
        customer_ref=vault.ref_of(connection, row) if cipher else None,
        inquiry=inquiry,
        draft=draft,
        text=text,
        check=marked(check, let_go),
        claimed_by=row.claimed_by,
        decision=decision,
        decided_at=datetime.fromisoformat(row.decided_at) if row.decided else None,
        branch=row.branch,
        claimed_until=datetime.fromisoformat(row.claimed_until) if row.claimed_until else None,
        second_for=tuple(row.second_for),
        approvals=approvals_of(connection, row.id, row.decided_sha256 or row.text_sha256, row.text_revision),
        conversation_id=f"cv_{row.conversation}" if row.conversation is not None else None,
        sent_sha256=row.sent_sha256,
        erased=cipher is None,
        releases=let_go,
        follows=_follows(draft.get("follows")),
        escalated_to=onward,
    )


def follows_json(follows: Follows) -> dict[str, str]:
    """As the draft of the review that goes on keeps it, sealed and in the first record."""
    return {"review_id": follows.review_id, "after": follows.after.value, "person": follows.person}


def _follows(kept: dict[str, str] | None) -> Follows | None:
    return Follows(kept["review_id"], ReviewState(kept["after"]), kept["person"]) if kept else None


def _decision(cipher: Cipher | None, row: Row[Any]) -> tuple[Decision | None, str]:
    """The decision, and the review it was passed up to."""
    if row.decided is None:
        return None, ""
    body: dict[str, Any] = {"text": ERASED, "reason": "", "dismissed": [], "alone": False}
    if cipher is not None:
        body = open_json(cipher, row.body_sealed, f"decisions.body:{row.id}")
    decided = Decision(
        DecisionKind(row.decided),
        row.decided_by,
        body["text"],
        row.decided_sha256,
        body["reason"],
        tuple((str(finding), str(reason)) for finding, reason in body["dismissed"]),
        bool(body["alone"]),
    )
    return decided, str(body.get("escalated_to", ""))
