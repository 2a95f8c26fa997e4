"""Repaying everything early: what is owed then, the fee for it, and what the loan has really cost (民法典第六百七十七条:
interest for the time the money was used, unless agreed otherwise)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from replydraft.costs.annualised import Annualised, annualise, periodic_irr
from replydraft.costs.schedule import ScheduleRow
from replydraft.costs.terms import PERIODS_PER_YEAR, ZERO, CostRequest, Early, cents, due_at


@dataclass(frozen=True, slots=True)
class EarlyQuote:
    """Money in yuan to the cent. `owed` is the principal left once instalment `after` is paid, `interest` what has
    accrued and was not yet paid (到期还本付息), `fee` the one for repaying early; `paid_then` also holds closing fees.

    `total_cost` is all interest and fees up to then; interest and fees of later periods count as not charged.
    """

    after: int
    date: date | None
    owed: Decimal
    interest: Decimal
    fee: Decimal
    paid_then: Decimal
    total_cost: Decimal
    annualised: Annualised


def repaid_early(
    request: CostRequest, early: Early, rows: Sequence[ScheduleRow], received: Decimal, upfront: Decimal
) -> EarlyQuote:
    """What ending the loan of these `rows` after `early.after` of them comes to; `received` net of every upfront fee.

    Raises InputError where no rate can be found.
    """
    kept = rows[: early.after]
    owed = kept[-1].balance
    accrued = ZERO
    if request.method == "bullet":
        per_period = request.rate / PERIODS_PER_YEAR[request.unit]
        accrued = cents(cents(request.principal) * per_period * early.after)
    fee = cents(early.fee_amount) + cents(owed * early.fee_fraction)
    paid_then = owed + accrued + fee + due_at(request, "closing")
    payments = [row.payment for row in kept]
    payments[-1] += paid_then
    found = annualise(periodic_irr(received, payments), PERIODS_PER_YEAR[request.unit])
    total = upfront + sum(payments, ZERO) - cents(request.principal)
    return EarlyQuote(early.after, kept[-1].date, owed, accrued, fee, paid_then, total, found)
