"""The CostSheet of a product for an amount, from the product's facts and the operator's own fees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from replydraft.costs.ceilings import DatedFact, ceiling_for
from replydraft.costs.quote import quote
from replydraft.costs.sheet import NOT_RECORDED, Contingent, CostSheet, FeeLine
from replydraft.costs.sheet_making import percent, plain, price_of, service_line, with_service
from replydraft.costs.terms import CostRequest, Fee, When, cents
from replydraft.domain.finding import LegalCitation
from replydraft.domain.operator import ServiceFee
from replydraft.domain.product import Product, ProductFee, RepaymentMethod
from replydraft.errors import InputError

_WHEN: dict[str, tuple[When, str]] = {
    "upfront": ("upfront", "放款时"),
    "closing": ("upfront", "办理时"),
    "per_period": ("each_period", "每期还款时"),
}
"""A product's time of a fee as the calculator's, and in words. `closing` is the closing of the deal, not the last instalment."""
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
    low, high = product_terms(product, wanted, as_of)
    cheap, dear = quote(low), quote(high)
    fees = tuple(_line(f, high) for f in product.fees if f.when in _WHEN)
    own = tuple(service_line(f, high.principal) for f in service_fees)
    most, contingent = with_service(low, high, own), _contingent(product)
    top = most.nominal if most else dear.annualised_nominal
    ceiling, note = ceiling_for(product.lender_type, as_of, facts, top)
    return CostSheet(
        lender=product.lender,
        lender_type=product.lender_type,
        product=product.name,
        product_id=product.id,
        version=product.version,
        principal=high.principal,
        periods=high.periods,
        unit=high.unit,
        method=high.method,
        received=dear.received,
        low=price_of(cheap, product.rate_min),
        high=price_of(dear, product.rate_max),
        fees=fees,
        service_fees=own,
        with_service=most,
        contingent=contingent,
        gaps=_gaps((*fees, *own), contingent),
        ceiling=ceiling,
        ceiling_note=note,
        laws=tuple(laws),
        as_of=as_of,
        valid_to=product.effective_to,
    )


def product_terms(product: Product, wanted: Wanted, as_of: date) -> tuple[CostRequest, CostRequest]:
    """What is priced: at the low end of the product's rates and at the high end. Raises InputError as `product_sheet`."""
    begins, ends = product.effective_from, product.effective_to
    if begins is not None and as_of < begins:
        raise InputError(f"{product.id} is not in force before {begins}", field="product", code="not_in_force")
    if ends is not None and as_of > ends:
        raise InputError(f"{product.id} is not in force after {ends}", field="product", code="not_in_force")
    if not product.amount_min <= wanted.principal <= product.amount_max:
        said = f"{product.id} lends {product.amount_min:f} to {product.amount_max:f} yuan"
        raise InputError(said, field="principal", code="out_of_range")
    if not product.term_min <= wanted.months <= product.term_max:
        said = f"{product.id} lends for {product.term_min} to {product.term_max} months"
        raise InputError(said, field="periods", code="out_of_range")
    method = wanted.method or product.methods[0]
    if method not in product.methods:
        raise InputError(f"{product.id} is repaid by {', '.join(product.methods)}", field="method", code="out_of_range")
    fees = tuple(_fee(f, wanted.principal) for f in product.fees if f.when in _WHEN and _known(f))
    asked = CostRequest(
        cents(wanted.principal), wanted.months, method, lender_type=product.lender_type, as_of=as_of, fees=fees
    )
    return _at(asked, _simple(product, product.rate_min)), _at(asked, _simple(product, product.rate_max))


def _at(asked: CostRequest, rate: Decimal) -> CostRequest:
    """The terms at a rate. 等本等息 at an annualised rate is paid like 等额本息: the rate is not one of the original principal."""
    if asked.method != "flat":
        return replace(asked, rate=rate)
    level = quote(CostRequest(asked.principal, asked.periods, "annuity", rate)).schedule[0].payment
    return replace(asked, instalment=level)


def _simple(product: Product, rate: Decimal) -> Decimal:
    """The simple rate per year behind the product's: a rate stated as IRR is compounded by month."""
    return rate if product.rate_basis == "simple" else ((1 + rate) ** (Decimal(1) / 12) - 1) * 12


def _known(fee: ProductFee) -> bool:
    return fee.rate is not None or fee.amount is not None


def _fee(fee: ProductFee, principal: Decimal) -> Fee:
    return Fee(fee.name, _WHEN[fee.when][0], _each(fee, principal), payee=fee.payee, deducted=fee.when == "upfront")


def _each(fee: ProductFee, principal: Decimal) -> Decimal:
    """Yuan each time; a rate and an amount together mean the sum of both."""
    return cents(principal * (fee.rate or 0)) + cents(fee.amount or Decimal(0))


def _line(fee: ProductFee, request: CostRequest) -> FeeLine:
    when, words = _WHEN[fee.when]
    each = "每期" if when == "each_period" else ""
    note = f"（{fee.note}）" if fee.note else ""
    if not _known(fee):
        return FeeLine(fee.name, NOT_RECORDED + note, None, words, fee.payee)
    amount = _each(fee, request.principal) * (request.periods if each else 1)
    return FeeLine(fee.name, each + _standard(fee, "本金的") + note, amount, words, fee.payee)


def _standard(fee: ProductFee, of: str = "") -> str:
    parts = [f"{of}{percent(fee.rate)}"] if fee.rate is not None else []
    return "加".join([*parts, f"{plain(fee.amount)}元"] if fee.amount is not None else parts)


def _contingent(product: Product) -> tuple[Contingent, ...]:
    """Every case the table must speak of, by the product's own fees, else by its text, else as not recorded."""
    said = {"逾期罚息": product.overdue, "提前还款费用": product.early_repayment}
    left, lines = [f for f in product.fees if f.when == "event"], list[Contingent]()
    for name, words in _CASES:
        early = name == "提前还款费用"
        mine = [f for f in left if any(w in f.name for w in words) and ("提前" in f.name) == early]
        left = [f for f in left if f not in mine]
        lines += [_event(f) for f in mine] or [Contingent(name, said.get(name, "").strip("。\n ") or NOT_RECORDED, "")]
    return (*lines, *(_event(f) for f in left))


def _event(fee: ProductFee) -> Contingent:
    words = "，".join(p for p in (_standard(fee), fee.note) if p)
    return Contingent(fee.name, words or NOT_RECORDED, fee.payee)


def _gaps(fees: Sequence[FeeLine], contingent: Sequence[Contingent]) -> tuple[str, ...]:
    missing = [f"{f.name}：金额没有写明，没有计入年化和总额" for f in fees if f.amount is None]
    return (*missing, *(f"{c.name}：{NOT_RECORDED}" for c in contingent if c.standard == NOT_RECORDED))
