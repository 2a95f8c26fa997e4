"""`/v1/drafts`: a reply to a customer's message, put before a person."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import JSONResponse

from replydraft.bootstrap import House
from replydraft.compliance.showing import masked_draft
from replydraft.domain.people import Caller
from replydraft.domain.permissions import Action, may
from replydraft.domain.review import Once, Review, ReviewState
from replydraft.entrypoints.api.bodies import json_body
from replydraft.entrypoints.api.callers import MayDraft, MayRead, OfHouse
from replydraft.entrypoints.api.described import READS_BODY, answers, body, errors
from replydraft.entrypoints.api.once import done_once
from replydraft.entrypoints.api.problems import Problem
from replydraft.entrypoints.days import today
from replydraft.errors import InputError
from replydraft.wire.inputs import MAX_BRANCH, parse_inquiry, parse_reference
from replydraft.wire.reading import as_line, as_object, optional
from replydraft.wire.schemas_text import DRAFT, DRAFT_RESULT

router = APIRouter(tags=["drafts"])


def _submit(house: House, value: Any, caller: Caller, once: Once | None = None) -> dict[str, Any]:
    source = as_object(value)
    inquiry = parse_inquiry(source, today=today())
    customer_ref = optional(source, "customer_ref", parse_reference)
    branch = optional(source, "branch", lambda v, f: as_line(v, f, limit=MAX_BRANCH, empty=True))
    if branch is not None and not may(caller, Action.DRAFT, branch):
        raise InputError("is not your branch", field="branch")
    _, review = house.desk.submit(
        inquiry, customer_ref=customer_ref, actor=caller.actor, branch=caller.branch if branch is None else branch,
        once=once,
    )  # fmt: skip
    return _made(review)


def _made(review: Review) -> dict[str, Any]:
    """The draft as it was made, with its review as it was opened."""
    opened = {"review_id": review.id, "state": ReviewState.PENDING.value, "etag": f'"{review.id}:1"'}
    return review.draft | opened | {"second_for": list(review.second_for)}


def _created(draft: dict[str, Any], **headers: str) -> JSONResponse:
    headers |= {"ETag": draft["etag"], "Location": f"/v1/reviews/{draft['review_id']}"}
    return JSONResponse(draft, 201, headers=headers)


@router.post(
    "/v1/drafts",
    status_code=201,
    openapi_extra=body(DRAFT),
    responses=answers(DRAFT_RESULT, 201) | errors(*READS_BODY, 409, 410, 502),
)
def create(
    house: OfHouse,
    caller: MayDraft,
    value: Annotated[Any, Depends(json_body)],
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Response:
    """Draft a reply and open its review. The same `Idempotency-Key` and body again gives the same answer."""
    return done_once(
        house,
        caller,
        idempotency_key,
        value,
        lambda once: _created(_submit(house, value, caller, once)),
        lambda review_id: _again(house, review_id),
    )


def _again(house: House, review_id: str) -> Response:
    review = house.store.reviews.get(review_id)
    if review.erased:
        raise Problem(410, "erased", "客户信息已删除", "the customer of this draft was erased")
    return _created(_made(review))


@router.get("/v1/drafts/{draft_id:path}", responses=answers(DRAFT_RESULT) | errors(404))
def read(house: OfHouse, caller: MayRead, draft_id: str) -> dict[str, Any]:
    """The draft as it was made (the newest with this id), and where its review stands."""
    review = house.room.of_draft(caller, draft_id)
    return masked_draft(review.draft) | {"review_id": review.id, "state": review.state.value, "etag": review.etag}
