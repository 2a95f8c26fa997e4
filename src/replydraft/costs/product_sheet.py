"""The CostSheet of a product for an amount, from the product's facts and the operator's own fees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from replydraft.costs.annualised import annualise, periodic_irr
from replydraft.costs.ceilings import DatedFact, ceiling_for
from replydraft.costs.schedule import PERIODS_PER_YEAR, CostRequest, ScheduleRow, cents, schedule, validate
from replydraft.costs.sheet import (
    NOT_RECORDED,
    Contingent,
    CostSheet,
    FeeLine,
    Payments,
    Price,
    WithService,
)
from replydraft.domain.finding import LegalCitation
from replydraft.domain.operator import ServiceFee
from replydraft.domain.product import Product, ProductFee, RepaymentMethod
from replydraft.errors import InputError

_WHEN = {"upfront": "放款时", "closing": "办理时", "per_period": "每期还款时", "event": "发生时"}
_CASES = (("逾期罚息", ("罚息", "逾期")), ("违约金", ("违约",)), ("提前还款费用", ("提前",)))
"""What a table must say of contingent costs, and by which words of a fee's name it is said."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How much of a product, in yuan, for how many months, and by which of its methods (None: its first)."""

    principal: Decimal
    months: int
    method: RepaymentMethod | None = None


def product_sheet(
    product: Product,
    wanted: Wanted,
    *,
    as_of: date,
    service_fees: Sequence[ServiceFee] = (),
    facts: Iterable[DatedFact] = (),
    laws: Iterable[LegalCitation] = (),
) -> CostSheet:
    """Raises InputError naming the field: an amount, term or method the product does not offer, a day it does not hold on."""
    request = _request(product, wanted, as_of)
    fees = tuple(_line(f, request) for f in product.fees if f.when != "event")
    prices = [_price(request, product, rate, fees) for rate in (product.rate_min, product.rate_max)]
    own = tuple(_own(f, request.principal) for f in service_fees)
    with_service = _with_service(request, product, own)
    contingent = _contingent(product)
    top = max(prices[1].nominal, with_service.nominal if with_service else 0.0)
    return CostSheet(
        lender=product.lender,
        lender_type=product.lender_type,
        product=product.name,
        product_id=product.id,
        version=product.version,
        principal=request.principal,
        periods=request.periods,
        unit=request.unit,
        method=request.method,
        received=request.principal - _begin(product, request.principal, "upfront"),
        low=prices[0],
        high=prices[1],
        fees=fees,
        service_fees=own,
        with_service=with_service,
        contingent=contingent,
        gaps=_gaps(fees, own, contingent),
        ceiling=ceiling_for(product.lender_type, as_of, facts, top),
        laws=tuple(laws),
        as_of=as_of,
        valid_to=product.effective_to,
    )


def _request(product: Product, wanted: Wanted, as_of: date) -> CostRequest:
    for day, past in ((product.effective_from, False), (product.effective_to, True)):
        if day is not None and (as_of > day if past else as_of < day):
            raise InputError(
                f"{product.id} is {'no longer' if past else 'not yet'} in force ({day})", field="product", code="expired"
            )
    if not product.amount_min <= wanted.principal <= product.amount_max:
        said = f"{product.id} lends {product.amount_min:f} to {product.amount_max:f} yuan"
        raise InputError(said, field="principal", code="out_of_range")
    if not product.term_min <= wanted.months <= product.term_max:
        said = f"{product.id} lends for {product.term_min} to {product.term_max} months"
        raise InputError(said, field="periods", code="out_of_range")
    method = wanted.method or product.methods[0]
    if method not in product.methods:
        raise InputError(f"{product.id} is repaid by {', '.join(product.methods)}", field="method", code="out_of_range")
    request = CostRequest(cents(wanted.principal), wanted.months, method, lender_type=product.lender_type, as_of=as_of)
    validate(request)
    return request


def _line(fee: ProductFee, request: CostRequest) -> FeeLine:
    """A fee as the table has it; both a rate and an amount mean the sum of them."""
    times = request.periods if fee.when == "per_period" else 1
    parts = [f"本金的{percent(fee.rate)}"] if fee.rate is not None else []
    parts += [f"{fee.amount.normalize():f}元"] if fee.amount is not None else []
    amount = _amount(fee, request.principal)
    standard = ("每期" if fee.when == "per_period" else "") + "加".join(parts) if parts else NOT_RECORDED
    note = f"（{fee.note}）" if fee.note else ""
    return FeeLine(fee.name, standard + note, amount * times if parts else None, _WHEN[fee.when], fee.payee)


def _own(fee: ServiceFee, principal: Decimal) -> FeeLine:
    if fee.rate_max is not None:
        amount, standard = cents(principal * fee.rate_max), f"不超过放款金额的{percent(fee.rate_max)}"
    else:
        amount, standard = fee.amount, f"{fee.amount:f}元" if fee.amount is not None else NOT_RECORDED
    return FeeLine(fee.name, standard, amount, fee.when, fee.payee)


def _rows(request: CostRequest, product: Product, rate: Decimal) -> tuple[ScheduleRow, ...]:
    """The schedule at a rate; fees of every period are in its payments."""
    recurring = Decimal(0)
    for fee in product.fees:
        if fee.when == "per_period":
            recurring += (fee.rate or Decimal(0)) + (fee.amount or Decimal(0)) / request.principal
    return schedule(
        CostRequest(
            request.principal, request.periods, request.method, _simple(product, rate), recurring, unit=request.unit
        )
    )


def _simple(product: Product, rate: Decimal) -> Decimal:
    """The simple rate per year behind the product's: a rate stated as IRR is compounded by month."""
    if product.rate_basis == "simple":
        return rate
    return ((1 + rate) ** (Decimal(1) / 12) - 1) * 12


def _begin(product: Product, principal: Decimal, *when: str) -> Decimal:
    """Yuan due at these times, as far as the product says how much."""
    return sum((_amount(f, principal) for f in product.fees if f.when in when), Decimal(0))


def _amount(fee: ProductFee, principal: Decimal) -> Decimal:
    return cents(principal * (fee.rate or 0)) + cents(fee.amount or Decimal(0))


def _price(request: CostRequest, product: Product, rate: Decimal, fees: Sequence[FeeLine]) -> Price:
    rows, begin = _rows(request, product, rate), _begin(product, request.principal, "upfront", "closing")
    if begin >= request.principal:
        raise InputError("nothing would be received", field="principal", code="no_rate")
    yearly = annualise(periodic_irr(request.principal - begin, [r.payment for r in rows]), PERIODS_PER_YEAR[request.unit])
    interest = sum((r.interest for r in rows), Decimal(0))
    total = interest + sum((f.amount for f in fees if f.amount is not None), Decimal(0))
    return Price(
        rate, round(yearly.nominal, 6), round(yearly.effective, 6), cents(interest), cents(total), Payments.of(rows)
    )


def _with_service(request: CostRequest, product: Product, own: Sequence[FeeLine]) -> WithService | None:
    """With our fee as if it were paid on the day of disbursement, the dearest day it can be due."""
    more = sum((f.amount for f in own if f.amount is not None), Decimal(0))
    begin = _begin(product, request.principal, "upfront", "closing") + more
    if not more or begin >= request.principal:
        return None
    rows = _rows(request, product, product.rate_max)
    yearly = annualise(periodic_irr(request.principal - begin, [r.payment for r in rows]), PERIODS_PER_YEAR[request.unit])
    recurring = sum((r.interest + r.fee for r in rows), Decimal(0))
    return WithService(round(yearly.nominal, 6), round(yearly.effective, 6), cents(recurring + begin))


def _contingent(product: Product) -> tuple[Contingent, ...]:
    """Every case the table must speak of, by the product's own fees, else by its text, else as not recorded."""
    said = {"逾期罚息": product.overdue, "提前还款费用": product.early_repayment}
    lines: list[Contingent] = []
    events = [f for f in product.fees if f.when == "event"]
    for name, words in _CASES:
        mine = [f for f in events if any(w in f.name for w in words) and not (name == "违约金" and "提前" in f.name)]
        for fee in mine:
            lines.append(Contingent(fee.name, _event(fee), fee.payee))
        if not mine:
            lines.append(Contingent(name, said.get(name, "").strip("。\n ") or NOT_RECORDED, ""))
    named = {line.name for line in lines}
    return (*lines, *(Contingent(f.name, _event(f), f.payee) for f in events if f.name not in named))


def _event(fee: ProductFee) -> str:
    parts = [percent(fee.rate)] if fee.rate is not None else []
    parts += [f"{fee.amount.normalize():f}元"] if fee.amount is not None else []
    if fee.note:
        return f"{'加'.join(parts)}，{fee.note}" if parts else fee.note
    return "加".join(parts) or NOT_RECORDED


def _gaps(fees: Sequence[FeeLine], own: Sequence[FeeLine], contingent: Sequence[Contingent]) -> tuple[str, ...]:
    missing = [f"{f.name}：金额没有记载，没有计入年化和总额" for f in (*fees, *own) if f.amount is None]
    return (*missing, *(f"{c.name}：{NOT_RECORDED}" for c in contingent if c.standard == NOT_RECORDED))


def percent(rate: Decimal) -> str:
    """0.0420 → 4.2%."""
    return f"{(rate * 100).normalize():f}%"
