"""`/v1/customers/{ref}/consents`: what a customer agreed to, and what they took back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import JSONResponse

from replydraft.domain.consent import ConsentRecord
from replydraft.entrypoints.api.bodies import json_body, json_body_if_any
from replydraft.entrypoints.api.callers import MayReadConsents, MayRecordConsent, MayWithdrawConsent, OfHouse
from replydraft.entrypoints.api.described import READS_BODY, answers, body, errors
from replydraft.entrypoints.api.once import done_once
from replydraft.wire.consents import parse_consent
from replydraft.wire.inputs import MAX_BRANCH, parse_reference
from replydraft.wire.outputs import consent_json
from replydraft.wire.reading import as_line, as_moment, as_object, optional
from replydraft.wire.schemas_consents import CONSENT, CONSENT_RESULT, CONSENTS_RESULT, WITHDRAWAL

router = APIRouter(prefix="/v1/customers/{customer_ref}/consents", tags=["consents"])

Key = Annotated[str | None, Header(alias="Idempotency-Key")]


def _shown(record: ConsentRecord, status: int = 200) -> JSONResponse:
    return JSONResponse(consent_json(record, datetime.now(UTC)), status)


@router.post(
    "",
    status_code=201,
    openapi_extra=body(CONSENT),
    responses=answers(CONSENT_RESULT, 201) | errors(*READS_BODY, 404, 409),
)
def record(
    house: OfHouse,
    caller: MayRecordConsent,
    customer_ref: str,
    value: Annotated[Any, Depends(json_body)],
    idempotency_key: Key = None,
) -> Response:
    """Record what a customer agreed to. Nothing of it can be changed: what they take back is recorded by itself."""
    ref, source = parse_reference(customer_ref, "customer_ref"), as_object(value)
    branch = optional(source, "branch", lambda v, f: as_line(v, f, limit=MAX_BRANCH, empty=True))
    new = parse_consent(
        source, now=datetime.now(UTC), by=caller.actor, branch=caller.branch if branch is None else branch
    )
    return done_once(
        house, caller, idempotency_key, ["consents", ref, value],
        lambda once: _shown(house.consents.record(caller, ref, new, once=once), 201),
        lambda made: _shown(house.consents.get(caller, ref, made), 201),
    )  # fmt: skip


@router.get("", responses=answers(CONSENTS_RESULT) | errors(404))
def read(house: OfHouse, caller: MayReadConsents, customer_ref: str) -> dict[str, Any]:
    """Everything the ledger holds of a customer, oldest first, with how each stands now."""
    now = datetime.now(UTC)
    found = house.consents.list(caller, parse_reference(customer_ref, "customer_ref"))
    return {"consents": [consent_json(each, now) for each in found]}


@router.post(
    "/{consent_id}/withdraw",
    openapi_extra=body(WITHDRAWAL, required=False),
    responses=answers(CONSENT_RESULT) | errors(*READS_BODY, 404, 409),
)
def withdraw(
    house: OfHouse,
    caller: MayWithdrawConsent,
    customer_ref: str,
    consent_id: str,
    value: Annotated[Any, Depends(json_body_if_any)],
    idempotency_key: Key = None,
) -> Response:
    """Record that a consent was taken back, now or at `withdrawn_at`. Again it changes nothing: the first one stands."""
    ref = parse_reference(customer_ref, "customer_ref")
    at = optional(as_object(value), "withdrawn_at", as_moment)
    return done_once(
        house, caller, idempotency_key, ["withdraw", ref, consent_id, value],
        lambda once: _shown(house.consents.withdraw(caller, ref, consent_id, withdrawn_at=at, once=once)),
        lambda made: _shown(house.consents.get(caller, ref, made)),
    )  # fmt: skip
