"""`/v1/keys`: service keys for programs. A token is seen once, when its key is made."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from replydraft.entrypoints.api.bodies import json_body
from replydraft.entrypoints.api.callers import MayChangeKeys, OfHouse
from replydraft.entrypoints.api.described import DONE, READS_BODY, answers, body, errors
from replydraft.entrypoints.api.problems import Problem
from replydraft.entrypoints.api.signing_in import MAX_NAME, NO_STORE, key_json
from replydraft.errors import InputError, StoreError
from replydraft.wire.reading import as_line, as_list, as_object
from replydraft.wire.schemas_http import KEYS, MADE_KEY, NEW_KEY

router = APIRouter(prefix="/v1/keys", tags=["people"])

DAYS, SHORTEST_DAYS = 365, 0.01


@router.get("", responses=answers(KEYS) | errors())
def every_key(house: OfHouse, _: MayChangeKeys) -> dict[str, Any]:
    """Every service key, oldest first, those out of force too; never a token."""
    return {"items": [key for key in house.store.keys.list() if key["kind"] == "service"]}


@router.post("", status_code=201, openapi_extra=body(NEW_KEY), responses=answers(MADE_KEY, 201) | errors(*READS_BODY))
def create(house: OfHouse, caller: MayChangeKeys, value: Annotated[Any, Depends(json_body)]) -> JSONResponse:
    """A new service key with these scopes; its `token` is in this answer and nowhere else."""
    source = as_object(value)
    scopes = [str(scope) for scope in as_list(source.get("scopes"), "scopes", limit=20)]
    days = source.get("days", DAYS)
    if isinstance(days, bool) or not isinstance(days, int | float) or days < SHORTEST_DAYS:
        raise InputError(f"must be a number of at least {SHORTEST_DAYS}", field="days")
    name = as_line(source.get("name"), "name", limit=MAX_NAME)
    token = house.store.keys.create(name, scopes=scopes, days=days, actor=caller.actor)
    key = house.store.keys.recognise(token)
    if key is None:
        raise StoreError("a key that was just made is not there")
    return JSONResponse(key_json(key) | {"token": token}, 201, headers=NO_STORE)


@router.delete("/{key_id}", status_code=204, responses=DONE | errors(404))
def revoke(house: OfHouse, caller: MayChangeKeys, key_id: str) -> Response:
    """End a service key at once. One that is ended already stays so."""
    key = next((k for k in house.store.keys.list() if k["id"] == key_id and k["kind"] == "service"), None)
    if key is None:
        raise Problem(404, "no_such_key", "没有这个密钥", "no service key has this id")
    if key["revoked_at"] is None:
        house.store.keys.revoke(key_id, actor=caller.actor)
    return Response(status_code=204)
