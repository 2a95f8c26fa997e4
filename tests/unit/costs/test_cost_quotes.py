"""Published and recomputed vectors."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from replydraft.costs.quote import quote
from replydraft.costs.schedule import schedule
from replydraft.costs.terms import CostRequest
from replydraft.errors import InputError

D = Decimal


def loan(method: str = "flat", periods: int = 12, **more: Any) -> CostRequest:
    return CostRequest(principal=D(100_000), periods=periods, method=method, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("request_", "nominal", "effective"),
    [
        # the worked example of 中国人民银行公告〔2021〕第3号: 12 × 8,833.3 and 1,000 up front
        (loan(rate=D("0.06"), upfront_fee=D("0.01")), 0.1280, 0.1358),
        (loan(fee_per_period=D("0.005")), 0.1090, 0.1146),
        (loan(fee_per_period=D("0.003"), periods=36), 0.0678, 0.0700),
        (loan("annuity", 36, rate=D("0.06"), upfront_fee=D("0.1")), 0.1322, 0.1406),
        (loan("interest_only", rate=D("0.06"), upfront_fee=D("0.1")), 0.1694, 0.1832),
        (loan("interest_only", 30, fee_per_period=D("0.0005"), unit="day"), 0.1825, 0.2002),
        (loan(fee_per_period=D("0.006")), 0.1303, 0.1384),
        (loan("bullet", 1, rate=D("0.05"), unit="year"), 0.05, 0.05),
    ],
)
def test_annualised_vectors(request_: CostRequest, nominal: float, effective: float) -> None:
    priced = quote(request_)
    assert priced.annualised_nominal == pytest.approx(nominal, abs=5e-5)
    assert priced.annualised_effective == pytest.approx(effective, abs=5e-5)


def test_a_plain_annuity_costs_what_its_rate_says() -> None:
    priced = quote(loan("annuity", 36, rate=D("0.06")))
    assert priced.schedule[0].payment == D("3042.19")
    assert priced.annualised_nominal == pytest.approx(0.06, abs=1e-6)


def test_the_total_is_all_interest_and_fees_to_the_cent() -> None:
    assert quote(loan(fee_per_period=D("0.006"))).total_cost == D("7200.00")
    assert quote(loan("bullet", 6, rate=D("0.12"), upfront_fee=D("0.02"))).total_cost == D("8000.00")


def test_the_basis_names_what_was_counted_and_the_rule_it_follows() -> None:
    basis = quote(loan(fee_per_period=D("0.006"), upfront_fee=D("0.03"))).basis
    assert "每期费用" in basis
    assert "一次性费用3000.00元" in basis
    assert "公告〔2021〕第3号" in basis


def test_interest_only_pays_the_principal_at_the_end() -> None:
    rows = schedule(loan("interest_only", 3, rate=D("0.12")))
    assert [r.principal for r in rows] == [D(0), D(0), D(100_000)]
    assert [r.interest for r in rows] == [D(1000)] * 3
    assert rows[-1].balance == 0


def test_equal_principal_interest_falls_with_the_balance() -> None:
    rows = schedule(loan("equal_principal", 4, rate=D("0.12")))
    assert [r.interest for r in rows] == [D(1000), D(750), D(500), D(250)]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"principal": D(0)}, "principal"),
        ({"principal": D(-5)}, "principal"),
        ({"principal": D("NaN")}, "principal"),
        ({"periods": 0}, "periods"),
        ({"periods": 1201}, "periods"),
        ({"periods": True}, "periods"),
        ({"rate": D("-0.01")}, "rate"),
        ({"rate": D(101)}, "rate"),
        ({"fee_per_period": D("1.5")}, "fee_per_period"),
        ({"upfront_fee": D(1)}, "upfront_fee"),
        ({"method": "magic"}, "method"),
        ({"unit": "week"}, "unit"),
    ],
)
def test_senseless_input_is_refused_by_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        quote(replace(loan(), **change))
    assert caught.value.field == field


def test_a_loan_without_any_cost_is_free() -> None:
    priced = quote(loan("annuity"))
    assert (priced.annualised_nominal, priced.total_cost) == (0.0, D("0.00"))
    assert priced.ceiling is None
