"""How a review goes from one state to the next: found open, held by nobody else, moved with the event that says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from replydraft.adapters.cryptography_seal import Cipher
from replydraft.adapters.store.audit import append_in
from replydraft.adapters.store.engine import as_text
from replydraft.adapters.store.review_rows import one_review, stand, whole
from replydraft.adapters.store.schema import reviews
from replydraft.adapters.store.sealing import Vault
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import OPEN_STATES, Review, ReviewState
from replydraft.errors import ReviewNotFound, StaleReview

OPEN = tuple(state.value for state in OPEN_STATES)


@dataclass(frozen=True, slots=True)
class Held:
    """One review found inside a write, with the cipher of its customer."""

    review: Review
    cipher: Cipher


def one_row(connection: Connection, query: Select[Any]) -> Row[Any]:
    """Raises ReviewNotFound."""
    row = connection.execute(query).first()
    if row is None:
        raise ReviewNotFound("没有这条审核 (no such review)")
    return row


def read_review(connection: Connection, vault: Vault, review_id: str) -> Review:
    """Raises ReviewNotFound."""
    return one_review(connection, vault, one_row(connection, whole().where(reviews.c.id == review_id)))


def find(connection: Connection, vault: Vault, review_id: str) -> Held:
    """Raises ReviewNotFound; StaleReview for one whose customer was erased: nothing can be done to it any more."""
    row = one_row(connection, whole().where(reviews.c.id == review_id))
    cipher = vault.cipher(row.customer_id, row.data_key)
    if cipher is None:
        raise StaleReview("这位客户的信息已按要求删除 (customer was erased)")
    return Held(one_review(connection, vault, row), cipher)


def find_open(
    connection: Connection, vault: Vault, review_id: str, now: str, person: str, revision: int | None = None
) -> Held:
    """The review, still open, held by nobody else, at `revision` where one is given. Raises StaleReview."""
    held = find(connection, vault, review_id)
    review = held.review
    if review.state not in OPEN_STATES:
        raise StaleReview(f"这条审核已有结论，不能再改 (already {review.state.value})")
    if review.claimed_by not in (None, person) and not expired(review, now):
        raise StaleReview(f"这条审核已由{review.claimed_by}领取 (claimed by someone else)")
    if revision is not None and revision != review.revision:
        raise StaleReview(f"内容已更新到第 {review.revision} 版，请刷新后再操作 (not revision {revision})")
    return held


def expired(review: Review, now: str) -> bool:
    """Whether a claim has run out. One without an end never does."""
    return review.claimed_until is not None and review.claimed_until <= datetime.fromisoformat(now)


def holder(connection: Connection, review_id: str) -> str | None:
    """Who has claimed it. Raises ReviewNotFound."""
    found = one_row(connection, select(reviews.c.claimed_by).where(reviews.c.id == review_id)).claimed_by
    return str(found) if found is not None else None


def renew(connection: Connection, vault: Vault, review: Review, end: str) -> Review:
    """The claim lasts until `end`; no event, as nothing about the review changes."""
    connection.execute(update(reviews).where(reviews.c.id == review.id).values(claimed_until=end))
    return read_review(connection, vault, review.id)


def until(now: str, minutes: float) -> str:
    return as_text(datetime.fromisoformat(now) + timedelta(minutes=minutes))


def move(
    connection: Connection,
    vault: Vault,
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
    """Set the new state and the next revision, with the event `review.<verb>` that says so. Raises StaleReview.

    A verb with a dot names an event of another thing that is part of the review.
    """
    revision = review.revision + 1
    digest = sha256 or (review.check.get("text_sha256") if review.erased else sha256_text(review.text))
    payload = {**(more or {}), **stand(state, revision, str(digest))}
    event = append_in(connection, now, verb if "." in verb else f"review.{verb}", review.id, payload, actor=person)
    moved = connection.execute(
        update(reviews)
        .where(reviews.c.id == review.id, reviews.c.revision == review.revision)
        .values(state=state.value, revision=revision, updated_at=now, event=event.sequence, **values)
    )
    if moved.rowcount != 1:
        raise StaleReview("这条审核刚被他人更新，请刷新 (changed meanwhile)")
    return read_review(connection, vault, review.id)


def make_stale(connection: Connection, vault: Vault, ids: Iterable[str], now: str, actor: str) -> list[str]:
    """Waiting reviews become stale: the customer wrote again. The ids of those that did."""
    gone = []
    for review_id in ids:
        review = read_review(connection, vault, review_id)
        if review.state in OPEN_STATES:
            move(connection, vault, review, ReviewState.STALE, "stale", actor, now, claimed_by=None, claimed_until=None)
            gone.append(review_id)
    return gone


def left_claims(now: str) -> Select[Any]:
    """Ids of open reviews whose claim has run out."""
    return select(reviews.c.id).where(reviews.c.state.in_(OPEN), reviews.c.claimed_until <= now)


def let_expire(connection: Connection, vault: Vault, now: str) -> list[str]:
    """Claims that have run out go back to the queue; what awaits its second goes on awaiting it."""
    ids = [row.id for row in connection.execute(left_claims(now))]
    for review_id in ids:
        review = read_review(connection, vault, review_id)
        state = review.state if review.state is ReviewState.AWAITING_SECOND else ReviewState.PENDING
        free = {"claimed_by": None, "claimed_until": None}
        more = {"held_by": review.claimed_by}
        move(connection, vault, review, state, "claim_expired", "system", now, more=more, **free)
    return ids
