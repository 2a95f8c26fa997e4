"""Repayment schedules to the cent.

Five methods: `flat` 等本等息 (interest on the original principal), `annuity` 等额本息, `equal_principal` 等额本金,
`interest_only` 先息后本, `bullet` 到期还本付息 (simple interest, all at the end); and payments on any days, whose interest
part is the one at the rate they imply (实际利率法). The last period absorbs rounding.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise
from operator import sub
from typing import NamedTuple

from replydraft.costs.annualised import YEAR, dated_irr, periodic_irr
from replydraft.costs.checks import validate
from replydraft.costs.terms import PERIODS_PER_YEAR, ZERO, CostRequest, Unit, cents, due_at

_NOTHING = Decimal("0.005")
"""Interest of a whole term, in yuan, that rounds to none."""


class ScheduleRow(NamedTuple):
    """One payment, each part in yuan with two decimals. `balance` is the principal still owed afterwards."""

    period: int
    principal: Decimal
    interest: Decimal
    fee: Decimal
    payment: Decimal
    balance: Decimal
    date: date | None = None


def schedule(request: CostRequest) -> tuple[ScheduleRow, ...]:
    """The payments in order; their `principal` adds up to the request's, rounded to the cent. Raises InputError."""
    validate(request)
    return scheduled(request)


def scheduled(request: CostRequest) -> tuple[ScheduleRow, ...]:
    """`schedule` of terms that were looked at already."""
    principal, n = cents(request.principal), request.periods
    split = _dated_parts(request, principal) if request.flows else _parts(request, principal)
    fee, closing, balance, rows = due_at(request, "each_period"), due_at(request, "closing"), principal, []
    days = [flow.date for flow in request.flows] or due_days(request.start, request.unit, n)
    for k, (part, interest) in enumerate(split, 1):
        charged = fee + closing if k == n else fee
        balance -= part
        rows.append(ScheduleRow(k, part, interest, charged, part + interest + charged, balance, days[k - 1]))
    return tuple(rows)


def due_days(start: date | None, unit: Unit, n: int) -> list[date | None]:
    """The day of each of `n` payments: so many days, months or years after the start, a day that a month lacks (31, or
    29 February) being its last one. None each where the start is not known."""
    if start is None:
        return [None] * n
    if unit == "day":
        return [start + timedelta(days=k) for k in range(1, n + 1)]
    days: list[date | None] = []
    for k in range(1, n + 1):
        years, month = divmod(start.month - 1 + k * (12 if unit == "year" else 1), 12)
        year = start.year + years
        days.append(date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])))
    return days


def _parts(request: CostRequest, principal: Decimal) -> list[tuple[Decimal, Decimal]]:
    """(principal, interest) of each payment, to the cent."""
    n, rate = request.periods, request.rate / PERIODS_PER_YEAR[request.unit]
    if request.instalment is not None:
        return _to_instalment(principal, n, cents(request.instalment), flat=request.method == "flat")
    match request.method:
        case "flat":
            interest = cents(principal * rate)
            return [(part, interest) for part in _shares(principal, n)]
        case "equal_principal":
            parts = _shares(principal, n)
            owed = accumulate(parts, sub, initial=principal)
            return [(part, cents(left * rate)) for part, left in zip(parts, owed, strict=False)]
        case "interest_only":
            interest = cents(principal * rate)
            return [(ZERO, interest)] * (n - 1) + [(principal, interest)]
        case "bullet":
            return [(ZERO, ZERO)] * (n - 1) + [(principal, cents(principal * rate * n))]
    if principal * rate * n < _NOTHING:
        return [(part, ZERO) for part in _shares(principal, n)]
    instalment = cents(principal * rate / (1 - (1 + rate) ** -n))
    left, found = principal, []
    for _ in range(n - 1):
        interest = cents(left * rate)
        part = instalment - interest
        if not ZERO <= part <= left:
            part = ZERO if part < ZERO else left
        left -= part
        found.append((part, interest))
    return [*found, (left, cents(left * rate))]


def _shares(amount: Decimal, n: int) -> list[Decimal]:
    """`amount` in `n` parts alike, none below zero; the last one takes the rounding."""
    share = cents(amount / n)
    first = [share] * (n - 1)
    if share * (n - 1) > amount:
        full = int(amount / share)
        first = [share] * full + [amount - share * full] + [ZERO] * (n - 2 - full)
    return [*first, amount - sum(first, ZERO)]


def _to_instalment(principal: Decimal, n: int, instalment: Decimal, *, flat: bool) -> list[tuple[Decimal, Decimal]]:
    """Every payment is the instalment to the cent; the interest in it is even, or the one at the rate it implies."""
    if flat:
        marks = [cents(principal * k / n) for k in range(n + 1)]
        return [(b - a, instalment - (b - a)) for a, b in pairwise(marks)]
    rate = Decimal(periodic_irr(principal, [instalment] * n, field="instalment"))
    left, unpaid, found = principal, instalment * n - principal, []
    for _ in range(n - 1):
        interest = min(cents(left * rate), unpaid, instalment)
        part = instalment - interest
        left, unpaid = left - part, unpaid - interest
        found.append((part, interest))
    return [*found, (left, instalment - left)]


def _dated_parts(request: CostRequest, principal: Decimal) -> list[tuple[Decimal, Decimal]]:
    """(principal, interest) of each dated payment: what is owed grows by the day at the rate that the flows imply."""
    assert request.start is not None
    rate = dated_irr(principal, request.start, request.flows)
    day, left, found = request.start, principal, []
    for flow in request.flows[:-1]:
        interest = cents(left * Decimal((1 + rate) ** ((flow.date - day).days / YEAR) - 1)) + ZERO
        part = cents(flow.amount) - interest
        day, left = flow.date, left - part
        found.append((part, interest))
    return [*found, (left, cents(request.flows[-1].amount) - left)]
