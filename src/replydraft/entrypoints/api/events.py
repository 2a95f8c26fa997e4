"""`GET /v1/events`: the audit trail in order, to replay what a webhook missed."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query

from replydraft.entrypoints.api.callers import MayFollow, OfHouse
from replydraft.entrypoints.api.described import answers, errors
from replydraft.errors import InputError
from replydraft.wire.outputs import event_json
from replydraft.wire.schemas_http import EVENTS

router = APIRouter(tags=["events"])


@router.get("/v1/events", responses=answers(EVENTS) | errors(422))
def events(
    house: OfHouse,
    _: MayFollow,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> dict[str, Any]:
    """One page, oldest first. `next_cursor` is null on the last; `resume_cursor` goes on later from here, always."""
    after = _place(cursor)
    found = list(islice(house.store.audit.events(after=after), limit + 1))
    page = found[:limit]
    resume = str(page[-1].sequence if page else after)
    return {
        "items": [event_json(event) for event in page],
        "next_cursor": resume if len(found) > limit else None,
        "resume_cursor": resume,
    }


def _place(cursor: str | None) -> int:
    """The sequence number behind a cursor. Raises InputError."""
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > 18:
        raise InputError("is not a cursor of ours", field="cursor")
    return int(cursor)
