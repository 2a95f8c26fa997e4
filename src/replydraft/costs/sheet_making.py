"""One priced loan as rows of a CostSheet; what product sheets and sheets of free terms share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from replydraft.costs.ceilings import DatedFact, ceiling_for
from replydraft.costs.quote import CostQuote, FeeItem, quote
from replydraft.costs.sheet import NOT_RECORDED, NOT_SAID, Contingent, CostSheet, FeeLine, Payments, Price, WithService
from replydraft.costs.terms import CostRequest, Fee, cents
from replydraft.domain.finding import LegalCitation
from replydraft.domain.operator import ServiceFee

TIMES = {"upfront": "放款时", "each_period": "每期还款时", "closing": "最后一期"}


def price_of(priced: CostQuote, rate: Decimal | None) -> Price:
    """One end of a price. `rate` is the interest it was priced with, None where an instalment or flows were given."""
    return Price(
        rate, priced.annualised_nominal, priced.annualised_effective, priced.interest, priced.total_cost,
        Payments.of(priced.schedule),
    )  # fmt: skip


def service_line(fee: ServiceFee, principal: Decimal) -> FeeLine:
    """Our own fee at its most."""
    if fee.rate_max is not None:
        standard = f"不超过放款金额的{percent(fee.rate_max)}"
        return FeeLine(fee.name, standard, cents(principal * fee.rate_max), fee.when, fee.payee)
    standard = f"{plain(fee.amount)}元" if fee.amount is not None else NOT_RECORDED
    return FeeLine(fee.name, standard, fee.amount, fee.when, fee.payee)


def with_service(low: CostRequest, high: CostRequest, own: Sequence[FeeLine]) -> WithService | None:
    """Both ends of a price with our fees as if they were paid on the day of disbursement, the dearest day they can be due."""
    more = tuple(Fee(f.name, "upfront", f.amount, payee=f.payee, deducted=False) for f in own if f.amount)
    if not more:
        return None
    cheap, dear = (quote(replace(r, fees=(*r.fees, *more))) for r in (low, high))
    least = WithService(cheap.annualised_nominal, cheap.annualised_effective, cheap.total_cost)
    return WithService(dear.annualised_nominal, dear.annualised_effective, dear.total_cost, least)


def terms_sheet(
    request: CostRequest,
    *,
    as_of: date,
    lender: str = "",
    name: str = "按所给条件",
    facts: Iterable[DatedFact] = (),
    laws: Iterable[LegalCitation] = (),
) -> CostSheet:
    """The table of terms that somebody named, such as another lender's offer; our own fee is none of it. Who takes a fee is
    a gap where they did not say it. Raises InputError naming the field."""
    priced = quote(request)
    at = price_of(priced, None if request.instalment is not None or request.flows else request.rate)
    fees = tuple(fee_line(item) for item in priced.fees)
    ceiling, note = ceiling_for(request.lender_type, request.as_of or as_of, facts, at.nominal)
    unsaid = [f"{f.name}：没有说明由谁收取，请先问清" for f in fees if not f.payee]
    unsaid += [] if lender else ["没有说明由哪家机构放款，请先问清"]
    return CostSheet(
        lender=lender,
        lender_type=request.lender_type,
        product=name,
        product_id="",
        version="",
        principal=cents(request.principal),
        periods=len(priced.schedule),
        unit=request.unit,
        method=request.method,
        received=priced.received,
        low=at,
        high=at,
        fees=fees,
        service_fees=(),
        with_service=None,
        contingent=tuple(Contingent(n, NOT_SAID, "") for n in ("逾期罚息", "违约金", "提前还款费用")),
        gaps=tuple(unsaid),
        ceiling=ceiling,
        ceiling_note=note,
        laws=tuple(laws),
        as_of=as_of,
        valid_to=None,
    )


def fee_line(item: FeeItem) -> FeeLine:
    """A fee of a quote as the table has it."""
    fee, each = item.fee, "每期" if item.fee.when == "each_period" else ""
    said = f"本金的{percent(fee.fraction)}" if fee.fraction is not None else f"{plain(item.amount)}元"
    when = TIMES[fee.when]
    if fee.when == "upfront":
        when += "从到手金额里扣" if fee.deducted else "另付"
    return FeeLine(fee.name, each + said, item.total, when, fee.payee or "")


def percent(rate: Decimal) -> str:
    """0.0420 → 4.2%."""
    return f"{plain(rate * 100)}%"


def plain(amount: Decimal) -> str:
    """80.00 → 80."""
    return f"{amount.normalize():f}"
