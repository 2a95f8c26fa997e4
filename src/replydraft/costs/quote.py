"""One loan priced whole: schedule, fees by name, annualised cost with how it was reached, total cost, ceiling."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from replydraft.costs.annualised import Annualised, annualise, annualise_dated, dated_irr, periodic_irr
from replydraft.costs.ceilings import Ceiling, DatedFact, ceiling_for
from replydraft.costs.checks import validate
from replydraft.costs.early import EarlyQuote, repaid_early
from replydraft.costs.schedule import ScheduleRow, scheduled
from replydraft.costs.terms import PERIODS_PER_YEAR, ZERO, CostRequest, Fee, Flow, Unit, cents, due, named_fees

_UNIT_NAMES: dict[Unit, str] = {"day": "天", "month": "月", "year": "年"}


@dataclass(frozen=True, slots=True)
class FeeItem:
    """One fee of a loan in yuan to the cent: `amount` each time, `total` over the whole term."""

    fee: Fee
    amount: Decimal
    times: int

    @property
    def total(self) -> Decimal:
        return self.amount * self.times


@dataclass(frozen=True, slots=True)
class CostQuote:
    """The contract's `replydraft cost`. Rates are fractions per year; money Decimal yuan to the cent.

    `total_cost` is all interest and fees, `interest` the interest in it, `fees` each fee in it by name; `total_paid` is
    what the borrower pays from first to last, fees kept back from the principal included; `received` is the principal
    without those. `basis` says in Chinese how the rate was reached.
    """

    annualised_nominal: float
    annualised_effective: float
    basis: str
    total_cost: Decimal
    received: Decimal
    schedule: tuple[ScheduleRow, ...]
    ceiling: Ceiling | None
    interest: Decimal
    fees: tuple[FeeItem, ...]
    total_paid: Decimal
    early: EarlyQuote | None = None
    ceiling_note: str | None = None
    """Why no ceiling is claimed for the kind of lender asked about, in Chinese."""


def quote(request: CostRequest, *, facts: Iterable[DatedFact] = ()) -> CostQuote:
    """Price one loan: run to its term, and ended early where that is asked. Raises InputError naming the field."""
    validate(request)
    rows = scheduled(request)
    principal = cents(request.principal)
    items = tuple(
        FeeItem(fee, due(fee, principal), len(rows) if fee.when == "each_period" else 1) for fee in named_fees(request)
    )
    upfront = sum((i.amount for i in items if i.fee.when == "upfront"), ZERO)
    kept_back = sum((i.amount for i in items if i.fee.when == "upfront" and i.fee.deducted), ZERO)
    found = _annualised(request, rows, principal - upfront)
    interest = sum((row.interest for row in rows), ZERO)
    total = interest + sum((item.total for item in items), ZERO)
    ceiling, note = ceiling_for(request.lender_type, request.as_of, facts, found.nominal)
    drawn = sum((-flow.amount for flow in request.flows if flow.amount < 0), ZERO)
    return CostQuote(
        annualised_nominal=round(found.nominal, 6),
        annualised_effective=round(found.effective, 6),
        basis=_basis(request, found, interest, items),
        total_cost=total,
        received=principal - kept_back,
        schedule=rows,
        ceiling=ceiling,
        interest=interest,
        fees=items,
        total_paid=principal + drawn + total,
        early=repaid_early(request, request.early, rows, principal - upfront, upfront) if request.early else None,
        ceiling_note=note,
    )


def _annualised(request: CostRequest, rows: Sequence[ScheduleRow], received: Decimal) -> Annualised:
    """From what is received, net of every fee due at once, and what is paid after."""
    if request.flows:
        assert request.start is not None
        paid = [Flow(row.date or date.max, row.payment) for row in rows]
        return annualise_dated(dated_irr(received, request.start, paid))
    return annualise(periodic_irr(received, [row.payment for row in rows]), PERIODS_PER_YEAR[request.unit])


def _basis(request: CostRequest, found: Annualised, interest: Decimal, items: Sequence[FeeItem]) -> str:
    parts = ["利息"] if interest else []
    parts += [_counted(item) for item in items if item.amount]
    counted = "、".join(parts) or "没有利息和费用"
    n = PERIODS_PER_YEAR[request.unit]
    how = f"每{_UNIT_NAMES[request.unit]}一期：每期{found.periodic:.4%}，年化单利＝每期×{n}"
    compound = f"(1＋每期)^{n}－1"
    if request.flows:
        how = f"按实际收付日期、一年365天（XIRR）：每天{found.periodic:.4%}，年化单利＝每天×365"
        compound = "(1＋每天)^365－1"
    return (
        f"按资金实际占用折算的内部收益率（IRR），{how}，即{found.nominal:.2%}；年化复利＝{compound}，即{found.effective:.2%}。"
        f"已计入：{counted}。口径依据中国人民银行公告〔2021〕第3号；实际以合同和综合融资成本明示表为准。"
    )


def _counted(item: FeeItem) -> str:
    fee, amount = item.fee, f"{item.amount:.2f}元"
    if fee.when == "each_period":
        return f"{fee.name}（每期{amount}）" if fee.name != "每期费用" else fee.name
    if fee.when == "closing":
        return f"{fee.name}{amount}（最后一期付）"
    return f"{fee.name}{amount}（{'按从到手本金中扣除算' if fee.deducted else '放款时另付'}）"
