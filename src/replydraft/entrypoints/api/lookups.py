"""`GET /v1/search`, `POST /v1/cost` and `/v1/cost/sheet`: what the knowledge says, and what a loan costs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from replydraft.bootstrap import answer, cost_sheet, picture
from replydraft.costs.answers import answer_cost
from replydraft.costs.sheet_asking import parse_sheet
from replydraft.domain.audit import opaque
from replydraft.domain.passage import search_trace
from replydraft.entrypoints.api.bodies import json_body
from replydraft.entrypoints.api.callers import MaySearch, OfHouse
from replydraft.entrypoints.api.described import READS_BODY, answers, body, errors
from replydraft.entrypoints.api.problems import Problem
from replydraft.entrypoints.days import today
from replydraft.errors import ContentError
from replydraft.wire.inputs import parse_search
from replydraft.wire.outputs import search_json
from replydraft.wire.schemas_cost import COST, COST_RESULT
from replydraft.wire.schemas_phrase import PHRASE, PHRASE_RESULT
from replydraft.wire.schemas_sheet import SHEET, SHEET_RESULT
from replydraft.wire.schemas_text import SEARCH_RESULT

router = APIRouter(prefix="/v1", tags=["lookups"])


@router.get("/search", responses=answers(SEARCH_RESULT) | errors(422))
def search(
    house: OfHouse,
    caller: MaySearch,
    query: Annotated[str, Query()],
    k: int = 5,
    as_of: str | None = None,
    kind: str | None = None,
) -> dict[str, Any]:
    """Passages that may be quoted on `as_of` (default today in China), best first."""
    asked = {"query": query, "k": k, "as_of": as_of, "kind": kind}
    search_id, words, count, day, doc_kind = parse_search(asked, today=today())
    found = house.desk.retriever.search(words, as_of=day, k=count, kind=doc_kind)
    payload = search_trace(words, house.knowledge.version, found)
    house.store.audit.append("knowledge.searched", opaque(search_id), payload, actor=caller.actor)
    return search_json(search_id, found)


@router.post(
    "/cost",
    openapi_extra=body({"anyOf": [COST, PHRASE]}),
    responses=answers({"anyOf": [COST_RESULT, PHRASE_RESULT]}) | errors(*READS_BODY),
)
def cost(house: OfHouse, _: MaySearch, value: Annotated[Any, Depends(json_body)]) -> dict[str, Any]:
    """Annualised cost, total cost, schedule and the ceiling that applies; with `phrase` what a price phrase can mean."""
    return answer_cost(value, today=today(), facts=house.rulebook.facts)


_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"schema": SHEET_RESULT}, "image/png": {}}, "description": "done"}
}


@router.post("/cost/sheet", openapi_extra=body(SHEET), response_model=None, responses=_PICTURE | errors(*READS_BODY))
def sheet(
    house: OfHouse, _: MaySearch, request: Request, value: Annotated[Any, Depends(json_body)]
) -> dict[str, Any] | Response:
    """The 成本明示表 of a product, or of given terms; its card as a picture with `Accept: image/png`."""
    made = cost_sheet(house.knowledge, house.operator, house.rulebook, parse_sheet(value, today=today()))
    if "image/png" in request.headers.get("accept", ""):
        try:
            return Response(picture(made), media_type="image/png")
        except ContentError as error:
            raise Problem(503, error.code, "缺少中文字体", str(error)) from None
    return answer(made, house.operator)
