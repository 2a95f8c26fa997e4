"""JSON Schemas of the cost sheet (成本明示表), in and out."""

from __future__ import annotations

from replydraft.wire.schemas_cost import COST
from replydraft.wire.shapes import AMOUNT, COUNT, DAY, FLAG, MONEY, NUMBER, TEXT, Schema, listed, or_null, said, shape

_METHODS = said(["flat", "annuity", "equal_principal", "interest_only", "bullet"])
_PRODUCT = shape(
    {"product": TEXT, "principal": AMOUNT, "periods": COUNT, "method": _METHODS, "as_of": DAY},
    optional=("method", "as_of"),
)
_TERMS = COST | {"properties": {**COST["properties"], "lender": TEXT, "name": TEXT}, "not": {"required": ["product"]}}
SHEET: Schema = {"anyOf": [_PRODUCT, _TERMS]}
_PRICE = shape(
    {
        "rate": or_null(NUMBER),
        "annualised_nominal": NUMBER,
        "annualised_effective": NUMBER,
        **dict.fromkeys(("interest", "total_cost", "payment_first", "payment_regular", "payment_last"), MONEY),
    }
)
_FEE = shape({"name": TEXT, "standard": TEXT, "amount": or_null(MONEY), "when": TEXT, "payee": or_null(TEXT)})
SHEET_RESULT = shape(
    {
        "lender": TEXT,
        "lender_type": or_null(TEXT),
        "product": shape({"id": or_null(TEXT), "name": TEXT, "version": or_null(TEXT)}),
        "principal": MONEY,
        "periods": COUNT,
        "unit": said(["month", "day", "year"]),
        "method": _METHODS,
        "method_name": TEXT,
        "received": MONEY,
        "low": _PRICE,
        "high": _PRICE,
        "instalments": TEXT,
        "fees": listed(_FEE),
        "service_fees": listed(_FEE),
        "with_service": or_null(
            shape(
                {
                    "annualised_nominal": NUMBER,
                    "annualised_effective": NUMBER,
                    "total_cost": MONEY,
                    "low_annualised_nominal": NUMBER,
                    "low_annualised_effective": NUMBER,
                    "low_total_cost": MONEY,
                }
            )
        ),
        "contingent": listed(shape({"name": TEXT, "standard": TEXT, "payee": or_null(TEXT)})),
        "gaps": listed(TEXT) | {"description": "what the data does not say; never counted as zero"},
        "ceiling": or_null(shape({"value": NUMBER, "basis": TEXT, "verified": FLAG, "exceeded": FLAG})),
        "ceiling_note": or_null(TEXT) | {"description": "why there is no ceiling"},
        "statements": listed(TEXT),
        "laws": listed(shape({"law": TEXT, "article": or_null(TEXT), "level": said(["A", "B", "C"])})),
        "as_of": DAY,
        "valid_to": or_null(DAY),
        "text": TEXT | {"description": "for a chat"},
        "html": TEXT | {"description": "the card, a whole page that loads nothing"},
        "for_customer": FLAG | {"description": "false: the operator may not present products; for the advisor only"},
    }
)
