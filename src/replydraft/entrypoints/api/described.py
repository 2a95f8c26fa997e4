"""What OpenAPI says about bodies and errors. The reading itself is done by `replydraft.wire`, which names each field."""

from __future__ import annotations

from typing import Any

from replydraft.entrypoints.api.problems import MEDIA

_TEXT: dict[str, Any] = {"type": "string"}
_DAY: dict[str, Any] = {"type": "string", "format": "date"}
_TURN = {
    "type": "object",
    "required": ["role", "text"],
    "properties": {"role": {"enum": ["customer", "advisor"]}, "text": _TEXT},
}
_CONTEXT: dict[str, Any] = {
    "id": _TEXT,
    "customer": _TEXT,
    "history": {"type": "array", "items": _TURN},
    "profile": {"type": "object"},
    "channel": {"enum": ["wechat", "wecom", "sms", "phone", "email", "web"]},
    "as_of": _DAY,
}
_TEXTS = {"type": "array", "items": _TEXT}


def _object(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


CHECK = _object(
    ["id", "draft"],
    _CONTEXT
    | {
        "draft": _TEXT,
        "evidence": {"type": "object", "properties": {"passages": _TEXTS, "events": _TEXTS}},
        "send_at": {"type": "string", "format": "date-time"},
        "sender": {"enum": ["human", "auto"]},
    },
)
CHECKS = {"oneOf": [CHECK, {"type": "array", "items": CHECK}]}
DRAFT = _object(["id", "customer"], _CONTEXT | {"customer_ref": _TEXT})
REVISION = _object(["text"], {"text": _TEXT})
DECISION = _object(
    ["decision"],
    {
        "decision": {"enum": ["approve", "reject", "escalate"]},
        "text": _TEXT,
        "text_sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "reason": _TEXT,
        "dismissed": {
            "type": "array",
            "items": _object(["finding", "reason"], {"finding": _TEXT, "reason": _TEXT}),
        },
    },
)
COST = _object(
    ["principal", "periods", "method"],
    {
        "principal": {"type": ["string", "number"]},
        "periods": {"type": "integer"},
        "method": {"enum": ["flat", "annuity", "equal_principal", "interest_only", "bullet"]},
        "rate": {"type": ["string", "number"]},
        "fee_per_period": {"type": ["string", "number"]},
        "upfront_fee": {"type": ["string", "number"]},
        "unit": {"enum": ["month", "day", "year"]},
        "lender_type": _TEXT,
        "as_of": _DAY,
    },
)
PROBLEM = _object(
    ["type", "title", "status", "detail", "code"],
    {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": _TEXT,
        "field": {"type": ["string", "null"]},
        "event_id": _TEXT,
        "findings": {"type": "array", "items": {"type": "object"}},
    },
)
_SAID = {
    400: "not JSON",
    401: "no valid key or token",
    403: "not allowed with this key",
    404: "there is none",
    409: "changed meanwhile: read again",
    413: "body too large",
    415: "not application/json",
    422: "a field is wrong (`field`), or the text blocks (`findings`)",
    428: "If-Match is missing",
    500: "our fault: `event_id` is in the log",
    502: "a model or index failed",
    503: "the store cannot be written; nothing was accepted",
}


def body(schema: dict[str, Any]) -> dict[str, Any]:
    """`openapi_extra` of a call that takes this JSON."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """`responses` of a call: these problems, and those that any call can meet."""
    return {
        status: {"description": _SAID[status], "content": {MEDIA: {"schema": PROBLEM}}}
        for status in sorted({*statuses, 401, 403, 500, 503})
    }


READS_BODY = (400, 413, 415, 422)
