"""Annualised cost the official way (中国人民银行公告〔2021〕第3号).

The rate is the cost of all interest and fees against the principal really occupied: the internal rate of return of
the cash flows. `nominal` (单利) = periodic IRR × periods a year; `effective` (复利) = (1 + IRR)^periods − 1. Payments on
any days: `effective` is the IRR on the basis of 365 days a year (XIRR), `nominal` the same by the day × 365.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from replydraft.costs.terms import Flow
from replydraft.errors import InputError

_GUESSES = (0.01, 0.001, 0.1, 0.5, 2.0, 10.0)
YEAR = 365
"""Days of a year."""


@dataclass(frozen=True, slots=True)
class Annualised:
    """Fractions per year; `periodic` is the IRR of one period (of a day where payments are dated)."""

    periodic: float
    nominal: float
    effective: float


def present_value(flows: Sequence[Decimal], periodic: float) -> float:
    """The value now, in yuan, of flows one period apart, the first one now."""
    return _present_value([float(flow) for flow in flows], periodic)


def _present_value(amounts: Sequence[float], periodic: float) -> float:
    growth, now, worth = 1 + periodic, 1.0, []
    for amount in amounts:
        worth.append(amount / now)
        now *= growth
    return math.fsum(worth)


def dated_present_value(received: Decimal, start: date, flows: Iterable[Flow], rate: float) -> float:
    """The value on `start`, in yuan, of what is received then less the payments after it, at a rate per year of 365 days."""
    paid = (float(f.amount) / (1 + rate) ** ((f.date - start).days / YEAR) for f in flows)
    return math.fsum([float(received), *(-p for p in paid)])


def periodic_irr(received: Decimal, payments: Sequence[Decimal], *, field: str = "principal") -> float:
    """The rate of one period that makes the payments worth what was received. Raises InputError where there is none."""
    import pyxirr

    amounts = [float(received), *(-float(p) for p in payments)]
    return _solved(
        lambda guess: pyxirr.irr(amounts, guess=guess), lambda rate: _present_value(amounts, rate), received, field
    )


def dated_irr(received: Decimal, start: date, flows: Sequence[Flow]) -> float:
    """The rate per year of 365 days that makes dated payments worth what was received on `start`. Raises InputError."""
    import pyxirr

    days = [start, *(f.date for f in flows)]
    amounts = [float(received), *(-float(f.amount) for f in flows)]
    return _solved(
        lambda guess: pyxirr.xirr(days, amounts, guess=guess, day_count="ACT/365F"),
        lambda rate: dated_present_value(received, start, flows, rate),
        received,
        "flows",
    )


def _solved(
    find: Callable[[float], float | None], value: Callable[[float], float], received: Decimal, field: str
) -> float:
    """What `find` comes to from some guess, where the value there is nothing indeed."""
    from pyxirr import InvalidPaymentsError

    tolerance = max(1e-4, float(received) * 1e-7)
    for guess in _GUESSES:
        try:
            rate = find(guess)
            if rate is not None and math.isfinite(rate) and rate > -1 and abs(value(rate)) <= tolerance:
                return 0.0 if abs(rate) < 1e-12 else float(rate)
        except (InvalidPaymentsError, OverflowError, ZeroDivisionError):
            continue
    raise InputError("these terms have no annualised rate", field=field, code="no_rate")


def annualise(periodic: float, periods_per_year: int) -> Annualised:
    """Raises InputError where compounding leaves the range of numbers."""
    try:
        effective = (1 + periodic) ** periods_per_year - 1
    except OverflowError:
        effective = math.inf
    if not math.isfinite(effective):
        raise InputError("the cost is too high to annualise", field="fee_per_period", code="no_rate")
    return Annualised(periodic, periodic * periods_per_year, effective)


def annualise_dated(rate: float) -> Annualised:
    """From a rate per year of 365 days, compounded by the day."""
    daily = math.expm1(math.log1p(rate) / YEAR)
    return Annualised(daily, daily * YEAR, rate)
