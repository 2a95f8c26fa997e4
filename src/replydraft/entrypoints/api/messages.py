"""`POST /v1/messages`: how a CRM feeds conversations. Drafting them is the worker's (`entrypoints.worker`)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from replydraft.entrypoints.api.batches import each
from replydraft.entrypoints.api.bodies import json_body
from replydraft.entrypoints.api.callers import MayPost, OfHouse
from replydraft.entrypoints.api.described import MESSAGE_RESULTS, MESSAGES, READS_BODY, answers, body, errors
from replydraft.wire.inputs import parse_message
from replydraft.wire.outputs import message_json

router = APIRouter(tags=["conversations"])


@router.post(
    "/v1/messages",
    status_code=202,
    openapi_extra=body(MESSAGES),
    responses=answers(MESSAGE_RESULTS, 202) | answers(MESSAGE_RESULTS, 200) | errors(*READS_BODY),
)
def receive(house: OfHouse, caller: MayPost, value: Annotated[Any, Depends(json_body)]) -> JSONResponse:
    """Keep a message, or an array of them in order. 202: kept, a draft is due at `due_at`; 200: all were here already.

    A batch that fails half-way may be sent again whole: a repeated `message_id` of a conversation is ignored.
    """

    def one(item: Any) -> dict[str, Any]:
        message = parse_message(item)
        return message_json(message.message_id, house.store.conversations.receive(message, actor=caller.actor))

    done = each(value, one, named="message_id") if isinstance(value, list) else one(value)
    new = any(item.get("duplicate") is False for item in (done if isinstance(done, list) else [done]))
    return JSONResponse(done, 202 if new else 200)
