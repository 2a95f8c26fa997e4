"""`/v1/reviews/{id}/revisions` and `/decision`: an edit, and a person's decision about one exact text."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from replydraft.bootstrap import House
from replydraft.domain.finding import sha256_text
from replydraft.domain.people import Caller
from replydraft.domain.review import OPEN_STATES, Decision, DecisionKind, Review
from replydraft.entrypoints.api.bodies import json_body, seen_revision
from replydraft.entrypoints.api.callers import MayDecide, MayEdit, OfHouse
from replydraft.entrypoints.api.described import IF_MATCH, READS_BODY, answers, body, errors
from replydraft.entrypoints.api.shown import shown
from replydraft.errors import StaleReview
from replydraft.wire.reading import as_flag, as_list, as_object, as_text, one_of, optional
from replydraft.wire.schemas_http import DECISION, REVIEW, REVISION

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])

MAX_REASON = 2000
MAX_DISMISSED = 200


@router.post(
    "/{review_id}/revisions",
    openapi_extra=body(REVISION, IF_MATCH),
    responses=answers(REVIEW) | errors(*READS_BODY, 404, 409, 428),
)
def revise(
    house: OfHouse,
    who: MayEdit,
    request: Request,
    response: Response,
    review_id: str,
    value: Annotated[Any, Depends(json_body)],
) -> dict[str, Any]:
    """Save an edit; the answer carries the check of the new text and the new ETag."""
    revision = current(house, who, request, review_id).revision
    text = as_text(as_object(value).get("text"), "text")
    return shown(response, house.room.revise(who, review_id, text, revision=revision))


@router.post(
    "/{review_id}/decision",
    openapi_extra=body(DECISION, IF_MATCH),
    responses=answers(REVIEW) | errors(*READS_BODY, 404, 409, 428),
)
def decide(
    house: OfHouse,
    who: MayDecide,
    request: Request,
    response: Response,
    review_id: str,
    value: Annotated[Any, Depends(json_body)],
) -> dict[str, Any]:
    """Approve, reject or escalate exactly this text, once. 409 when stale; 422 with findings when it still blocks.

    Where two people are due the first approval makes it `awaiting_second`; 409 `second_person_due` for the same person
    again, who may attest with `alone` once `wait_s` seconds have passed and nobody else is there.
    """
    review = current(house, who, request, review_id)
    decision = _decision(as_object(value), review, who.actor)
    return shown(response, house.room.decide(who, review_id, decision, revision=review.revision))


def current(house: House, who: Caller, request: Request, review_id: str) -> Review:
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
    alone = optional(source, "alone", as_flag) or False
    return Decision(kind, person, text, digest, reason, _dismissed(source.get("dismissed")), alone)


def _dismissed(listed: Any) -> tuple[tuple[str, str], ...]:
    pairs = []
    for n, item in enumerate(as_list(listed, "dismissed", limit=MAX_DISMISSED) if listed is not None else ()):
        pair = as_object(item, f"dismissed[{n}]")
        finding = as_text(pair.get("finding"), f"dismissed[{n}].finding", limit=200)
        pairs.append((finding, as_text(pair.get("reason"), f"dismissed[{n}].reason", limit=MAX_REASON)))
    return tuple(pairs)
