"""`POST /v1/checks`: one text, or many, through the guardrails."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from replydraft.entrypoints.api.batches import each
from replydraft.entrypoints.api.bodies import json_body
from replydraft.entrypoints.api.callers import MayCheck, OfHouse
from replydraft.entrypoints.api.described import CHECK_RESULTS, CHECKS, READS_BODY, answers, body, errors
from replydraft.entrypoints.days import today
from replydraft.wire.inputs import parse_check
from replydraft.wire.outputs import check_json

router = APIRouter(tags=["checks"])


@router.post("/v1/checks", openapi_extra=body(CHECKS), responses=answers(CHECK_RESULTS) | errors(*READS_BODY))
def check(house: OfHouse, caller: MayCheck, value: Annotated[Any, Depends(json_body)]) -> Any:
    """Check a reply: an object in, its result out; or an array in, an array out in the same order."""

    def one(item: Any) -> dict[str, Any]:
        return check_json(house.desk.check(parse_check(item, today=today()), actor=caller.actor))

    return each(value, one) if isinstance(value, list) else one(value)
