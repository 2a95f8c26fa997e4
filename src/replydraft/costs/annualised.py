"""Annualised cost the official way (中国人民银行公告〔2021〕第3号).

The rate is the cost of all interest and fees against the principal really occupied: the internal rate of return of
the cash flows. `nominal` (单利) = periodic IRR × periods a year; `effective` (复利) = (1 + IRR)^periods − 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from replydraft.errors import InputError

_GUESSES = (0.01, 0.001, 0.1, 0.5, 2.0, 10.0)


@dataclass(frozen=True, slots=True)
class Annualised:
    """Fractions per year; `periodic` is the IRR of one period."""

    periodic: float
    nominal: float
    effective: float


def present_value(flows: Sequence[Decimal], periodic: float) -> float:
    """The value now, in yuan, of flows one period apart, the first one now."""
    return math.fsum(float(flow) / (1 + periodic) ** k for k, flow in enumerate(flows))


def periodic_irr(received: Decimal, payments: Sequence[Decimal]) -> float:
    """The rate of one period that makes the payments worth what was received. Raises InputError where there is none."""
    import pyxirr

    flows = [received, *(-p for p in payments)]
    tolerance = max(1e-4, float(received) * 1e-7)
    amounts = [float(f) for f in flows]
    for guess in _GUESSES:
        try:
            rate = pyxirr.irr(amounts, guess=guess)
        except (pyxirr.InvalidPaymentsError, OverflowError):
            rate = None
        if rate is not None and math.isfinite(rate) and rate > -1:
            try:
                if abs(present_value(flows, rate)) <= tolerance:
                    return 0.0 if abs(rate) < 1e-12 else float(rate)
            except (OverflowError, ZeroDivisionError):
                continue
    raise InputError("these terms have no annualised rate", field="principal", code="no_rate")


def annualise(periodic: float, periods_per_year: int) -> Annualised:
    """Raises InputError where compounding leaves the range of numbers."""
    try:
        effective = (1 + periodic) ** periods_per_year - 1
    except OverflowError:
        effective = math.inf
    if not math.isfinite(effective):
        raise InputError("the cost is too high to annualise", field="fee_per_period", code="no_rate")
    return Annualised(periodic, periodic * periods_per_year, effective)
