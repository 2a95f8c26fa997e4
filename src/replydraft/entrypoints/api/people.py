"""`/v1/people`: who works here, and what each is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from replydraft.domain.people import Role
from replydraft.domain.permissions import Action, may
from replydraft.entrypoints.api.bodies import json_body
from replydraft.entrypoints.api.callers import MayChangePeople, MaySeePeople, OfHouse
from replydraft.entrypoints.api.described import READS_BODY, answers, body, errors
from replydraft.entrypoints.api.problems import Problem
from replydraft.entrypoints.api.signing_in import MAX_NAME, MAX_PASSWORD
from replydraft.errors import InputError
from replydraft.wire.inputs import MAX_BRANCH
from replydraft.wire.outputs import person_json
from replydraft.wire.reading import as_flag, as_line, as_object, as_text, one_of, optional
from replydraft.wire.schemas_http import CHANGED_PERSON, NEW_PERSON, PEOPLE, PERSON

router = APIRouter(prefix="/v1/people", tags=["people"])


def _role(value: Any, field: str) -> str:
    return one_of(value, field, tuple(Role))


def _branch(value: Any, field: str) -> str:
    return as_line(value, field, limit=MAX_BRANCH, empty=True)


def _password(value: Any, field: str) -> str:
    return as_text(value, field, limit=MAX_PASSWORD)


@router.get("", responses=answers(PEOPLE) | errors())
def everybody(house: OfHouse, caller: MaySeePeople) -> dict[str, Any]:
    """Everybody whom the caller may see, those out of service too, oldest first."""
    seen = [p for p in house.store.people.list() if may(caller, Action.PEOPLE_READ, p.branch)]
    return {"items": [person_json(person) for person in seen]}


@router.post("", status_code=201, openapi_extra=body(NEW_PERSON), responses=answers(PERSON, 201) | errors(*READS_BODY))
def add(house: OfHouse, caller: MayChangePeople, value: Annotated[Any, Depends(json_body)]) -> JSONResponse:
    """A new person; without a role an advisor, without a password one who cannot sign in yet."""
    source = as_object(value)
    person = house.store.people.add(
        as_line(source.get("name"), "name", limit=MAX_NAME),
        role=optional(source, "role", _role) or Role.ADVISOR.value,
        branch=optional(source, "branch", _branch) or "",
        password=optional(source, "password", _password),
        actor=caller.actor,
    )
    return JSONResponse(person_json(person), 201, headers={"Location": f"/v1/people/{person.id}"})


@router.patch("/{person_id}", openapi_extra=body(CHANGED_PERSON), responses=answers(PERSON) | errors(*READS_BODY, 404))
def change(
    house: OfHouse, caller: MayChangePeople, person_id: str, value: Annotated[Any, Depends(json_body)]
) -> dict[str, Any]:
    """Another role, branch or password; out of service (`active`: false), which ends every token at once, or back."""
    source = as_object(value)
    password = optional(source, "password", _password)
    role = optional(source, "role", _role)
    branch = optional(source, "branch", _branch)
    active = optional(source, "active", as_flag)
    if password is None and role is None and branch is None and active is None:
        raise InputError("must have role, branch, active or password")
    if house.store.people.get(person_id) is None:
        raise Problem(404, "no_such_person", "没有这位同事", "no person has this id")
    if password is not None:  # first, as it is what can be refused
        house.store.people.set_password(person_id, password, actor=caller.actor)
    person = house.store.people.change(person_id, role=role, branch=branch, active=active, actor=caller.actor)
    return person_json(person)
