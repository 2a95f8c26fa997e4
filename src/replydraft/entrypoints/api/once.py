"""`Idempotency-Key`: the same request of the same caller is done once and answered the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Response

from replydraft.bootstrap import House
from replydraft.domain.audit import canonical
from replydraft.domain.people import Caller
from replydraft.domain.review import Once
from replydraft.entrypoints.api.problems import Problem
from replydraft.errors import InputError


def done_once(
    house: House,
    caller: Caller,
    key: str | None,
    asked: Any,
    do: Callable[[Once | None], Response],
    again: Callable[[str], Response],
) -> Response:
    """`do` under this key, or `again` with the id of what was made under it. Raises Problem 409, InputError.

    `asked` is all that the request says: another under the same key is refused.
    """
    if key is None:
        return do(None)
    if not 0 < len(key) <= 255:
        raise InputError("must have 1 to 255 characters", field="Idempotency-Key")
    once = Once(caller.actor, key)
    held = house.store.idempotency.reserve(once, canonical(asked))
    if held.outcome == "replay":
        answer = again(str(held.review_id))
        answer.headers["Idempotency-Replayed"] = "true"
        return answer
    if held.outcome == "differs":
        raise Problem(409, "idempotency_mismatch", "幂等键已用于另一请求", "this Idempotency-Key had another body")
    if held.outcome == "busy":
        wait = {"Retry-After": "2"}
        raise Problem(409, "idempotency_in_progress", "同一请求正在处理", "still being done; ask again", headers=wait)
    try:
        return do(once)
    except BaseException:
        house.store.idempotency.forget(once)
        raise
