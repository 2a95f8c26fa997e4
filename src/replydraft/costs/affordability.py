"""Affordability 还款负担: instalment and known debts against income, before any amount is encouraged.

The lines are dated facts that are passed in (`guardrails/facts.yaml`): those of the guideline for housing loans, which
this house takes as its reference for every loan; they are no legal ceiling of consumer loans. Without income there is
no ratio and nothing is guessed; without the debts the ratio is what it is at least.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from replydraft.costs.ceilings import DatedFact
from replydraft.costs.product_sheet import Wanted, product_terms
from replydraft.costs.quote import quote
from replydraft.costs.sheet import Payments
from replydraft.costs.terms import CostRequest
from replydraft.domain.product import Product, RepaymentMethod
from replydraft.errors import InputError

TIGHT_FACT, OVER_FACT = "housing_payment_to_income", "debt_payment_to_income"
"""Facts: from which share of income on it is tight, and from which it is too much."""
Level = Literal["unknown", "fine", "tight", "over"]
_SAVED: tuple[RepaymentMethod, ...] = ("interest_only", "bullet")


@dataclass(frozen=True, slots=True)
class Lines:
    """Shares of monthly income as fractions, and where they are from. None: no fact in force says it."""

    tight: Decimal | None = None
    over: Decimal | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Burden:
    """`share` of income that instalment and debts take, None without income; `at_least` where debts are not known.

    `monthly` is what the loan takes a month, yuan: the dearest instalment; of 先息后本 and 到期还本付息 the principal must
    be saved too, so it is the total repaid spread over the months (`saved`). `asks` are profile keys that would settle it.
    """

    monthly: Decimal
    debts: Decimal | None
    income: Decimal | None
    share: Decimal | None
    at_least: bool
    level: Level
    lines: Lines
    saved: bool = False

    @property
    def asks(self) -> tuple[str, ...]:
        return tuple(k for k, v in (("income_monthly", self.income), ("debt_monthly", self.debts)) if v is None)


def lines_on(day: date, facts: Iterable[DatedFact]) -> Lines:
    """The lines in force on a day."""
    there = {
        f.id: f
        for f in facts
        if f.id in (TIGHT_FACT, OVER_FACT)
        and (f.effective_from is None or f.effective_from <= day)
        and (f.effective_to is None or day <= f.effective_to)
    }
    over = there.get(OVER_FACT)
    return Lines(_share(there.get(TIGHT_FACT)), _share(over), over.source if over else "")


def burden(request: CostRequest, income: Decimal | None, debts: Decimal | None, lines: Lines) -> Burden:
    """What a loan takes of a month's income. Raises InputError for terms that cannot be priced."""
    priced = quote(request)
    paid = Payments.of(priced.schedule)
    months = max(1, -(-len(priced.schedule) // {"month": 1, "day": 30, "year": 12}[request.unit]))
    if request.unit == "year":
        months = len(priced.schedule) * 12
    saved = request.method in _SAVED or request.unit != "month"
    monthly = (priced.total_paid / months if saved else max(paid.first, paid.regular)).quantize(Decimal("0.01"))
    return weighed(monthly, income, debts, lines, saved=saved)


def weighed(
    monthly: Decimal, income: Decimal | None, debts: Decimal | None, lines: Lines, *, saved: bool = False
) -> Burden:
    """The same for an instalment that is known, in yuan a month."""
    if income is None or income <= 0:
        return Burden(monthly, debts, None, None, debts is None, "unknown", lines, saved)
    share = (monthly + (debts or 0)) / income
    level: Level = "fine" if debts is not None else "unknown"
    if lines.tight is None or lines.over is None:
        level = "unknown"
    elif share > lines.over:
        level = "over"
    elif share > lines.tight:
        level = "tight"
    return Burden(monthly, debts, income, share, debts is None, level, lines, saved)


def product_burden(
    product: Product, wanted: Wanted, day: date, income: Decimal | None, debts: Decimal | None, lines: Lines
) -> Burden | None:
    """At the high end of the product's price; None where it does not lend that much for that long."""
    try:
        return burden(product_terms(product, wanted, day)[1], income, debts, lines)
    except InputError:
        return None


def least_monthly(principal: Decimal, months: int) -> Decimal:
    """What a loan takes a month at the very least: the principal alone, in equal parts without interest."""
    return (principal / months).quantize(Decimal("0.01"))


def _share(fact: DatedFact | None) -> Decimal | None:
    try:
        value = Decimal(str(fact.value)) if fact is not None else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and 0 < value < 10 else None
