"""`/v1/sign-in`, `/v1/sign-out`, `/v1/me`: a person's own token, and what whoever calls may do."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from replydraft.domain.people import Key
from replydraft.domain.permissions import Action, Reach, reach
from replydraft.entrypoints.api.bodies import json_body
from replydraft.entrypoints.api.callers import OfHouse, Recognised
from replydraft.entrypoints.api.described import DONE, READS_BODY, answers, body, errors
from replydraft.entrypoints.api.problems import Problem
from replydraft.errors import SignInRefused
from replydraft.wire.outputs import person_json
from replydraft.wire.reading import as_line, as_object, as_text
from replydraft.wire.schemas_http import ME, SIGN_IN, SIGNED_IN

router = APIRouter(prefix="/v1", tags=["people"])

LASTS_DAYS = 0.5
MAX_NAME, MAX_PASSWORD = 60, 500
NO_STORE = {"Cache-Control": "no-store"}


def key_json(key: Key) -> dict[str, Any]:
    """A key or token as those may see it who may; never the token itself."""
    return {
        "id": key.id,
        "name": key.name,
        "kind": "user" if key.person else "service",
        "scopes": list(key.scopes),
        "created_at": key.created_at.isoformat(),
        "expires_at": key.expires_at.isoformat(),
    }


@router.post(
    "/sign-in",
    openapi_extra=body(SIGN_IN),
    responses=answers(SIGNED_IN) | errors(*READS_BODY, 429, anybody=True),
)
def sign_in(house: OfHouse, request: Request, value: Annotated[Any, Depends(json_body)]) -> JSONResponse:
    """A user token for twelve hours. 401 `bad_credentials` for a wrong name or password, 429 after too many tries."""
    source = as_object(value)
    name = as_line(source.get("name"), "name", limit=MAX_NAME)
    password = as_text(source.get("password"), "password", limit=MAX_PASSWORD)
    address = request.client.host if request.client else "unknown"
    person = house.store.people.sign_in(name, password, address=address)
    token = house.store.keys.create_for(person, days=LASTS_DAYS)
    key = house.store.keys.recognise(token)
    if key is None or key.person is None:
        raise SignInRefused("姓名或密码不对 (wrong name or password)")
    made = {"token": token, "expires_at": key.expires_at.isoformat(), "person": person_json(key.person)}
    return JSONResponse(made, headers=NO_STORE)


@router.post("/sign-out", status_code=204, responses=DONE | errors())
def sign_out(house: OfHouse, key: Recognised) -> Response:
    """End the user token that this is called with. A service key is ended by an admin."""
    if key.person is None:
        raise Problem(403, "person_required", "必须由本人操作", "a service key does not sign out; an admin revokes it")
    house.store.keys.revoke(key.id, actor=key.actor)
    return Response(status_code=204)


@router.get("/me", responses=answers(ME) | errors(anybody=True))
def me(key: Recognised) -> dict[str, Any]:
    """Who calls, and what they may do: `all`, or `branch` for what is of their own branch or of none."""
    far = {action: reach(key.caller, action) for action in Action}
    return {
        "kind": "person" if key.person else "key",
        "actor": key.actor,
        "person": person_json(key.person) if key.person else None,
        "key": key_json(key),
        "actions": {action.value: how.name.lower() for action, how in far.items() if how is not Reach.NONE},
    }
