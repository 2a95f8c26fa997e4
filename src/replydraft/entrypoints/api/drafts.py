"""`/v1/drafts`: a reply to a customer's message, put before a person."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import JSONResponse

from replydraft.bootstrap import House
from replydraft.domain.audit import canonical
from replydraft.domain.finding import sha256_text
from replydraft.domain.people import Key
from replydraft.entrypoints.api.bodies import json_body
from replydraft.entrypoints.api.callers import MayDraft, OfHouse
from replydraft.entrypoints.api.described import READS_BODY, answers, body, errors
from replydraft.entrypoints.api.problems import Problem, log
from replydraft.entrypoints.days import today
from replydraft.errors import InputError, StoreError
from replydraft.wire.inputs import parse_inquiry
from replydraft.wire.outputs import draft_json
from replydraft.wire.reading import as_object, as_text, optional
from replydraft.wire.schemas import DRAFT, DRAFT_RESULT

router = APIRouter(tags=["drafts"])


def _submit(house: House, value: Any, key: Key) -> dict[str, Any]:
    source = as_object(value)
    inquiry = parse_inquiry(source, today=today())
    customer_ref = optional(source, "customer_ref", lambda v, f: as_text(v, f, limit=200))
    draft, review = house.desk.submit(inquiry, customer_ref=customer_ref, actor=key.actor)
    return draft_json(draft) | {"review_id": review.id, "state": review.state.value, "etag": review.etag}


def _created(draft: dict[str, Any], **headers: str) -> JSONResponse:
    headers |= {"ETag": draft["etag"], "Location": f"/v1/reviews/{draft['review_id']}"}
    return JSONResponse(draft, 201, headers=headers)


@router.post(
    "/v1/drafts",
    status_code=201,
    openapi_extra=body(DRAFT),
    responses=answers(DRAFT_RESULT, 201) | errors(*READS_BODY, 409, 502),
)
def create(
    house: OfHouse,
    key: MayDraft,
    value: Annotated[Any, Depends(json_body)],
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Response:
    """Draft a reply and open its review. The same `Idempotency-Key` and body again gives the same answer."""
    if idempotency_key is None:
        return _created(_submit(house, value, key))
    if not 0 < len(idempotency_key) <= 255:
        raise InputError("must have 1 to 255 characters", field="Idempotency-Key")
    done = house.store.idempotency
    held = done.reserve(key.id, idempotency_key, sha256_text(canonical(value)))
    if held.outcome == "replay":
        return _created(held.response, **{"Idempotency-Replayed": "true"})
    if held.outcome == "differs":
        raise Problem(409, "idempotency_mismatch", "幂等键已用于另一请求", "this Idempotency-Key had another body")
    if held.outcome == "busy":
        wait = {"Retry-After": "2"}
        raise Problem(409, "idempotency_in_progress", "同一请求正在处理", "still being done; ask again", headers=wait)
    try:
        draft = _submit(house, value, key)
    except BaseException:
        done.forget(key.id, idempotency_key)
        raise
    try:
        done.finish(key.id, idempotency_key, 201, draft)
    except StoreError as e:  # the review is open and on disk: that is what the caller must hear
        log.error("an answer could not be kept for its Idempotency-Key: %s", e.code)
    return _created(draft)


@router.get("/v1/drafts/{draft_id:path}", responses=answers(DRAFT_RESULT) | errors(404))
def read(house: OfHouse, _: MayDraft, draft_id: str) -> dict[str, Any]:
    """The draft as it was made (the newest with this id), and where its review stands."""
    review = house.store.reviews.by_draft(draft_id)
    return review.draft | {"review_id": review.id, "state": review.state.value, "etag": review.etag}
