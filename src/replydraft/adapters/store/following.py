"""A review that goes on from a decided one, for the same customer: passed up to a senior, or drafted anew."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from replydraft.adapters.store.opening import Onward, new_id, open_in, rank_of
from replydraft.adapters.store.review_moves import Held, one_row
from replydraft.adapters.store.schema import conversations, drafts, messages, reviews
from replydraft.adapters.store.sealing import Vault
from replydraft.domain.review import Follows, Review, ReviewState
from replydraft.errors import StaleReview

_RAISED = {"routine": "senior"}
"""What is passed up waits among the senior ones at least."""


def pass_up(
    connection: Connection, vault: Vault, held: Held, review_id: str, text: str, check: dict[str, Any], *,
    person: str, second_for: list[str], now: str,
) -> None:  # fmt: skip
    """Open review `review_id`, in which somebody who may goes on with `text`; the draft stays what was drafted."""
    review = held.review
    row = _row(connection, review.id)
    tier = _RAISED.get(review.tier, review.tier)
    onward = Onward(
        review_id, Follows(review.id, ReviewState.ESCALATED, person), row.customer_id, row.conversation, text, tier
    )
    inquiry, draft = review.inquiry, {k: v for k, v in review.draft.items() if k != "follows"}
    rank = rank_of({"tier": tier, "reply": text}, check)
    open_in(
        connection, vault, inquiry, draft, check, rank=rank, customer_ref=None, actor=person, branch=review.branch,
        second_for=second_for, answers=None, once=None, now=now, onward=onward,
    )  # fmt: skip


def drafted_anew(
    connection: Connection, vault: Vault, old: Review, inquiry: dict[str, Any], draft: dict[str, Any],
    check: dict[str, Any], *, person: str, second_for: list[str], now: str,
) -> Review:  # fmt: skip
    """Open the review of another draft for an inquiry whose last one was turned down.

    Raises StaleReview: it was not, it was drafted anew already, the customer wrote again or was erased.
    """
    row = _row(connection, old.id)
    if row.state != ReviewState.REJECTED.value:
        raise StaleReview(f"只有退回的才能重新起草 (is {row.state})")
    newer = select(reviews.c.id).join(drafts, drafts.c.number == reviews.c.draft)
    newer = newer.where(drafts.c.customer_id == row.customer_id, reviews.c.number > row.number)
    if connection.execute(newer.limit(1)).first() is not None:
        raise StaleReview("这位客户已经有更新的草稿，请看那一条 (drafted since)")
    waiting = select(messages.c.number).join(conversations, conversations.c.number == messages.c.conversation)
    waiting = waiting.where(conversations.c.customer_id == row.customer_id, messages.c.answered.is_(False))
    if connection.execute(waiting.limit(1)).first() is not None:
        raise StaleReview("客户又来信，新的草稿马上就好 (the customer wrote again)")
    onward = Onward(new_id(), Follows(old.id, ReviewState.REJECTED, person), row.customer_id, row.conversation)
    return open_in(
        connection, vault, inquiry, draft, check, rank=rank_of(draft, check), customer_ref=None, actor=person,
        branch=old.branch, second_for=second_for, answers=None, once=None, now=now, onward=onward,
    )  # fmt: skip


def _row(connection: Connection, review_id: str) -> Row[Any]:
    query = select(reviews.c.number, reviews.c.state, reviews.c.conversation, drafts.c.customer_id)
    query = query.join(drafts, drafts.c.number == reviews.c.draft)
    return one_row(connection, query.where(reviews.c.id == review_id))
