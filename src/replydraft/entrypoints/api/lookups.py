"""`GET /v1/search` and `POST /v1/cost`: what the knowledge says, and what a loan costs."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from replydraft.costs.answers import quote_json
from replydraft.costs.asking import parse_cost
from replydraft.costs.quote import quote
from replydraft.domain.audit import opaque
from replydraft.entrypoints.api.bodies import json_body
from replydraft.entrypoints.api.callers import MaySearch, OfHouse
from replydraft.entrypoints.api.described import READS_BODY, answers, body, errors
from replydraft.entrypoints.days import today
from replydraft.pipeline import search_trace
from replydraft.wire.inputs import parse_search
from replydraft.wire.outputs import search_json
from replydraft.wire.schemas_cost import COST, COST_RESULT
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


@router.post("/cost", openapi_extra=body(COST), responses=answers(COST_RESULT) | errors(*READS_BODY))
def cost(house: OfHouse, _: MaySearch, value: Annotated[Any, Depends(json_body)]) -> dict[str, Any]:
    """Annualised cost, total cost, schedule and the ceiling that applies."""
    return quote_json(quote(parse_cost(value, today=today()), facts=house.rulebook.facts))
