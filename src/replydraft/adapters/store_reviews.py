"""Review 审核 in the store: every change is one transaction of state, text and audit event.

pending → claimed → approved | rejected | escalated. A change is a compare-and-set on the revision number; the primary
key of `decisions` holds that there is one decision ever.
"""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, Select, insert, update

from replydraft.adapters.store_audit import append_in
from replydraft.adapters.store_cursor import read_cursor, write_cursor
from replydraft.adapters.store_engine import Database
from replydraft.adapters.store_review_rows import require_check_of, review_of, save_text, stand, versions_of, whole
from replydraft.adapters.store_schema import decisions, drafts, reviews
from replydraft.domain.approval import require_approvable, require_decidable, require_person
from replydraft.domain.audit import canonical
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import OPEN_STATES, Decision, DecisionKind, Review, ReviewState
from replydraft.errors import InputError, ReviewNotFound, StaleReview

_RANK = {"urgent": 0, "senior": 1, "routine": 2}
_AFTER = {
    DecisionKind.APPROVE: ReviewState.APPROVED,
    DecisionKind.REJECT: ReviewState.REJECTED,
    DecisionKind.ESCALATE: ReviewState.ESCALATED,
}


class StoredReviews:
    """ports.ReviewDesk over a Database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    # reading

    def get(self, review_id: str) -> Review:
        """Raises ReviewNotFound."""
        with self._db.read() as c:
            return self._one(c, whole().where(reviews.c.id == review_id))

    def by_draft(self, draft_id: str) -> Review:
        """The newest review of a draft with this id (a caller's id may come again). Raises ReviewNotFound."""
        newest = whole().where(drafts.c.draft_id == draft_id).order_by(reviews.c.number.desc()).limit(1)
        with self._db.read() as c:
            return self._one(c, newest)

    def list(
        self, *, state: ReviewState | None = None, tier: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> tuple[list[Review], str | None]:
        """One page, urgent first, then oldest first, and the next cursor or None. Raises InputError: bad cursor."""
        query = whole().order_by(reviews.c.tier_rank, reviews.c.number).limit(limit + 1)
        if state is not None:
            query = query.where(reviews.c.state == state.value)
        if tier is not None:
            query = query.where(reviews.c.tier == tier)
        if cursor is not None:
            rank, number = read_cursor(cursor)
            query = query.where(
                (reviews.c.tier_rank > rank) | ((reviews.c.tier_rank == rank) & (reviews.c.number > number))
            )
        with self._db.read() as c:
            rows = c.execute(query).all()
        more = len(rows) > limit
        rows = rows[:limit]
        return [review_of(row) for row in rows], write_cursor(rows[-1].tier_rank, rows[-1].number) if more else None

    # changing

    def open(
        self,
        inquiry: dict[str, Any],
        draft: dict[str, Any],
        check: dict[str, Any],
        *,
        customer_ref: str | None,
        actor: str,
    ) -> Review:
        """A new pending review of `draft["reply"]`. Raises InputError where `check` is of another text."""
        review_id, text, tier = f"rv_{secrets.token_hex(10)}", str(draft["reply"]), str(draft["tier"])
        if tier not in _RANK:
            raise InputError(f"must be one of {', '.join(_RANK)}", field="draft.tier")
        require_check_of(text, check)
        with self._db.write() as c:
            now = self._db.now()
            number = c.execute(
                insert(drafts).values(draft_id=str(draft["id"]), inquiry=inquiry, draft=draft, created_at=now)
            ).inserted_primary_key[0]  # type: ignore[index]
            payload = {
                "draft_id": str(draft["id"]),
                "inquiry_sha256": sha256_text(canonical(inquiry)),
                "draft_sha256": sha256_text(canonical(draft)),
                "drafter": draft.get("drafter"),
                "versions": draft.get("versions", {}),
                "tier": tier,
                **versions_of(check),
                **stand(ReviewState.PENDING, 1, sha256_text(text)),
            }
            event = append_in(c, now, "review.opened", review_id, payload, actor=actor)
            c.execute(
                insert(reviews).values(
                    id=review_id, draft=number, state=ReviewState.PENDING.value, revision=1, tier=tier,
                    tier_rank=_RANK[tier], customer_ref=customer_ref, created_at=now, updated_at=now,
                    event=event.sequence,
                )
            )  # fmt: skip
            save_text(c, review_id, 1, text, check, person=actor, at=now)
            return self._one(c, whole().where(reviews.c.id == review_id))

    def claim(self, review_id: str, *, person: str) -> Review:
        """Take it; again by the same person changes nothing. Raises StaleReview where another holds it."""
        require_person(person)
        with self._db.write() as c:
            review = self._open_for(c, review_id, person)
            if review.claimed_by == person:
                return review
            return self._move(c, review, ReviewState.CLAIMED, "claimed", person, self._db.now(), claimed_by=person)

    def release(self, review_id: str, *, person: str) -> Review:
        """Give it back; of an unclaimed one nothing changes. Raises StaleReview where another holds it."""
        require_person(person)
        with self._db.write() as c:
            review = self._open_for(c, review_id, person)
            if review.claimed_by is None:
                return review
            return self._move(c, review, ReviewState.PENDING, "released", person, self._db.now(), claimed_by=None)

    def revise(self, review_id: str, text: str, check: dict[str, Any], *, revision: int, person: str) -> Review:
        """Save an edit with its check; who edits, takes it. Raises StaleReview unless `revision` is current."""
        require_person(person)
        if not text.strip():
            raise InputError("must not be empty", field="text", code="empty")
        require_check_of(text, check)
        with self._db.write() as c:
            review = self._open_for(c, review_id, person, revision)
            now = self._db.now()
            save_text(c, review.id, revision + 1, text, check, person=person, at=now)
            return self._move(
                c, review, ReviewState.CLAIMED, "revised", person, now,
                sha256=sha256_text(text), more=versions_of(check), claimed_by=person,
            )  # fmt: skip

    def decide(self, review_id: str, decision: Decision, check: dict[str, Any], *, revision: int) -> Review:
        """One decision ever.

        Raises StaleReview; DraftBlocked where an approval's check blocks or is of another text; InputError where the
        decision names no person, another text than its hash says, or dismisses what may not be dismissed.
        """
        require_decidable(decision, check)
        with self._db.write() as c:
            review = self._open_for(c, review_id, decision.person, revision)
            if decision.kind is DecisionKind.APPROVE:
                require_approvable(decision, check)
            now, state = self._db.now(), _AFTER[decision.kind]
            if decision.text_sha256 != sha256_text(review.text):
                save_text(c, review.id, revision + 1, decision.text, check, person=decision.person, at=now)
            c.execute(
                insert(decisions).values(
                    review_id=review.id, kind=decision.kind.value, person=decision.person, text=decision.text,
                    text_sha256=decision.text_sha256, reason=decision.reason,
                    dismissed=[list(pair) for pair in decision.dismissed], check=check, at=now,
                )
            )  # fmt: skip
            more = {
                "reason_sha256": sha256_text(decision.reason) if decision.reason else None,
                "dismissed": sorted(finding for finding, _ in decision.dismissed),
                **versions_of(check),
            }
            return self._move(
                c, review, state, state.value, decision.person, now, sha256=decision.text_sha256, more=more
            )

    # inside a transaction

    def _one(self, connection: Connection, query: Select[Any]) -> Review:
        row = connection.execute(query).first()
        if row is None:
            raise ReviewNotFound("没有这条审核 (no such review)")
        return review_of(row)

    def _open_for(self, connection: Connection, review_id: str, person: str, revision: int | None = None) -> Review:
        """The review, still open, held by nobody else, at `revision` where one is given. Raises StaleReview."""
        review = self._one(connection, whole().where(reviews.c.id == review_id))
        if review.state not in OPEN_STATES:
            raise StaleReview(f"这条审核已有结论，不能再改 (already {review.state.value})")
        if review.claimed_by not in (None, person):
            raise StaleReview("这条审核已由他人领取 (claimed by someone else)")
        if revision is not None and revision != review.revision:
            raise StaleReview(f"内容已更新到第 {review.revision} 版，请刷新后再操作 (not revision {revision})")
        return review

    def _move(
        self,
        connection: Connection,
        review: Review,
        state: ReviewState,
        verb: str,
        person: str,
        now: str,
        *,
        sha256: str | None = None,
        more: dict[str, Any] | None = None,
        **values: Any,
    ) -> Review:
        """Set the new state and the next revision, with the event that says so."""
        revision = review.revision + 1
        payload = {**(more or {}), **stand(state, revision, sha256 or sha256_text(review.text))}
        event = append_in(connection, now, f"review.{verb}", review.id, payload, actor=person)
        moved = connection.execute(
            update(reviews)
            .where(reviews.c.id == review.id, reviews.c.revision == review.revision)
            .values(state=state.value, revision=revision, updated_at=now, event=event.sequence, **values)
        )
        if moved.rowcount != 1:
            raise StaleReview("这条审核刚被他人更新，请刷新 (changed meanwhile)")
        return self._one(connection, whole().where(reviews.c.id == review.id))
