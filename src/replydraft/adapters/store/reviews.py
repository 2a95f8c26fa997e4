"""Review 审核 in the store: every change is one transaction of state, text and audit event.

pending → claimed → approved | rejected | escalated, with awaiting_second between where two are due; stale where the
customer wrote again; approved → sent | drifted. A change is a compare-and-set on the revision number; the primary key
of `decisions` holds that there is one decision ever.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, or_

from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.conversation_rows import answered, newer_unanswered, require_there
from replydraft.adapters.store.cursor import read_cursor, write_cursor
from replydraft.adapters.store.deciding import decide_in
from replydraft.adapters.store.engine import Database
from replydraft.adapters.store.idempotency import done_in
from replydraft.adapters.store.review_moves import (
    find_open,
    holder,
    left_claims,
    let_expire,
    make_stale,
    move,
    one_row,
    read_review,
    renew,
    until,
)
from replydraft.adapters.store.review_rows import (
    one_review,
    require_check_of,
    save_text,
    seal_json,
    stand,
    texts_of,
    versions_of,
    whole,
)
from replydraft.adapters.store.schema import drafts, reviews
from replydraft.adapters.store.sealing import Vault
from replydraft.adapters.store.sending import feedback_in, sent_in
from replydraft.domain.approval import require_person
from replydraft.domain.audit import canonical
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Answers, Decision, Once, Review, ReviewState
from replydraft.errors import InputError

_RANK = {"urgent": 0, "senior": 1, "routine": 2}


class StoredReviews:
    """ports.ReviewDesk over a Database. `claim_minutes`: how long a claim lasts without a further step."""

    def __init__(self, database: Database, vault: Vault, *, claim_minutes: float = 30) -> None:
        self._db, self._vault, self._claim_minutes = database, vault, claim_minutes

    # reading

    def get(self, review_id: str) -> Review:
        """Raises ReviewNotFound."""
        with self._db.read() as c:
            return read_review(c, self._vault, review_id)

    def by_draft(self, draft_id: str, *, branch: str | None = None) -> Review:
        """The newest review of a draft with this id (a caller's id may come again); with `branch` only its and nobody's.

        Raises ReviewNotFound.
        """
        with self._db.read() as c:
            index = self._vault.index(c, "draft", draft_id)
            ours = whole().where(drafts.c.draft_index == index)
            if branch is not None:
                ours = ours.where(reviews.c.branch.in_(("", branch)))
            return one_review(c, self._vault, one_row(c, ours.order_by(reviews.c.number.desc()).limit(1)))

    def list(
        self,
        *,
        state: ReviewState | None = None,
        tier: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
        branch: str | None = None,
    ) -> tuple[list[Review], str | None]:
        """One page, urgent first, then oldest first, and the next cursor or None; with `branch` only its and nobody's.

        Raises InputError: bad cursor.
        """
        query = whole().order_by(reviews.c.tier_rank, reviews.c.number).limit(limit + 1)
        if state is not None:
            query = query.where(reviews.c.state == state.value)
        if tier is not None:
            query = query.where(reviews.c.tier == tier)
        if branch is not None:
            query = query.where(reviews.c.branch.in_(("", branch)))
        if cursor is not None:
            rank, number = read_cursor(cursor)
            after = (reviews.c.tier_rank == rank) & (reviews.c.number > number)
            query = query.where(or_(reviews.c.tier_rank > rank, after))
        with self._db.read() as c:
            rows = c.execute(query).all()
            page = [one_review(c, self._vault, row) for row in rows[:limit]]
        following = write_cursor(rows[limit - 1].tier_rank, rows[limit - 1].number) if len(rows) > limit else None
        return page, following

    def texts(self, review_id: str) -> tuple[tuple[int, str, dict[str, Any]], ...]:
        """Every text of a review with its check: (revision, text, check), the first draft first. None once erased."""
        with self._db.read() as c:
            return texts_of(c, self._vault, review_id)

    # writing

    def open(
        self,
        inquiry: dict[str, Any],
        draft: dict[str, Any],
        check: dict[str, Any],
        *,
        customer_ref: str | None = None,
        actor: str,
        branch: str = "",
        second_for: Sequence[str] = (),
        answers: Answers | None = None,
        once: Once | None = None,
    ) -> Review:
        """Put a draft before a person. With `answers` it belongs to a conversation, and is stale at once where the
        customer wrote again meanwhile or another server drafted for it; with `once` that key is done with it.

        Raises InputError: an unknown tier, a check of another text; StaleReview where `once` was taken over, or the
        customer was erased meanwhile.
        """
        review_id, text, tier = f"rv_{secrets.token_hex(10)}", str(draft["reply"]), str(draft.get("tier", ""))
        if tier not in _RANK:
            raise InputError(f"must be one of {', '.join(_RANK)}", field="draft.tier")
        require_check_of(text, check)
        with self._db.write() as c:
            now = self._db.now()
            if answers is not None:
                require_there(c, answers)
            customer_id, cipher = self._vault.customer(c, customer_ref)
            index = self._vault.index(c, "draft", str(draft["id"]))
            added = c.execute(
                insert(drafts).values(
                    draft_index=index, customer_id=customer_id, created_at=now,
                    inquiry_sealed=seal_json(cipher, inquiry, f"drafts.inquiry:{review_id}"),
                    draft_sealed=seal_json(cipher, draft, f"drafts.draft:{review_id}"),
                )
            ).inserted_primary_key  # fmt: skip
            payload = {
                "draft": index[:16],
                "customer": customer_id,
                "inquiry_mac": cipher.mac(canonical(inquiry)),
                "draft_mac": cipher.mac(canonical(draft)),
                "drafter": draft.get("drafter"),
                "versions": draft.get("versions", {}),
                "tier": tier,
                "branch": branch,
                "second_for": list(second_for),
                "conversation": answers.conversation if answers else None,
                **versions_of(check),
                **stand(ReviewState.PENDING, 1, sha256_text(text)),
            }
            event = append_in(c, now, "review.opened", review_id, payload, actor=actor)
            c.execute(
                insert(reviews).values(
                    id=review_id, draft=added[0] if added else None, state=ReviewState.PENDING.value, revision=1, tier=tier,
                    tier_rank=_RANK[tier], branch=branch, second_for=list(second_for), created_at=now, updated_at=now,
                    event=event.sequence, conversation=answers.conversation if answers else None,
                )
            )  # fmt: skip
            save_text(c, cipher, review_id, 1, text, check, person=actor, at=now)
            if once is not None:
                done_in(c, once, review_id)
            if answers is not None and (not answered(c, answers) or newer_unanswered(c, answers)):
                make_stale(c, self._vault, [review_id], now, "system")
            return read_review(c, self._vault, review_id)

    def claim(self, review_id: str, *, person: str, take_over: bool = False) -> Review:
        """Take it; again by the same person renews the claim. Raises StaleReview where another holds it, unless
        `take_over`, which is recorded as such."""
        require_person(person)
        with self._db.write() as c:
            now = self._db.now()
            owner = holder(c, review_id) if take_over else None
            review = find_open(c, self._vault, review_id, now, owner or person).review
            state = review.state if review.state is ReviewState.AWAITING_SECOND else ReviewState.CLAIMED
            verb, more = "claimed", {}
            if owner not in (None, person):
                verb, more = "taken_over", {"held_by": owner}
            elif review.claimed_by == person and review.claimed_until is None:
                return review
            elif review.claimed_by == person:
                return renew(c, self._vault, review, until(now, self._claim_minutes))
            end = until(now, self._claim_minutes)
            return move(
                c, self._vault, review, state, verb, person, now, more=more, claimed_by=person, claimed_until=end
            )

    def release(self, review_id: str, *, person: str) -> Review:
        """Give it back; of an unclaimed one nothing changes. Raises StaleReview where another holds it."""
        require_person(person)
        with self._db.write() as c:
            now = self._db.now()
            review = find_open(c, self._vault, review_id, now, person).review
            if review.claimed_by is None:
                return review
            state = review.state if review.state is ReviewState.AWAITING_SECOND else ReviewState.PENDING
            free = {"claimed_by": None, "claimed_until": None}
            return move(c, self._vault, review, state, "released", person, now, **free)

    def expire_claims(self) -> tuple[str, ...]:
        """Give back what was claimed and left; the ids of those reviews."""
        with self._db.read() as c:
            if c.execute(left_claims(self._db.now()).limit(1)).first() is None:
                return ()
        with self._db.write() as c:
            return tuple(let_expire(c, self._vault, self._db.now()))

    def revise(
        self,
        review_id: str,
        text: str,
        check: dict[str, Any],
        *,
        revision: int,
        person: str,
        second_for: Sequence[str] = (),
        versions: Mapping[str, str] | None = None,
    ) -> Review:
        """Save an edit with its check; who edits, takes it. An approval of the text before no longer counts.

        Raises StaleReview unless `revision` is current.
        """
        require_person(person)
        if not text.strip():
            raise InputError("must not be empty", field="text", code="empty")
        require_check_of(text, check)
        with self._db.write() as c:
            now = self._db.now()
            held = find_open(c, self._vault, review_id, now, person, revision)
            save_text(c, held.cipher, review_id, revision + 1, text, check, person=person, at=now)
            return move(
                c, self._vault, held.review, ReviewState.CLAIMED, "revised", person, now, sha256=sha256_text(text),
                more={**versions_of(check), "versions": dict(versions or {}), "second_for": list(second_for)},
                claimed_by=person, claimed_until=until(now, self._claim_minutes), second_for=list(second_for),
            )  # fmt: skip

    def decide(
        self,
        review_id: str,
        decision: Decision,
        check: dict[str, Any],
        *,
        revision: int,
        second_for: Sequence[str] = (),
        alone_after_s: int | None = None,
        versions: Mapping[str, str] | None = None,
    ) -> Review:
        """One decision ever. Where `second_for` names reasons, the first approval only makes it `awaiting_second`.

        Raises StaleReview; SecondPersonDue for a second approval by the first person (who may attest alone after
        `alone_after_s` seconds where nobody else could); DraftBlocked where an approval's check blocks or is of another
        text; InputError where the decision names no person, another text than its hash says, or dismisses what may not
        be dismissed.
        """
        with self._db.write() as c:
            return decide_in(
                c, self._vault, review_id, decision, check, revision=revision, now=self._db.now(),
                second_for=second_for, alone_after_s=alone_after_s, versions=dict(versions or {}),
            )  # fmt: skip

    def sent(self, review_id: str, text: str, *, sent_at: str | None, by: str, verdict: str) -> Review:
        """What was in fact sent for an approved review: `sent` where it is the approved text, else `drifted`.

        The same again changes nothing. Raises StaleReview where it is not approved, or something else was sent.
        """
        with self._db.write() as c:
            return sent_in(c, self._vault, review_id, text, sent_at=sent_at, by=by, now=self._db.now(), verdict=verdict)

    def feedback(self, review_id: str, reasons: Sequence[str], note: str, *, person: str) -> None:
        """What somebody thought of the draft. Raises ReviewNotFound."""
        with self._db.write() as c:
            feedback_in(c, self._vault, review_id, reasons, note, person=person, now=self._db.now())

    def unmask(self, review_id: str, *, person: str, reason: str) -> Review:
        """The review, for eyes that may see identifiers; recorded before it is shown. Raises ReviewNotFound."""
        require_person(person)
        with self._db.write() as c:
            review = read_review(c, self._vault, review_id)
            payload = {"reason": reason} if reason else {}
            append_in(c, self._db.now(), "customer.unmasked", review_id, payload, actor=person)
            return review
