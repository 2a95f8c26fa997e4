"""`/v1/reviews/{id}/releases`: compliance lets one false `block` go, for one exact text."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from replydraft.entrypoints.api.bodies import json_body
from replydraft.entrypoints.api.callers import MayRelease, OfHouse
from replydraft.entrypoints.api.deciding import current
from replydraft.entrypoints.api.described import IF_MATCH, READS_BODY, answers, body, errors
from replydraft.entrypoints.api.shown import shown
from replydraft.reviewing import MAX_REASON
from replydraft.wire.reading import as_object, as_text
from replydraft.wire.schemas_http import RELEASE, REVIEW

router = APIRouter(prefix="/v1/reviews", tags=["reviews"])


@router.post(
    "/{review_id}/releases",
    openapi_extra=body(RELEASE, IF_MATCH),
    responses=answers(REVIEW) | errors(*READS_BODY, 404, 409, 428),
)
def release(
    house: OfHouse,
    who: MayRelease,
    request: Request,
    response: Response,
    review_id: str,
    value: Annotated[Any, Depends(json_body)],
) -> dict[str, Any]:
    """Let one finding that blocks go, for the text with this hash and no other. It stays in the list, marked `released`.

    422 `never_released` for identifiers and secrets, `not_blocking`, `no_such_finding`, `already_released`,
    `hash_mismatch`; 409 `second_person_due` for who approved the text. Who lets go does not approve it too, unless nobody
    else could and they attest it with `alone`.
    """
    source = as_object(value)
    finding = as_text(source.get("finding"), "finding", limit=200)
    digest = as_text(source.get("text_sha256"), "text_sha256", limit=64)
    reason = as_text(source.get("reason"), "reason", limit=MAX_REASON)
    revision = current(house, who, request, review_id).revision
    let_go = house.room.release_finding(who, review_id, finding, text_sha256=digest, reason=reason, revision=revision)
    return shown(response, let_go)
