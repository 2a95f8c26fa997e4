"""One loan priced whole: schedule, annualised cost with how it was reached, total cost, ceiling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from replydraft.costs.annualised import Annualised, annualise, periodic_irr
from replydraft.costs.ceilings import Ceiling, DatedFact, ceiling_for
from replydraft.costs.schedule import PERIODS_PER_YEAR, CostRequest, ScheduleRow, Unit, cents, schedule, validate
from replydraft.domain.product import RepaymentMethod
from replydraft.errors import InputError
from replydraft.wire.reading import as_day, as_decimal, as_object, as_text

_UNIT_NAMES: dict[Unit, str] = {"day": "天", "month": "月", "year": "年"}


@dataclass(frozen=True, slots=True)
class CostQuote:
    """The contract's `replydraft cost`. Rates are fractions per year; money Decimal yuan to the cent.

    `total_cost` is all interest and fees; `basis` says in one Chinese sentence how the rate was reached.
    """

    annualised_nominal: float
    annualised_effective: float
    basis: str
    total_cost: Decimal
    received: Decimal
    schedule: tuple[ScheduleRow, ...]
    ceiling: Ceiling | None = None


def quote(request: CostRequest, *, facts: Iterable[DatedFact] = ()) -> CostQuote:
    """Price one loan. The upfront fee counts as taken out of the money received. Raises InputError naming the field."""
    validate(request)
    rows = schedule(request)
    upfront = cents(request.principal * request.upfront_fee)
    received = cents(request.principal) - upfront
    if received <= 0:
        raise InputError("nothing would be received", field="upfront_fee")
    found = annualise(periodic_irr(received, [row.payment for row in rows]), PERIODS_PER_YEAR[request.unit])
    total = sum((row.interest + row.fee for row in rows), upfront)
    return CostQuote(
        annualised_nominal=round(found.nominal, 6),
        annualised_effective=round(found.effective, 6),
        basis=_basis(request, found, upfront),
        total_cost=cents(total),
        received=received,
        schedule=rows,
        ceiling=ceiling_for(request.lender_type, request.as_of, facts, found.nominal),
    )


def _basis(request: CostRequest, found: Annualised, upfront: Decimal) -> str:
    parts = ["利息"] if request.rate else []
    parts += ["每期费用"] if request.fee_per_period else []
    parts += [f"一次性费用{upfront:.2f}元（按从到手本金中扣除算）"] if upfront else []
    counted = "、".join(parts) or "没有利息和费用"
    n = PERIODS_PER_YEAR[request.unit]
    return (
        f"按资金实际占用折算的内部收益率（IRR），每{_UNIT_NAMES[request.unit]}一期：每期{found.periodic:.4%}，"
        f"年化单利＝每期×{n}，即{found.nominal:.2%}；年化复利＝(1＋每期)^{n}－1，即{found.effective:.2%}。"
        f"已计入：{counted}。口径依据中国人民银行公告〔2021〕第3号；实际以合同和综合融资成本明示表为准。"
    )


_KEYS = frozenset(
    {"id", "principal", "periods", "method", "rate", "fee_per_period", "upfront_fee", "unit", "lender_type", "as_of"}
)


def parse_cost(value: Any, *, today: date) -> CostRequest:
    """A cost request from a JSON object; `as_of` defaults to `today`. Raises InputError naming the field.

    Rates and fees are fractions (0.006) or percentages (0.6%); a bare number above 1 is refused as ambiguous. A key
    that is not known is refused too: a misspelt fee would be a cost left out.
    """
    asked = as_object(value)
    for key in asked:
        if key not in _KEYS:
            raise InputError("is not known", field=str(key)[:40])
    for key in ("principal", "periods"):
        if asked.get(key) is None:
            raise InputError("is required", field=key)
    periods = as_decimal(asked["periods"], "periods")
    if periods != periods.to_integral_value():
        raise InputError("must be a whole number", field="periods")
    given = {k: v for k, v in asked.items() if v is not None}
    request = CostRequest(
        principal=as_decimal(given["principal"], "principal"),
        periods=int(periods),
        method=cast(RepaymentMethod, as_text(given.get("method", "annuity"), "method", limit=40)),
        rate=_fraction(given.get("rate", 0), "rate"),
        fee_per_period=_fraction(given.get("fee_per_period", 0), "fee_per_period"),
        upfront_fee=_fraction(given.get("upfront_fee", 0), "upfront_fee"),
        unit=cast(Unit, as_text(given.get("unit", "month"), "unit", limit=10)),
        lender_type=as_text(given["lender_type"], "lender_type", limit=40) if "lender_type" in given else None,
        as_of=as_day(given["as_of"], "as_of") if "as_of" in given else today,
    )
    validate(request)
    return request


def _fraction(value: Any, field: str) -> Decimal:
    if isinstance(value, str) and value.strip().endswith(("%", "％")):
        return as_decimal(value.strip()[:-1], field) / 100
    number = as_decimal(value, field)
    if number > 1:
        raise InputError("must be a fraction (0.045) or a percentage with its sign (4.5%)", field=field)
    return number


def quote_json(priced: CostQuote) -> dict[str, Any]:
    """The contract's cost object, JSON-ready: money as strings to the cent, rates as numbers."""
    return {
        "annualised_nominal": priced.annualised_nominal,
        "annualised_effective": priced.annualised_effective,
        "basis": priced.basis,
        "total_cost": f"{priced.total_cost:.2f}",
        "received": f"{priced.received:.2f}",
        "schedule": [
            {
                "period": row.period,
                "date": row.date.isoformat() if row.date else None,
                "principal": f"{row.principal:.2f}",
                "interest": f"{row.interest:.2f}",
                "fee": f"{row.fee:.2f}",
                "payment": f"{row.payment:.2f}",
                "balance": f"{row.balance:.2f}",
            }
            for row in priced.schedule
        ],
        "ceiling": asdict(priced.ceiling) if priced.ceiling else None,
    }
