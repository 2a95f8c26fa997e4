"""`/v1/reviews`: the queue, and a person's decision about one exact text."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from replydraft.bootstrap import House
from replydraft.domain.draft import Tier
from replydraft.domain.finding import sha256_text
from replydraft.domain.people import Caller
from replydraft.domain.review import OPEN_STATES, Decision, DecisionKind, Review, ReviewState
from replydraft.entrypoints.api.bodies import json_body, seen_revision
from replydraft.entrypoints.api.callers import APerson, MayRead, OfHouse
from replydraft.entrypoints.api.described import READS_BODY, answers, body, errors
from replydraft.errors import InputError, StaleReview
from replydraft.wire.outputs import review_json
from replydraft.wire.reading import as_object, as_text, one_of, optional
from replydraft.wire.schemas import DECISION, REVIEW, REVISION

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])

MAX_REASON = 2000


def _answer(response: Response, review: Review) -> dict[str, Any]:
    response.headers["ETag"] = review.etag
    return review_json(review)


def _in_queue(review: Review) -> dict[str, Any]:
    """A line of the queue; the whole review is one call away."""
    whole = review_json(review)
    shown = ("id", "review_id", "draft_id", "state", "revision", "etag", "tier", "created_at", "updated_at")
    more = {"verdict": review.check.get("verdict"), "intent": review.draft.get("intent")}
    return {
        k: whole[k]
        for k in (*shown, "customer_ref", "claimed_by", "claimed_until", "branch", "second_for", "conversation_id")
    } | more


@router.get("", responses=errors(422))
def queue(
    house: OfHouse,
    caller: MayRead,
    state: str | None = None,
    tier: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """One page, urgent first, then oldest first. `next_cursor` is null on the last."""
    wanted = ReviewState(one_of(state, "state", tuple(ReviewState))) if state is not None else None
    rank = one_of(tier, "tier", tuple(Tier)) if tier is not None else None
    page, following = house.room.queue(caller, state=wanted, tier=rank, cursor=cursor, limit=limit)
    return {"items": [_in_queue(review) for review in page], "next_cursor": following}


@router.get("/{review_id}", responses=answers(REVIEW) | errors(404))
def read(house: OfHouse, caller: MayRead, response: Response, review_id: str) -> dict[str, Any]:
    """The review whole: conversation, draft, current text, its check, the decision. The ETag is in the header too."""
    return _answer(response, house.room.read(caller, review_id))


@router.post("/{review_id}/claim", responses=answers(REVIEW) | errors(404, 409))
def claim(house: OfHouse, who: APerson, response: Response, review_id: str, take_over: bool = False) -> dict[str, Any]:
    """Take it for a while, so that nobody else works on it; `take_over=true` takes it from whoever holds it."""
    return _answer(response, house.room.claim(who, review_id, take_over=take_over))


@router.post("/{review_id}/release", responses=answers(REVIEW) | errors(404, 409))
def release(house: OfHouse, who: APerson, response: Response, review_id: str) -> dict[str, Any]:
    """Give it back to the queue."""
    return _answer(response, house.room.release(who, review_id))


@router.post(
    "/{review_id}/revisions",
    openapi_extra=body(REVISION),
    responses=answers(REVIEW) | errors(*READS_BODY, 404, 409, 428),
)
def revise(
    house: OfHouse,
    who: APerson,
    request: Request,
    response: Response,
    review_id: str,
    value: Annotated[Any, Depends(json_body)],
) -> dict[str, Any]:
    """Save an edit; the answer carries the check of the new text and the new ETag."""
    revision = _current(house, who, request, review_id).revision
    text = as_text(as_object(value).get("text"), "text")
    return _answer(response, house.room.revise(who, review_id, text, revision=revision))


@router.post(
    "/{review_id}/decision",
    openapi_extra=body(DECISION),
    responses=answers(REVIEW) | errors(*READS_BODY, 404, 409, 428),
)
def decide(
    house: OfHouse,
    who: APerson,
    request: Request,
    response: Response,
    review_id: str,
    value: Annotated[Any, Depends(json_body)],
) -> dict[str, Any]:
    """Approve, reject or escalate exactly this text, once. 409 when stale; 422 with findings when it still blocks."""
    review = _current(house, who, request, review_id)
    decision = _decision(as_object(value), review, who.actor)
    return _answer(response, house.room.decide(who, review_id, decision, revision=review.revision))


def _current(house: House, who: Caller, request: Request, review_id: str) -> Review:
    """The review, if it still is what the caller saw. The store asks again when it writes. Raises StaleReview."""
    review = house.room.read(who, review_id)
    seen = seen_revision(request, review_id)
    if review.state not in OPEN_STATES:
        raise StaleReview(f"这条审核已有结论，不能再改 (already {review.state.value})")
    if seen != review.revision:
        raise StaleReview(f"内容已更新到第 {review.revision} 版，请刷新后再操作 (not revision {seen})")
    return review


def _decision(source: Any, review: Review, person: str) -> Decision:
    kind = DecisionKind(one_of(source.get("decision"), "decision", tuple(DecisionKind)))
    if kind is DecisionKind.APPROVE or source.get("text") is not None:
        text = as_text(source.get("text"), "text")
        digest = as_text(source.get("text_sha256"), "text_sha256", limit=64)
    else:  # what is turned down or passed up is the text as it stands
        text = review.text
        digest = optional(source, "text_sha256", lambda v, f: as_text(v, f, limit=64)) or sha256_text(text)
    reason = optional(source, "reason", lambda v, f: as_text(v, f, empty=True, limit=MAX_REASON)) or ""
    listed = source.get("dismissed")
    if not isinstance(listed, list | None):
        raise InputError("must be a list", field="dismissed")
    dismissed = []
    for n, item in enumerate(listed or ()):
        pair = as_object(item, f"dismissed[{n}]")
        finding = as_text(pair.get("finding"), f"dismissed[{n}].finding", limit=200)
        dismissed.append((finding, as_text(pair.get("reason"), f"dismissed[{n}].reason", limit=MAX_REASON)))
    alone = source.get("alone", False)
    if not isinstance(alone, bool):
        raise InputError("must be true or false", field="alone")
    return Decision(kind, person, text, digest, reason, tuple(dismissed), alone)
