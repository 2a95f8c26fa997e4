"""Read one JSON object field by field, so that an error names the field and never quotes the customer."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from replydraft.errors import InputError

T = TypeVar("T")

MAX_TEXT = 200_000
"""Longest text (code points) accepted in one field."""
MAX_DEPTH = 64
"""Objects and lists within one another; what is read must be writable again, wherever in the program that happens."""


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    """A number too large for a float (1e999) would be read as infinity, which cannot be written again."""
    number = float(digits)
    if math.isinf(number):
        raise ValueError("too large")
    return number


def parse_json(raw: bytes) -> Any:
    """One JSON text. Raises InputError `bad_json`, which quotes nothing of it."""
    try:
        value = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_finite)
    except UnicodeDecodeError as e:
        raise InputError(f"not UTF-8 at byte {e.start}", code="bad_json") from None
    except json.JSONDecodeError as e:
        raise InputError(f"not valid JSON: {e.msg} at character {e.pos}", code="bad_json") from None
    except RecursionError:
        raise InputError("not usable: nested too deeply", code="bad_json") from None
    except ValueError:
        raise InputError("not valid JSON: a number that cannot be read", code="bad_json") from None
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _deeper(value, MAX_DEPTH):
        raise InputError("not usable: nested too deeply", code="bad_json")
    return value


def _deeper(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]
    return any(isinstance(item, dict | list) for item in level)


def _there(value: Any, field: str) -> None:
    if value is None:
        raise InputError("is required", field=field)


def as_object(value: Any, field: str = "") -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError("must be a JSON object", field=field)
    return value


def as_text(value: Any, field: str, *, empty: bool = False, limit: int = MAX_TEXT) -> str:
    """A string without lone surrogates, not blank unless `empty`. Raises InputError."""
    _there(value, field)
    if not isinstance(value, str):
        raise InputError("must be a string", field=field)
    if len(value) > limit:
        raise InputError(f"has {len(value)} characters; at most {limit} are read", field=field, code="too_long")
    if not empty and not value.strip():
        raise InputError("must not be empty", field=field, code="empty")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as e:
        raise InputError(
            f"is not valid Unicode: a lone surrogate at character {e.start}", field=field, code="bad_unicode"
        ) from None
    return value


def as_line(value: Any, field: str, *, limit: int, empty: bool = False) -> str:
    """A name or an id: one line of printable characters, without blanks around it. Raises InputError."""
    text = as_text(value, field, limit=limit, empty=empty).strip()
    if not text.isprintable():
        raise InputError("must be one line of printable characters", field=field)
    return text


def as_flag(value: Any, field: str) -> bool:
    _there(value, field)
    if not isinstance(value, bool):
        raise InputError("must be true or false", field=field)
    return value


def as_list(value: Any, field: str, *, limit: int) -> list[Any]:
    _there(value, field)
    if not isinstance(value, list):
        raise InputError("must be a list", field=field)
    if len(value) > limit:
        raise InputError(f"has {len(value)} items; at most {limit}", field=field, code="too_many")
    return value


def as_decimal(value: Any, field: str) -> Decimal:
    """Money or another number given as a JSON number or a decimal string. Raises InputError."""
    _there(value, field)
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise InputError("must be a number or a decimal string", field=field)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise InputError("must be a number or a decimal string", field=field) from None
    if not number.is_finite() or abs(number) > Decimal("1e15"):
        raise InputError("must be a finite number of a sensible size", field=field)
    return number


def as_day(value: Any, field: str) -> date:
    _there(value, field)
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise InputError("must be a date like 2026-11-23", field=field)


def as_moment(value: Any, field: str) -> datetime:
    _there(value, field)
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
            moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        else:
            if moment.tzinfo is not None:
                return moment
    raise InputError("must be a time with zone like 2026-11-23T21:30:00+08:00", field=field)


def one_of(value: Any, field: str, allowed: tuple[str, ...]) -> str:
    _there(value, field)
    if value not in allowed:
        raise InputError(f"must be one of {', '.join(allowed)}", field=field)
    return str(value)


def optional(source: Mapping[str, Any], key: str, read: Callable[[Any, str], T], prefix: str = "") -> T | None:
    """`read(source[key])`, or None where the key is absent or null."""
    value = source.get(key)
    return None if value is None else read(value, f"{prefix}{key}")
