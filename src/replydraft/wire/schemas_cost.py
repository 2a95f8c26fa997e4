"""JSON Schemas of the calculator, in and out."""

from __future__ import annotations

from replydraft.wire.shapes import AMOUNT, COUNT, DAY, FLAG, MONEY, NUMBER, TEXT, Schema, listed, or_null, said, shape

_WHEN = said(["upfront", "each_period", "closing"])


def _told(schema: Schema, what: str) -> Schema:
    return schema | {"description": what}


_ASKED: dict[str, Schema] = {
    "principal": AMOUNT,
    "periods": COUNT,
    "method": said(["flat", "annuity", "equal_principal", "interest_only", "bullet"]),
    "rate": _told(
        AMOUNT,
        "interest a year, a fraction or a percentage with its sign; required, were it 0, without instalment, fee or flows",
    ),
    "fee_per_period": _told(AMOUNT, "of the principal each period, or yuan: 300元"),
    "upfront_fee": _told(AMOUNT, "of the principal at disbursement, or yuan"),
    "closing_fee": _told(AMOUNT, "of the principal with the last payment, or yuan"),
    "upfront_deducted": _told(FLAG, "upfront_fee is taken out of the money received (default), or paid beside it"),
    "fees": _told(
        listed(
            shape(
                {
                    "name": TEXT,
                    "when": _WHEN,
                    "amount": _told(AMOUNT, "yuan each time; this or fraction"),
                    "fraction": _told(AMOUNT, "of the original principal each time"),
                    "payee": _told(TEXT, "who takes it"),
                    "deducted": FLAG,
                },
                optional=("amount", "fraction", "payee", "deducted"),
            )
        ),
        "further fees by name",
    ),
    "unit": said(["month", "day", "year"]),
    "start": _told(DAY, "the day the money is received: the schedule is dated then"),
    "instalment": _told(AMOUNT, "yuan each period, fees not in it; instead of rate, with annuity or flat"),
    "early_after": _told(COUNT, "everything owed is repaid with this instalment"),
    "early_fee": _told(AMOUNT, "of the principal then owed, or yuan"),
    "flows": _told(
        listed(shape({"date": DAY, "amount": AMOUNT})),
        "payments on any days after start (negative: a further drawing); instead of periods, method, unit and rate",
    ),
    "lender_type": TEXT,
    "as_of": DAY,
}
COST = shape(_ASKED, optional=tuple(k for k in _ASKED if k != "principal")) | {
    "anyOf": [{"required": ["periods"]}, {"required": ["flows", "start"]}],
}
_PARTS: dict[str, Schema] = dict.fromkeys(("principal", "interest", "fee", "payment", "balance"), MONEY)
_EARLY = shape(
    {
        "after": COUNT,
        "date": or_null(DAY),
        **dict.fromkeys(("owed", "interest", "fee", "paid_then", "total_cost"), MONEY),
        "annualised_nominal": NUMBER,
        "annualised_effective": NUMBER,
    }
)
_FEE_ITEM = shape(
    {
        "name": TEXT,
        "when": _WHEN,
        "payee": or_null(TEXT),
        "deducted": or_null(FLAG),
        "amount": MONEY,
        "times": COUNT,
        "total": MONEY,
    }
)
COST_RESULT = shape(
    {
        "annualised_nominal": NUMBER,
        "annualised_effective": NUMBER,
        "basis": TEXT,
        "total_cost": MONEY,
        "received": MONEY,
        "total_paid": MONEY,
        "interest": MONEY,
        "fees": listed(_FEE_ITEM),
        "schedule": listed(shape({"period": COUNT, "date": or_null(DAY), **_PARTS})),
        "early": or_null(_EARLY),
        "ceiling": or_null(shape({"value": NUMBER, "basis": TEXT, "verified": FLAG, "exceeded": FLAG})),
        "ceiling_note": or_null(TEXT),
    }
)
