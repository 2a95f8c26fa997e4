"""The words that JSON Schemas are written with here."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
MONEY: Schema = {"type": "string", "pattern": r"^-?\d+\.\d{2}$"}
AMOUNT: Schema = {"type": ["string", "number"]}
"""A rate, a fraction or an amount as a caller may write it: 4.5%, 0.045, 100000."""


def listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def said(values: Any) -> Schema:
    return {"enum": [str(v) for v in values]}


def or_null(schema: Schema) -> Schema:
    if isinstance(schema.get("type"), str):
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def shape(properties: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """An object whose keys must all be there but the optional ones; further keys are allowed."""
    return {"type": "object", "required": [k for k in properties if k not in optional], "properties": properties}
