"""`/v1/reviews`: the queue, one review, and who is working on it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from replydraft.domain.draft import Tier
from replydraft.domain.review import Review, ReviewState
from replydraft.entrypoints.api.callers import MayClaim, MayEdit, MayRead, OfHouse
from replydraft.entrypoints.api.described import answers, errors
from replydraft.entrypoints.api.shown import shown
from replydraft.entrypoints.days import today
from replydraft.wire.outputs import review_json
from replydraft.wire.reading import one_of
from replydraft.wire.schemas_http import QUEUE, REVIEW

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])


def _in_queue(review: Review) -> dict[str, Any]:
    """A line of the queue; the whole review is one call away."""
    whole = review_json(review)
    shown = ("id", "review_id", "draft_id", "state", "revision", "etag", "tier", "created_at", "updated_at")
    more = {"verdict": review.check.get("verdict"), "intent": review.draft.get("intent")}
    return {
        k: whole[k]
        for k in (*shown, "customer_ref", "claimed_by", "claimed_until", "branch", "second_for", "conversation_id")
    } | more


@router.get("", responses=answers(QUEUE) | errors(422))
def queue(
    house: OfHouse,
    caller: MayRead,
    state: str | None = None,
    tier: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """One page of the caller's branch, urgent first, then oldest first. `next_cursor` is null on the last."""
    wanted = ReviewState(one_of(state, "state", tuple(ReviewState))) if state is not None else None
    rank = one_of(tier, "tier", tuple(Tier)) if tier is not None else None
    page, following = house.room.queue(caller, state=wanted, tier=rank, cursor=cursor, limit=limit)
    return {"items": [_in_queue(review) for review in page], "next_cursor": following}


@router.get("/{review_id}", responses=answers(REVIEW) | errors(404))
def read(house: OfHouse, caller: MayRead, response: Response, review_id: str) -> dict[str, Any]:
    """The review whole: conversation, draft, current text, its check, the decision. Identifiers are masked."""
    return shown(response, house.room.read(caller, review_id))


@router.post("/{review_id}/claim", responses=answers(REVIEW) | errors(404, 409, 422))
def claim(
    house: OfHouse, caller: MayClaim, response: Response, review_id: str, take_over: bool = False
) -> dict[str, Any]:
    """Take it for a while, so that nobody else works on it; `take_over=true` takes it from whoever holds it."""
    return shown(response, house.room.claim(caller, review_id, take_over=take_over))


@router.post("/{review_id}/release", responses=answers(REVIEW) | errors(404, 409))
def release(house: OfHouse, caller: MayClaim, response: Response, review_id: str) -> dict[str, Any]:
    """Give it back to the queue."""
    return shown(response, house.room.release(caller, review_id))


@router.post("/{review_id}/redraft", status_code=201, responses=answers(REVIEW, 201) | errors(404, 409))
def redraft(house: OfHouse, caller: MayEdit, response: Response, review_id: str) -> dict[str, Any]:
    """Draft anew for an inquiry whose draft was rejected: the answer is a review of its own, pending, that `follows` it.

    409 where it was not rejected, has another draft by now, or the customer wrote again.
    """
    return shown(response, house.room.redraft(caller, review_id, today=today()))
