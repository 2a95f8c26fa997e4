"""What OpenAPI says about bodies and errors. The reading itself is done by `replydraft.wire`, which names each field."""

from __future__ import annotations

from typing import Any

from replydraft.entrypoints.api.problems import MEDIA
from replydraft.wire.schemas_http import MESSAGE, MESSAGE_RESULT, PROBLEM
from replydraft.wire.schemas_text import CHECK, CHECK_RESULT, ERROR_LINE
from replydraft.wire.shapes import listed

CHECKS: dict[str, Any] = {"oneOf": [CHECK, listed(CHECK)]}
CHECK_RESULTS: dict[str, Any] = {"oneOf": [CHECK_RESULT, listed({"anyOf": [CHECK_RESULT, ERROR_LINE]})]}
MESSAGES: dict[str, Any] = {"oneOf": [MESSAGE, listed(MESSAGE)]}
MESSAGE_RESULTS: dict[str, Any] = {"oneOf": [MESSAGE_RESULT, listed({"anyOf": [MESSAGE_RESULT, ERROR_LINE]})]}
IF_MATCH: dict[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the review as the caller saw it.",
    "schema": {"type": "string", "pattern": r'^"[^":]+:[1-9]\d{0,8}"$'},
}
_SAID = {
    400: "not JSON",
    401: "no valid key or token",
    403: "not allowed with this key",
    404: "there is none, or it is another branch's",
    409: "changed meanwhile: read again; or another person is due (`second_person_due`, `wait_s`)",
    410: "the customer was erased",
    413: "body too large",
    415: "not application/json",
    422: "a field is wrong (`field`), or the text blocks (`findings`)",
    428: "If-Match is missing",
    429: "too many tries: wait for as long as `Retry-After` says",
    500: "our fault: `event_id` is in the log",
    502: "a model or index failed",
    503: "the store cannot be written; nothing was accepted",
}


def body(schema: dict[str, Any], *headers: dict[str, Any], required: bool = True) -> dict[str, Any]:
    """`openapi_extra` of a call that takes this JSON, and these headers."""
    taken = {"requestBody": {"required": required, "content": {"application/json": {"schema": schema}}}}
    return taken | ({"parameters": list(headers)} if headers else {})


def errors(*statuses: int, anybody: bool = False) -> dict[int | str, dict[str, Any]]:
    """`responses` of a call: these problems, and those that any call can meet; `anybody`: it needs no permission."""
    common = {401, 500, 503} if anybody else {401, 403, 500, 503}
    return {
        status: {"description": _SAID[status], "content": {MEDIA: {"schema": PROBLEM}}}
        for status in sorted({*statuses, *common})
    }


def answers(schema: dict[str, Any], status: int = 200) -> dict[int | str, dict[str, Any]]:
    """`responses` of a call that answers with this JSON."""
    return {status: {"description": "done", "content": {"application/json": {"schema": schema}}}}


DONE: dict[int | str, dict[str, Any]] = {204: {"description": "done"}}
READS_BODY = (400, 413, 415, 422)
