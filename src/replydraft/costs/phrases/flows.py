"""What a price costs a year: simple rates, charges on the amount lent, level instalments, and several together.

A month is the period unless days are named; a year has 12 months or 365 days. None: such terms have no annualised cost.
"""

from __future__ import annotations

from decimal import Decimal

from replydraft.costs.annualised import Annualised, annualise, periodic_irr
from replydraft.costs.phrases.figures import Figure
from replydraft.costs.terms import MAX_PERIODS
from replydraft.errors import InputError

_STAKE = Decimal(100_000)
"""Yuan that rates are tried on."""
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "period": 1, "quarter": 3, "year": 12}
PERIODS_A_YEAR = {"day": 365, "week": 52, "month": 12, "period": 12, "quarter": 4, "year": 1}


def months_of(term: Figure | None) -> int | None:
    """How many monthly instalments a term has; None where it is not whole months, or too long."""
    if term is None or term.unit not in _MONTHS:
        return None
    months = term.value * _MONTHS[term.unit]
    return int(months) if months == months.to_integral_value() and 1 <= months <= MAX_PERIODS else None


def years_of(term: Figure | None) -> float | None:
    """The length of a term in years."""
    if term is None or term.value <= 0:
        return None
    if term.unit in _DAYS:
        return float(term.value) * _DAYS[term.unit] / 365
    return float(term.value) * _MONTHS[term.unit] / 12


def simple(rate: Decimal, periods_a_year: int) -> Annualised | None:
    """A rate of one period on what is owed."""
    try:
        return annualise(float(rate), periods_a_year)
    except InputError:
        return None


def compounded(effective: Decimal) -> Annualised:
    """A rate stated as an IRR, with monthly periods."""
    monthly = (1 + float(effective)) ** (1 / 12) - 1
    return Annualised(monthly, monthly * 12, float(effective))


def at_once(gain: Decimal, years: float) -> Annualised | None:
    """All cost at the end: `gain` is the cost against the money received."""
    try:
        return Annualised(float(gain), float(gain) / years, (1 + float(gain)) ** (1 / years) - 1)
    except (OverflowError, ZeroDivisionError):
        return None


def flat(rate: Decimal, months: int, *, upfront: Decimal = Decimal(0)) -> Annualised | None:
    """Each month the same part of the principal and `rate` of the amount lent; `upfront` is kept back at the start."""
    return solved(1 - upfront, [(1 / Decimal(months) + rate)] * months)


def level(received: Decimal, payment: Decimal, count: int, periods_a_year: int = 12) -> Annualised | None:
    """`count` equal payments for the money received."""
    if payment * count < received or not 1 <= count <= MAX_PERIODS:
        return None
    return solved(1, [payment / received] * count, periods_a_year)


def interest_only(rate: Decimal, months: int, upfront: Decimal) -> Annualised | None:
    """`rate` of the principal each month, the principal with the last."""
    return solved(1 - upfront, [rate] * (months - 1) + [1 + rate])


def in_advance(rate: Decimal, months: int, ahead: int, upfront: Decimal) -> Annualised | None:
    """Interest of `ahead` months is within `upfront`, each later month's is paid as many months ahead; principal last."""
    if not 1 <= ahead < months:
        return None
    return solved(1 - upfront, [rate if k >= ahead else Decimal(0) for k in range(1, months)] + [Decimal(1)])


def annuity(rate: Decimal, months: int, upfront: Decimal, fee: Decimal = Decimal(0)) -> Annualised | None:
    """Level instalments at a monthly rate on what is owed, and a fee each month on the amount lent."""
    payment = rate / (1 - (1 + rate) ** -months) if rate else 1 / Decimal(months)
    return solved(1 - upfront, [payment + fee] * months)


def equal_principal(rate: Decimal, months: int, upfront: Decimal, fee: Decimal = Decimal(0)) -> Annualised | None:
    """The same part of the principal each month and interest on what is owed."""
    part = 1 / Decimal(months)
    return solved(1 - upfront, [part + fee + rate * (1 - part * k) for k in range(months)])


def solved(received: Decimal | int, payments: list[Decimal], periods_a_year: int = 12) -> Annualised | None:
    """The annualised rate of monthly flows, as parts of the principal."""
    if received <= 0:
        return None
    try:
        return annualise(periodic_irr(received * _STAKE, [p * _STAKE for p in payments]), periods_a_year)
    except InputError:
        return None
