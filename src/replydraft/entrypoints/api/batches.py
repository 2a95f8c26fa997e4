"""Many at once: an array in, an array out in the same order, a bad one answered in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from replydraft.errors import InputError
from replydraft.wire.outputs import error_json

MAX_BATCH = 1000


def each(values: list[Any], do: Callable[[Any], dict[str, Any]], *, named: str = "id") -> list[dict[str, Any]]:
    """`do` for each, as on the command line; what is no input error stops the batch. `named`: the key that names one."""
    if len(values) > MAX_BATCH:
        raise InputError(f"has {len(values)} items; at most {MAX_BATCH}", code="too_many")
    return [_one(value, do, named, n) for n, value in enumerate(values, 1)]


def _one(value: Any, do: Callable[[Any], dict[str, Any]], named: str, line: int) -> dict[str, Any]:
    try:
        return do(value)
    except InputError as e:
        record_id = value.get(named) if isinstance(value, dict) else None
        return error_json(str(record_id) if isinstance(record_id, str | int) else None, e, line)
