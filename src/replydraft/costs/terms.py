"""What is priced: one loan with its interest, its fees by name, its dates, and what is asked about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from replydraft.domain.product import RepaymentMethod

Unit = Literal["day", "month", "year"]
When = Literal["upfront", "each_period", "closing"]

METHODS: tuple[RepaymentMethod, ...] = ("flat", "annuity", "equal_principal", "interest_only", "bullet")
PERIODS_PER_YEAR: dict[Unit, int] = {"day": 365, "month": 12, "year": 1}
"""Periods in a year. A year has 365 days: 万五 a day is 18.25% a year."""
WHEN: tuple[When, ...] = ("upfront", "each_period", "closing")
MAX_PERIODS = 1200
MAX_PRINCIPAL = Decimal(10) ** 12
MAX_RATE = Decimal(100)
MAX_FEES = 20
ZERO = Decimal("0.00")
"""With its cents, as every sum of money has them: it is written as it is."""
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee by its name: `amount` in yuan or `fraction` of the original principal, never both, each time it falls due.

    `payee` is who takes it, None where nobody said. `deducted` matters up front only: taken out of the money received,
    or paid beside it; the cost is the same, the money received is not.
    """

    name: str
    when: When
    amount: Decimal | None = None
    fraction: Decimal | None = None
    payee: str | None = None
    deducted: bool = True


@dataclass(frozen=True, slots=True)
class Flow:
    """Money on a day, in yuan: positive is paid by the borrower, negative received (a further drawing)."""

    date: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Early:
    """Everything owed is repaid right after instalment `after`. The fee for it is yuan or a fraction of the principal owed."""

    after: int
    fee_amount: Decimal = ZERO
    fee_fraction: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class CostRequest:
    """One loan to price. `rate` is a fraction per year; `fee_per_period`, `upfront_fee` and `closing_fee` are fractions
    of the principal, `fees` further ones by name.

    `instalment` (yuan, interest in it, fees not) is given instead of `rate`. `flows` are given instead of periods, method
    and rate: the principal is received on `start`. `upfront_deducted` is about `upfront_fee`: out of the money received
    or paid beside it. `as_of` is the day a ceiling is read for: the day of the contract.
    """

    principal: Decimal
    periods: int
    method: RepaymentMethod
    rate: Decimal = ZERO
    fee_per_period: Decimal = ZERO
    upfront_fee: Decimal = ZERO
    unit: Unit = "month"
    lender_type: str | None = None
    as_of: date | None = None
    closing_fee: Decimal = ZERO
    upfront_deducted: bool = True
    fees: tuple[Fee, ...] = ()
    start: date | None = None
    instalment: Decimal | None = None
    early: Early | None = None
    flows: tuple[Flow, ...] = ()


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half up, with two decimals."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def named_fees(request: CostRequest) -> tuple[Fee, ...]:
    """Every fee of the loan as a named one: those given as plain fractions first, zero ones left out."""
    plain = (
        Fee("一次性费用", "upfront", fraction=request.upfront_fee, deducted=request.upfront_deducted),
        Fee("每期费用", "each_period", fraction=request.fee_per_period),
        Fee("期末费用", "closing", fraction=request.closing_fee),
    )
    return (*(fee for fee in plain if fee.fraction), *request.fees)


def due(fee: Fee, principal: Decimal) -> Decimal:
    """What the fee comes to each time, in yuan to the cent."""
    return cents(fee.amount if fee.amount is not None else principal * (fee.fraction or ZERO))


def due_at(request: CostRequest, when: When) -> Decimal:
    """All fees that fall due together at a time, in yuan to the cent."""
    return sum((due(fee, request.principal) for fee in named_fees(request) if fee.when == when), ZERO)
