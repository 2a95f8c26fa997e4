"""Properties of every loan, and the figures beside other ways of reaching them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from replydraft.costs.annualised import dated_irr, dated_present_value, periodic_irr, present_value
from replydraft.costs.answers import quote_json
from replydraft.costs.quote import CostQuote, quote
from replydraft.costs.schedule import schedule
from replydraft.costs.terms import METHODS, CostRequest, Early, Fee, Flow, cents
from replydraft.wire.schemas_cost import COST_RESULT

D = Decimal
COST_OUT = Draft202012Validator(COST_RESULT)
fractions = st.decimals(D(0), D("0.05"), places=4)
fees = st.builds(
    Fee,
    name=st.sampled_from(["担保费", "服务费"]),
    when=st.sampled_from(["upfront", "each_period", "closing"]),
    fraction=fractions,
    deducted=st.booleans(),
)
loans = st.builds(
    CostRequest,
    principal=st.decimals(D(1000), D(5_000_000), places=2),
    periods=st.integers(1, 120),
    method=st.sampled_from(METHODS),
    rate=st.decimals(D(0), D("0.6"), places=4),
    fee_per_period=fractions,
    upfront_fee=st.decimals(D(0), D("0.3"), places=3),
    closing_fee=fractions,
    upfront_deducted=st.booleans(),
    fees=st.lists(fees, max_size=3).map(tuple),
)


def net(priced: CostQuote, request: CostRequest) -> Decimal:
    """What is received, less every fee due at once."""
    return request.principal - sum(i.amount for i in priced.fees if i.fee.when == "upfront")


@settings(max_examples=60, deadline=None)
@given(loans)
def test_the_schedule_repays_exactly_the_principal(request_: CostRequest) -> None:
    rows = schedule(request_)
    assert sum(r.principal for r in rows) == request_.principal
    assert rows[-1].balance == 0
    assert all(r.payment == r.principal + r.interest + r.fee for r in rows)
    assert all(r.payment == r.payment.quantize(D("0.01")) and r.principal >= 0 and r.balance >= 0 for r in rows)


@settings(max_examples=60, deadline=None)
@given(loans)
def test_present_value_at_the_rate_found_is_zero(request_: CostRequest) -> None:
    priced = quote(request_)
    received, payments = net(priced, request_), [r.payment for r in priced.schedule]
    rate = periodic_irr(received, payments)
    assert priced.annualised_nominal == pytest.approx(rate * 12, abs=1e-6)
    assert present_value([received, *(-p for p in payments)], rate) == pytest.approx(
        0, abs=max(1e-4, float(received) * 1e-7)
    )


@settings(max_examples=60, deadline=None)
@given(loans)
def test_what_is_paid_is_the_principal_and_its_cost(request_: CostRequest) -> None:
    priced = quote(request_)
    kept = request_.principal - priced.received
    beside = sum(i.amount for i in priced.fees if i.fee.when == "upfront") - kept
    assert sum(r.payment for r in priced.schedule) + kept + beside == priced.total_paid
    assert priced.total_paid == request_.principal + priced.total_cost
    assert priced.annualised_nominal <= priced.annualised_effective + 1e-9


@settings(max_examples=60, deadline=None)
@given(loans)
def test_every_sum_is_written_with_its_cents(request_: CostRequest) -> None:
    early = Early(1, fee_fraction=D("0.01")) if request_.periods > 1 else None
    COST_OUT.validate(quote_json(quote(replace(request_, early=early, start=date(2026, 1, 31)))))


@settings(max_examples=60, deadline=None)
@given(loans, st.sampled_from(["fee_per_period", "upfront_fee", "closing_fee", "rate"]))
def test_every_fee_and_the_rate_make_the_loan_dearer(request_: CostRequest, field: str) -> None:
    """What is paid late may weigh less than the sixth decimal of the rate."""
    dearer, before = quote(replace(request_, **{field: getattr(request_, field) + D("0.01")})), quote(request_)
    assert dearer.total_cost > before.total_cost
    assert dearer.annualised_nominal >= before.annualised_nominal
    if field in ("upfront_fee", "fee_per_period") or request_.periods <= 12:
        assert dearer.annualised_nominal > before.annualised_nominal


@settings(max_examples=60, deadline=None)
@given(loans)
def test_one_period_costs_the_same_by_every_method(request_: CostRequest) -> None:
    costs = {
        (q.total_cost, q.annualised_nominal) for q in (quote(replace(request_, periods=1, method=m)) for m in METHODS)
    }
    assert len(costs) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1000, 1_000_000),
    st.lists(st.tuples(st.integers(7, 200), st.decimals(D(0), D("0.5"), places=4)), min_size=1, max_size=12),
)
def test_dated_payments_are_worth_what_was_received(principal: int, paid: list[tuple[int, Decimal]]) -> None:
    day, flows = date(2026, 1, 31), []
    for gap, share in paid:
        day += timedelta(days=gap)
        flows.append(Flow(day, cents(principal * share)))
    flows[-1] = replace(flows[-1], amount=flows[-1].amount + principal)
    priced = quote(CostRequest(D(principal), len(flows), "annuity", start=date(2026, 1, 31), flows=tuple(flows)))
    rate = dated_irr(D(principal), date(2026, 1, 31), flows)
    worth = dated_present_value(D(principal), date(2026, 1, 31), flows, rate)
    assert worth == pytest.approx(0, abs=max(1e-4, principal * 1e-7))
    assert priced.annualised_effective == pytest.approx(rate, abs=1e-6)
    assert sum(r.principal for r in priced.schedule) == principal
    assert priced.schedule[-1].balance == 0


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("rate", "upfront", "periods"), [("0.06", "0.1", 36), ("0.24", "0.03", 12), ("0.0385", "0", 120)]
)
def test_the_rate_is_the_root_that_numpy_finds(method: Any, rate: str, upfront: str, periods: int) -> None:
    """The internal rate of return as a root of the polynomial of the flows, as numpy-financial finds it."""
    priced = quote(CostRequest(D(100_000), periods, method, rate=D(rate), upfront_fee=D(upfront)))
    flows = [float(priced.received), *(-float(r.payment) for r in priced.schedule)]
    discounts = [root.real for root in np.roots(flows[::-1]) if abs(root.imag) < 1e-9 and root.real > 0]
    assert len(discounts) == 1
    assert (1 / discounts[0] - 1) * 12 == pytest.approx(priced.annualised_nominal, abs=1e-6)


@pytest.mark.parametrize(("rate", "periods"), [("0.06", 36), ("0.0385", 360), ("0.12", 1200), ("0.000001", 12)])
def test_the_annuity_is_the_one_of_pyxirr_and_of_many_digits(rate: str, periods: int) -> None:
    paid = schedule(CostRequest(D(1_000_000), periods, "annuity", rate=D(rate)))[0].payment
    assert float(paid) == pytest.approx(-pyxirr.pmt(float(rate) / 12, periods, 1_000_000), abs=0.006)
    with localcontext() as exact:
        exact.prec = 60
        per_month = D(rate) / 12
        level = 1_000_000 * per_month / (1 - (1 + per_month) ** -periods)
    assert abs(paid - level) <= D("0.0051")
