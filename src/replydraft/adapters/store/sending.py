"""After the approval: what was in fact sent, and what people thought of the draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert

from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.review_moves import find, move
from replydraft.adapters.store.schema import feedback, sendings
from replydraft.adapters.store.sealing import Vault
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import Review, ReviewState
from replydraft.errors import StaleReview


def sent_in(
    connection: Connection, vault: Vault, review_id: str, text: str, *,
    sent_at: str | None, by: str, now: str, verdict: str,
) -> Review:  # fmt: skip
    """See `StoredReviews.sent`."""
    held = find(connection, vault, review_id)
    review, digest = held.review, sha256_text(text)
    if review.state in (ReviewState.SENT, ReviewState.DRIFTED) and review.sent_sha256 == digest:
        return review
    if review.state is not ReviewState.APPROVED or review.decision is None:
        raise StaleReview(f"只有已批准、未发出的回复可以登记发出 (state is {review.state.value})")
    same = digest == review.decision.text_sha256
    connection.execute(
        insert(sendings).values(
            review_id=review_id, text_sha256=digest, sent_at=sent_at or now, by=by, at=now,
            text_sealed=held.cipher.seal(text, f"sendings.text:{review_id}"),
        )
    )  # fmt: skip
    state = ReviewState.SENT if same else ReviewState.DRIFTED
    more: dict[str, Any] = {"sent_sha256": digest, "sent_at": sent_at or now, "verdict": verdict}
    return move(connection, vault, review, state, state.value, by, now, sha256=review.decision.text_sha256, more=more)


def feedback_in(
    connection: Connection, vault: Vault, review_id: str, reasons: Sequence[str], note: str, *, person: str, now: str
) -> None:
    """See `StoredReviews.feedback`."""
    held = find(connection, vault, review_id)
    sealed = held.cipher.seal(note, f"feedback.note:{review_id}") if note else None
    connection.execute(
        insert(feedback).values(review_id=review_id, person=person, reasons=list(reasons), note_sealed=sealed, at=now)
    )
    append_in(connection, now, "review.feedback", review_id, {"reasons": list(reasons)}, actor=person)
