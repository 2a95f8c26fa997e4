"""One loan priced whole: schedule, annualised cost with how it was reached, total cost, ceiling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from replydraft.costs.annualised import Annualised, annualise, periodic_irr
from replydraft.costs.ceilings import Ceiling, DatedFact, ceiling_for
from replydraft.costs.schedule import PERIODS_PER_YEAR, CostRequest, ScheduleRow, Unit, cents, schedule, validate
from replydraft.errors import InputError

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
