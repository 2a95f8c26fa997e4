"""What a cost sheet is asked for, from a JSON object: a product by its id, or terms that somebody named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from replydraft.costs.asking import parse_cost
from replydraft.costs.product_sheet import Wanted
from replydraft.costs.terms import METHODS, CostRequest
from replydraft.domain.product import RepaymentMethod
from replydraft.errors import InputError
from replydraft.wire.reading import as_day, as_decimal, as_line, as_object, one_of

MAX_NAME = 60
_OF_PRODUCT = ("product", "principal", "periods", "method", "as_of")


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """Either `product` and `wanted`, or `terms` with the names they go by ("" where nobody said)."""

    as_of: date
    product: str = ""
    wanted: Wanted | None = None
    terms: CostRequest | None = None
    lender: str = ""
    name: str = ""


def parse_sheet(value: Any, *, today: date) -> SheetRequest:
    """`as_of` defaults to `today`. Raises InputError naming the field; what a product itself says is not asked for."""
    asked = {k: v for k, v in as_object(value).items() if v is not None}
    if "product" not in asked:
        terms = parse_cost({k: v for k, v in asked.items() if k not in ("lender", "name")}, today=today)
        lender, name = (as_line(asked.get(k, ""), k, limit=MAX_NAME, empty=True) for k in ("lender", "name"))
        return SheetRequest(terms.as_of or today, terms=terms, lender=lender, name=name)
    for key in asked:
        if key not in _OF_PRODUCT:
            raise InputError("is not asked for beside a product, whose own terms count", field=str(key)[:40])
    for key in ("principal", "periods"):
        if key not in asked:
            raise InputError("is required", field=key)
    periods = as_decimal(asked["periods"], "periods")
    if periods != periods.to_integral_value():
        raise InputError("must be a whole number", field="periods")
    method = cast(RepaymentMethod, one_of(asked["method"], "method", METHODS)) if "method" in asked else None
    return SheetRequest(
        as_day(asked["as_of"], "as_of") if "as_of" in asked else today,
        as_line(asked["product"], "product", limit=200),
        Wanted(as_decimal(asked["principal"], "principal"), int(periods), method),
    )
