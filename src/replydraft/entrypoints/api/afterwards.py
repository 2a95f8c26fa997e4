"""`/v1/reviews/{id}/sent`, `/feedback`, `/unmask`: what was in fact sent, what somebody thought of the draft, who looked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from replydraft.compliance.showing import masked_text
from replydraft.entrypoints.api.bodies import json_body, json_body_if_any
from replydraft.entrypoints.api.callers import MaySayMore, MaySend, MayUnmask, OfHouse
from replydraft.entrypoints.api.described import DONE, READS_BODY, answers, body, errors
from replydraft.entrypoints.api.shown import shown
from replydraft.reviewing import REASONS
from replydraft.wire.reading import as_list, as_moment, as_object, as_text, optional
from replydraft.wire.schemas_http import FEEDBACK, REVIEW, SENT, UNMASK
from replydraft.wire.shapes import listed, said

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])

MAX_NOTE, MAX_REASON = 2000, 200
_FEEDBACK: dict[str, Any] = FEEDBACK | {"properties": FEEDBACK["properties"] | {"reasons": listed(said(REASONS))}}


@router.post("/{review_id}/sent", openapi_extra=body(SENT), responses=answers(REVIEW) | errors(*READS_BODY, 404, 409))
def sent(
    house: OfHouse, caller: MaySend, response: Response, review_id: str, value: Annotated[Any, Depends(json_body)]
) -> dict[str, Any]:
    """What was in fact sent: `sent` where it is the approved text, else `drifted`. The same again changes nothing."""
    source = as_object(value)
    text = as_text(source.get("text"), "text")
    moment = optional(source, "sent_at", as_moment)
    return shown(response, house.room.sent(caller, review_id, text, sent_at=_utc(moment) if moment else None))


@router.post(
    "/{review_id}/feedback",
    status_code=204,
    openapi_extra=body(_FEEDBACK),
    responses=DONE | errors(*READS_BODY, 404, 409),
)
def feedback(house: OfHouse, caller: MaySayMore, review_id: str, value: Annotated[Any, Depends(json_body)]) -> Response:
    """What somebody thought of the draft: reasons from a list, and a note."""
    source = as_object(value)
    reasons = as_list(source.get("reasons"), "reasons", limit=len(REASONS))
    note = optional(source, "note", lambda v, f: as_text(v, f, empty=True, limit=MAX_NOTE)) or ""
    house.room.feedback(caller, review_id, reasons, note)
    return Response(status_code=204)


@router.post(
    "/{review_id}/unmask",
    openapi_extra=body(UNMASK, required=False),
    responses=answers(REVIEW) | errors(*READS_BODY, 404),
)
def unmask(
    house: OfHouse,
    caller: MayUnmask,
    response: Response,
    review_id: str,
    value: Annotated[Any, Depends(json_body_if_any)],
) -> dict[str, Any]:
    """The review with identifiers as they are. Who looked, and why, is on record for ever before it is shown."""
    reason = optional(as_object(value), "reason", lambda v, f: as_text(v, f, empty=True, limit=MAX_REASON)) or ""
    review = house.room.unmask(caller, review_id, reason=masked_text(reason))
    return shown(response, review, masked=False)


def _utc(moment: datetime) -> str:
    """As the store writes moments."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
