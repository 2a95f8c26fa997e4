"""Ceilings come from dated facts that are passed in; the figures here are invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from replydraft.costs.ceilings import ceiling_for
from replydraft.costs.quote import quote
from replydraft.costs.terms import CostRequest


@dataclass(frozen=True)
class Fact:
    id: str
    value: Any
    effective_from: date | None = None
    effective_to: date | None = None
    source: str = "某规定第一条"
    level: str = "B"
    name: str = "某类机构的上限"


FACTS = (
    Fact("small_loan_company_cap", "0.2", date(2026, 1, 1)),
    Fact("private_lending_cap", "0.14", date(2025, 1, 1), date(2025, 12, 31), level="A"),
    Fact("private_lending_cap", "0.12", date(2026, 1, 1), level="A"),
)
DAY = date(2026, 5, 1)


def test_a_ceiling_and_whether_it_is_exceeded() -> None:
    below, above = (ceiling_for("small_loan", DAY, FACTS, rate) for rate in (0.2, 0.21))
    assert below is not None
    assert above is not None
    assert (below.value, below.exceeded, below.verified) == (0.2, False, True)
    assert "某规定第一条" in below.basis
    assert above.exceeded


@pytest.mark.parametrize(("day", "value"), [(date(2025, 6, 1), 0.14), (DAY, 0.12)])
def test_the_fact_in_force_on_the_day_counts(day: date, value: float) -> None:
    found = ceiling_for("private", day, FACTS, 0.13)
    assert found is not None
    assert found.value == value
    assert found.exceeded is (value < 0.13)


def test_unverified_facts_are_said_to_be_so() -> None:
    found = ceiling_for("small_loan", DAY, [replace(f, level="C") for f in FACTS])
    assert found is not None
    assert not found.verified


@pytest.mark.parametrize(
    ("lender", "day"),
    [("bank", DAY), ("pawn_shop", DAY), (None, DAY), ("small_loan", date(2025, 1, 1)), ("private", date(2024, 1, 1))],
)
def test_no_fact_no_ceiling(lender: str | None, day: date) -> None:
    assert ceiling_for(lender, day, FACTS) is None


def test_a_fact_that_is_no_number_is_no_ceiling() -> None:
    assert ceiling_for("small_loan", DAY, [Fact("small_loan_company_cap", "看情况")]) is None


def test_the_quote_compares_its_own_rate() -> None:
    request = CostRequest(
        Decimal(10_000), 12, "flat", fee_per_period=Decimal("0.012"), lender_type="small_loan", as_of=DAY
    )
    found = quote(request, facts=FACTS).ceiling
    assert found is not None
    assert found.exceeded
