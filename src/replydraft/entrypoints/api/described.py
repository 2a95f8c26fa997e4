"""What OpenAPI says about bodies and errors. The reading itself is done by `replydraft.wire`, which names each field."""

from __future__ import annotations

from typing import Any

from replydraft.entrypoints.api.problems import MEDIA
from replydraft.wire.schemas import CHECK, CHECK_RESULT, PROBLEM, listed

CHECKS: dict[str, Any] = {"oneOf": [CHECK, listed(CHECK)]}
CHECK_RESULTS: dict[str, Any] = {"oneOf": [CHECK_RESULT, {"type": "array"}]}
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


def answers(schema: dict[str, Any], status: int = 200) -> dict[int | str, dict[str, Any]]:
    """`responses` of a call that answers with this JSON."""
    return {status: {"description": "done", "content": {"application/json": {"schema": schema}}}}


READS_BODY = (400, 413, 415, 422)
