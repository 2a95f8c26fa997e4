"""`POST /v1/checks`: one text, or many, through the guardrails."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from replydraft.bootstrap import House
from replydraft.entrypoints.api.bodies import json_body
from replydraft.entrypoints.api.callers import MayCheck, OfHouse
from replydraft.entrypoints.api.described import CHECK_RESULTS, CHECKS, READS_BODY, answers, body, errors
from replydraft.entrypoints.days import today
from replydraft.errors import InputError
from replydraft.wire.inputs import parse_check
from replydraft.wire.outputs import check_json, error_json

router = APIRouter(tags=["checks"])

MAX_BATCH = 1000


def _check(house: House, value: Any, actor: str) -> dict[str, Any]:
    return check_json(house.desk.check(parse_check(value, today=today()), actor=actor))


def _in_batch(house: House, value: Any, actor: str, line: int) -> dict[str, Any]:
    """A bad one answers in its place, as on the command line; what is no input error stops the batch."""
    try:
        return _check(house, value, actor)
    except InputError as e:
        record_id = value.get("id") if isinstance(value, dict) else None
        return error_json(str(record_id) if isinstance(record_id, str | int) else None, e, line)


@router.post("/v1/checks", openapi_extra=body(CHECKS), responses=answers(CHECK_RESULTS) | errors(*READS_BODY))
def check(house: OfHouse, caller: MayCheck, value: Annotated[Any, Depends(json_body)]) -> Any:
    """Check a reply: an object in, its result out; or an array in, an array out in the same order."""
    if not isinstance(value, list):
        return _check(house, value, caller.actor)
    if len(value) > MAX_BATCH:
        raise InputError(f"has {len(value)} items; at most {MAX_BATCH}", code="too_many")
    return [_in_batch(house, item, caller.actor, n) for n, item in enumerate(value, 1)]
