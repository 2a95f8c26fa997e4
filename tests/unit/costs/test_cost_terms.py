"""Fees by name, closing fees, dates, given instalments, dated flows, early repayment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest

from replydraft.costs.quote import quote
from replydraft.costs.schedule import due_days, schedule
from replydraft.costs.terms import CostRequest, Early, Fee, Flow, Unit, When
from replydraft.errors import InputError

D = Decimal


def loan(method: str = "annuity", periods: int = 12, **more: Any) -> CostRequest:
    return CostRequest(principal=D(100_000), periods=periods, method=method, **more)  # type: ignore[arg-type]


def test_the_official_example_by_its_instalment() -> None:
    """中国人民银行公告〔2021〕第3号: 100,000, fee 1,000, 12 × 8,833.3."""
    given = loan("flat", instalment=D("8833.3"), fees=(Fee("手续费", "upfront", amount=D(1000), payee="某公司"),))
    priced = quote(given)
    assert priced.annualised_nominal == pytest.approx(0.1280, abs=5e-5)
    assert priced.annualised_effective == pytest.approx(0.1358, abs=5e-5)
    assert {row.payment for row in priced.schedule} == {D("8833.30")}
    assert priced.total_cost == D("6999.60")
    assert "手续费1000.00元" in priced.basis


def test_an_upfront_fee_kept_back_or_paid_beside_costs_the_same() -> None:
    kept, beside = (quote(loan(rate=D("0.06"), upfront_fee=D("0.1"), upfront_deducted=d)) for d in (True, False))
    assert kept.annualised_nominal == beside.annualised_nominal
    assert kept.total_cost == beside.total_cost
    assert (kept.received, beside.received) == (D(90_000), D(100_000))
    assert "从到手本金中扣除" in kept.basis
    assert "放款时另付" in beside.basis


def test_every_fee_is_told_by_name_payee_and_total() -> None:
    fees = (
        Fee("担保费", "each_period", fraction=D("0.001"), payee="某担保公司"),
        Fee("评估费", "upfront", amount=D(500), deducted=False),
        Fee("解押费", "closing", amount=D("80.50")),
    )
    priced = quote(loan(rate=D("0.06"), upfront_fee=D("0.01"), fees=fees))
    told = [(i.fee.name, i.fee.payee, i.amount, i.times, i.total) for i in priced.fees]
    assert told == [
        ("一次性费用", None, D(1000), 1, D(1000)),
        ("担保费", "某担保公司", D(100), 12, D(1200)),
        ("评估费", None, D(500), 1, D(500)),
        ("解押费", None, D("80.50"), 1, D("80.50")),
    ]
    assert priced.received == D(99_000)
    assert priced.total_cost == priced.interest + sum(i.total for i in priced.fees)
    assert priced.total_paid == D(100_000) + priced.total_cost
    assert priced.schedule[0].fee == D(100)
    assert priced.schedule[-1].fee == D("180.50")


def test_a_closing_fee_is_cheaper_than_the_same_one_up_front() -> None:
    late, soon = quote(loan(rate=D("0.06"), closing_fee=D("0.02"))), quote(loan(rate=D("0.06"), upfront_fee=D("0.02")))
    assert late.total_cost == soon.total_cost
    assert late.annualised_nominal < soon.annualised_nominal


@pytest.mark.parametrize(
    ("start", "unit", "days"),
    [
        (date(2026, 1, 31), "month", [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]),
        (date(2027, 12, 31), "month", [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]),
        (date(2028, 2, 29), "year", [date(2029, 2, 28), date(2030, 2, 28), date(2031, 2, 28)]),
        (date(2026, 12, 30), "day", [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)]),
        (None, "month", [None, None, None]),
    ],
)
def test_the_days_of_payment(start: date | None, unit: Unit, days: list[date | None]) -> None:
    assert due_days(start, unit, 3) == days
    assert [row.date for row in schedule(loan(periods=3, unit=unit, start=start))] == days


def test_the_latest_start_and_the_longest_term_have_days() -> None:
    assert due_days(date(2500, 1, 1), "year", 1200)[-1] == date(3700, 1, 1)


@pytest.mark.parametrize("method", ["annuity", "flat"])
def test_an_instalment_stands_for_the_rate(method: str) -> None:
    priced = quote(loan(method, 36, instalment=D("3042.19")))
    assert priced.annualised_nominal == pytest.approx(0.06, abs=1e-5)
    assert all(row.payment == D("3042.19") and row.interest >= 0 and row.principal >= 0 for row in priced.schedule)
    assert priced.total_cost == D("3042.19") * 36 - D(100_000)


@pytest.mark.parametrize("principal", ["100000", "7", "1.11", "99999.99"])
@pytest.mark.parametrize("periods", [1, 7, 240, 1200])
@pytest.mark.parametrize("method", ["annuity", "flat"])
def test_the_smallest_instalment_that_repays_has_no_interest_below_zero(
    principal: str, periods: int, method: Any
) -> None:
    least = (D(principal) * 100 / periods).to_integral_value("ROUND_CEILING") / 100
    rows = schedule(CostRequest(D(principal), periods, method, instalment=least))
    assert {row.payment for row in rows} == {least}
    assert min(row.interest for row in rows) >= 0
    assert sum(row.principal for row in rows) == D(principal)


def test_dated_flows_on_the_365_day_basis() -> None:
    """One payment a year later costs what it says; half a year later the effective rate is its square."""
    start = date(2026, 1, 1)
    year = quote(loan(periods=1, start=start, flows=(Flow(date(2027, 1, 1), D(112_000)),)))
    assert year.annualised_effective == pytest.approx(0.12, abs=1e-6)
    half = quote(loan(periods=1, start=date(2026, 1, 1), flows=(Flow(date(2026, 7, 2), D(106_000)),)))
    assert half.annualised_effective == pytest.approx(1.06 ** (365 / 182) - 1, abs=1e-6)
    assert half.annualised_nominal < half.annualised_effective
    assert "XIRR" in half.basis


def test_dated_flows_may_draw_again_and_carry_fees() -> None:
    flows = (Flow(date(2026, 3, 1), D(-50_000)), Flow(date(2026, 9, 1), D(80_000)), Flow(date(2027, 1, 1), D(78_000)))
    plain = quote(loan(periods=3, start=date(2026, 1, 1), flows=flows))
    assert plain.total_cost == D(8000)
    assert plain.total_paid == D(158_000)
    assert sum(row.principal for row in plain.schedule) == D(100_000)
    assert plain.schedule[-1].balance == 0
    dearer = quote(loan(periods=3, start=date(2026, 1, 1), flows=flows, upfront_fee=D("0.02")))
    assert dearer.annualised_effective > plain.annualised_effective
    assert dearer.interest == plain.interest


def test_early_repayment_owes_the_balance_and_its_fee() -> None:
    given = loan(rate=D("0.06"), upfront_fee=D("0.02"), early=Early(6, fee_fraction=D("0.01")), start=date(2026, 1, 15))
    priced = quote(given)
    early = priced.early
    assert early is not None
    assert early.owed == priced.schedule[5].balance
    assert early.fee == (early.owed * D("0.01")).quantize(D("0.01"))
    assert early.date == date(2026, 7, 15)
    assert early.paid_then == early.owed + early.fee
    assert early.total_cost == D(2000) + sum(r.interest for r in priced.schedule[:6]) + early.fee
    assert early.annualised.nominal > priced.annualised_nominal


def test_early_repayment_without_fees_leaves_the_rate_as_it_is() -> None:
    for method in ("annuity", "equal_principal", "interest_only"):
        early = quote(loan(method, rate=D("0.06"), early=Early(5))).early
        assert early is not None
        assert early.annualised.nominal == pytest.approx(0.06, abs=1e-5)


def test_a_bullet_repaid_early_owes_the_interest_accrued() -> None:
    early = quote(loan("bullet", rate=D("0.12"), early=Early(3, fee_amount=D(100)), closing_fee=D("0.001"))).early
    assert early is not None
    assert (early.interest, early.fee) == (D(3000), D(100))
    assert early.paid_then == D(100_000) + D(3000) + D(100) + D(100)
    assert early.total_cost == D(3200)


DAY = date(2026, 1, 1)
PAID = (Flow(date(2026, 6, 1), D(60_000)), Flow(date(2026, 12, 1), D(50_000)))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"fees": (Fee("a", "upfront"),)}, "fees[0]"),
        ({"fees": (Fee("a", "upfront", D(1), D("0.1")),)}, "fees[0]"),
        ({"fees": (Fee(" ", "upfront", D(1)),)}, "fees[0].name"),
        ({"fees": (Fee("a", cast(When, "later"), D(1)),)}, "fees[0].when"),
        ({"fees": (Fee("a", "closing", D(-1)),)}, "fees[0].amount"),
        ({"fees": (Fee("a", "closing", D(100_001)),)}, "fees[0].amount"),
        ({"fees": (Fee("a", "closing", fraction=D("1.1")),)}, "fees[0].fraction"),
        ({"fees": (Fee("a", "upfront", fraction=D("0.6")), Fee("b", "upfront", fraction=D("0.4")))}, "fees"),
        ({"fees": (Fee("a", "upfront", D(1)),) * 21}, "fees"),
        ({"closing_fee": D("1.1")}, "closing_fee"),
        ({"instalment": D(8333)}, "instalment"),
        ({"instalment": D(9000), "rate": D("0.06")}, "instalment"),
        ({"instalment": D(9000), "method": "bullet"}, "instalment"),
        ({"instalment": D(10**9)}, "instalment"),
        ({"early": Early(0)}, "early_after"),
        ({"early": Early(12)}, "early_after"),
        ({"early": Early(3, D(-1))}, "early_fee"),
        ({"early": Early(3, fee_fraction=D("1.5"))}, "early_fee"),
        ({"start": date(2500, 1, 2)}, "start"),
        ({"flows": PAID, "periods": 2}, "start"),
        ({"flows": PAID, "start": DAY}, "periods"),
        ({"flows": PAID, "start": DAY, "periods": 2, "rate": D("0.06")}, "rate"),
        ({"flows": PAID, "start": DAY, "periods": 2, "early": Early(1)}, "early_after"),
        ({"flows": PAID[::-1], "start": DAY, "periods": 2}, "flows[1].date"),
        ({"flows": PAID, "start": date(2026, 6, 1), "periods": 2}, "flows[0].date"),
        ({"flows": PAID[:1], "start": DAY, "periods": 1}, "flows"),
        ({"flows": (*PAID, Flow(date(2027, 1, 1), D(0))), "start": DAY, "periods": 3}, "flows"),
        ({"flows": (Flow(date(2026, 6, 1), D("NaN")),), "start": DAY, "periods": 1}, "flows[0].amount"),
    ],
)
def test_senseless_terms_are_refused_by_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        quote(replace(loan(), **change))
    assert caught.value.field == field
