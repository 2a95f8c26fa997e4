"""Review 审核 in the store: every change is one transaction of state, text and audit event.

pending → claimed → approved | rejected | escalated, with awaiting_second between where two are due; stale where the
customer wrote again; approved → sent | drifted. What is escalated goes on in a review of its own, opened with it. A change is a compare-and-set on the revision number; the primary key
of `decisions` holds that there is one decision ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_

from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.cursor import read_cursor, write_cursor
from replydraft.adapters.store.deciding import decide_in
from replydraft.adapters.store.engine import Database
from replydraft.adapters.store.following import drafted_anew
from replydraft.adapters.store.opening import open_in, rank_of
from replydraft.adapters.store.releasing import release_finding_in
from replydraft.adapters.store.review_moves import (
    find,
    find_open,
    holder,
    left_claims,
    let_expire,
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
    texts_of,
    versions_of,
    whole,
)
from replydraft.adapters.store.schema import drafts, reviews
from replydraft.adapters.store.sealing import Vault
from replydraft.adapters.store.sending import feedback_in, sent_in
from replydraft.domain.approval import require_person
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Answers, Decision, Once, Review, ReviewState
from replydraft.errors import InputError


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

    def redraft(
        self,
        review_id: str,
        inquiry: dict[str, Any],
        draft: dict[str, Any],
        check: dict[str, Any],
        *,
        person: str,
        second_for: Sequence[str] = (),
    ) -> Review:
        """Put another draft before a person, for an inquiry whose last one was turned down; see `drafted_anew`."""
        require_person(person)
        with self._db.write() as c:
            old = find(c, self._vault, review_id).review
            return drafted_anew(
                c, self._vault, old, inquiry, draft, check,
                person=person, second_for=list(second_for), now=self._db.now(),
            )  # fmt: skip

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
        rank = rank_of(draft, check)
        with self._db.write() as c:
            return open_in(
                c, self._vault, inquiry, draft, check, rank=rank, customer_ref=customer_ref, actor=actor,
                branch=branch, second_for=second_for, answers=answers, once=once, now=self._db.now(),
            )  # fmt: skip

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

    def release_finding(
        self,
        review_id: str,
        finding: str,
        check: dict[str, Any],
        *,
        revision: int,
        person: str,
        reason: str,
        versions: Mapping[str, str] | None = None,
    ) -> Review:
        """Let one blocking finding of `check`, which is of the text as it stands, go; it then forbids nothing.

        Raises StaleReview; SecondPersonDue where this person has approved the text; InputError: no such finding, one that
        does not block, let go already, no reason.
        """
        with self._db.write() as c:
            return release_finding_in(
                c, self._vault, review_id, finding, check, revision=revision, person=person, reason=reason,
                now=self._db.now(), versions=versions or {},
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
