"""Reading a request: JSON within bounds, the ETag a caller saw."""

from __future__ import annotations

import re
from typing import Any

from fastapi import Request
from starlette.requests import ClientDisconnect

from replydraft.entrypoints.api.problems import Problem
from replydraft.errors import InputError, StaleReview
from replydraft.wire.reading import parse_json

MAX_BODY = 1024 * 1024
"""Bytes; a draft of 100,000 characters fits, even written in \\u escapes."""

_PATIENCE = 16 * MAX_BODY

_ETAG = re.compile(r'"([^":]+):([1-9]\d{0,8})"')


async def json_body(request: Request) -> Any:
    """The body as JSON. Raises Problem 413, 415; InputError `bad_json` (which quotes nothing)."""
    kind = request.headers.get("content-type", "application/json").split(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise Problem(415, "not_json", "内容类型不支持", "send Content-Type: application/json")
    return parse_json(await _bounded(request))


async def json_body_if_any(request: Request) -> Any:
    """The same; no body at all is an empty object."""
    if request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers:
        return {}
    return await json_body(request)


async def _bounded(request: Request) -> bytes:
    """The bytes of the body. What is too much is read on for a while, so that the caller can hear the refusal."""
    raw, size = bytearray(), 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size <= MAX_BODY:
                raw += chunk
            elif size > _PATIENCE:
                break
    except ClientDisconnect:
        raise InputError("the body was cut off", code="bad_json") from None
    if size > MAX_BODY:
        raise Problem(413, "too_large", "请求过大", f"at most {MAX_BODY} bytes", headers={"Connection": "close"})
    return bytes(raw)


def seen_revision(request: Request, review_id: str) -> int:
    """The revision in `If-Match`. Raises Problem 428 without one, StaleReview for another review's."""
    header = request.headers.get("if-match")
    if header is None:
        raise Problem(428, "if_match_required", "缺少版本标识", "send If-Match with the ETag of the review you saw")
    match = _ETAG.fullmatch(header.strip())
    if match is None:
        raise InputError('must be one ETag like "<review_id>:<revision>"', field="If-Match")
    if match[1] != review_id:
        raise StaleReview("If-Match 是另一条审核的版本 (ETag of another review)")
    return int(match[2])
