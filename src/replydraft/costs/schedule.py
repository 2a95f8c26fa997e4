"""Repayment schedules to the cent.

Five methods: `flat` 等本等息 (interest on the original principal), `annuity` 等额本息, `equal_principal` 等额本金,
`interest_only` 先息后本, `bullet` 到期还本付息 (simple interest, all at the end). The last period absorbs rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from replydraft.domain.product import RepaymentMethod
from replydraft.errors import InputError

Unit = Literal["day", "month", "year"]

METHODS: tuple[RepaymentMethod, ...] = ("flat", "annuity", "equal_principal", "interest_only", "bullet")
PERIODS_PER_YEAR: dict[Unit, int] = {"day": 365, "month": 12, "year": 1}
"""Periods in a year. A year has 365 days: 万五 a day is 18.25% a year."""
MAX_PERIODS = 1200
MAX_PRINCIPAL = Decimal(10) ** 12
MAX_RATE = Decimal(100)
_CENT = Decimal("0.01")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CostRequest:
    """One loan to price. `rate` is a fraction per year; `fee_per_period` and `upfront_fee` are fractions of the principal.

    The upfront fee is taken out of the money received. `as_of` is the day a ceiling is read for.
    """

    principal: Decimal
    periods: int
    method: RepaymentMethod
    rate: Decimal = _ZERO
    fee_per_period: Decimal = _ZERO
    upfront_fee: Decimal = _ZERO
    unit: Unit = "month"
    lender_type: str | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One payment, each part in yuan to the cent. `balance` is the principal still owed afterwards."""

    period: int
    principal: Decimal
    interest: Decimal
    fee: Decimal
    payment: Decimal
    balance: Decimal
    date: date | None = None


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half up."""
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)


def validate(request: CostRequest) -> None:
    """Raises InputError naming the field that makes no sense."""
    for field in ("principal", "rate", "fee_per_period", "upfront_fee"):
        value = getattr(request, field)
        if not isinstance(value, Decimal) or not value.is_finite():
            raise InputError("must be a finite number", field=field)
        if value < 0:
            raise InputError("must not be negative", field=field)
    if request.principal < 1 or request.principal > MAX_PRINCIPAL:
        raise InputError(f"must be between 1 and {MAX_PRINCIPAL:f} yuan", field="principal")
    if isinstance(request.periods, bool) or not isinstance(request.periods, int):
        raise InputError("must be a whole number", field="periods")
    if not 1 <= request.periods <= MAX_PERIODS:
        raise InputError(f"must be between 1 and {MAX_PERIODS}", field="periods")
    if request.method not in METHODS:
        raise InputError(f"must be one of {', '.join(METHODS)}", field="method")
    if request.unit not in PERIODS_PER_YEAR:
        raise InputError(f"must be one of {', '.join(PERIODS_PER_YEAR)}", field="unit")
    if request.rate > MAX_RATE:
        raise InputError("must be a fraction per year (0.045 is 4.5%), at most 100", field="rate")
    if request.fee_per_period > 1:
        raise InputError("must be a fraction of the principal, at most 1", field="fee_per_period")
    if request.upfront_fee >= 1:
        raise InputError("must be a fraction of the principal, below 1: nothing would be received", field="upfront_fee")


def schedule(request: CostRequest) -> tuple[ScheduleRow, ...]:
    """The payments in order; their `principal` adds up to the request's, rounded to the cent. Raises InputError."""
    validate(request)
    principal, n = cents(request.principal), request.periods
    per_period = request.rate / PERIODS_PER_YEAR[request.unit]
    fee = cents(principal * request.fee_per_period)
    instalment = _annuity(principal, per_period, n) if request.method == "annuity" else _ZERO
    share = cents(principal / n)
    balance, rows = principal, []
    for k in range(1, n + 1):
        last = k == n
        match request.method:
            case "flat":
                part, interest = share, cents(principal * per_period)
            case "equal_principal":
                part, interest = share, cents(balance * per_period)
            case "annuity":
                interest = cents(balance * per_period)
                part = instalment - interest
            case "interest_only":
                part, interest = _ZERO, cents(principal * per_period)
            case "bullet":
                part, interest = _ZERO, cents(principal * per_period * n) if last else _ZERO
        part = balance if last else min(max(part, _ZERO), balance)
        balance -= part
        rows.append(ScheduleRow(k, cents(part), interest, fee, cents(part + interest + fee), cents(balance)))
    return tuple(rows)


def _annuity(principal: Decimal, rate: Decimal, n: int) -> Decimal:
    """The level instalment P·r / (1 − (1+r)^−n), to the cent."""
    if rate == 0:
        return cents(principal / n)
    return cents(principal * rate / (1 - (1 + rate) ** -n))
