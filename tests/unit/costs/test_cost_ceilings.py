"""Ceilings come from dated facts that are passed in; the figures here are invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from replydraft.compliance.rules import Fact
from replydraft.costs.ceilings import Ceiling, Times, ceiling_for, limit_of
from replydraft.costs.quote import quote
from replydraft.costs.terms import CostRequest

DAY = date(2026, 5, 1)


def fact(value: Any, start: date | None = None, end: date | None = None, **more: Any) -> Fact:
    given = {"id": "cap", "source": "某规定第一条", "level": "B", "name": "某类机构的上限"} | more
    return Fact(value=value, effective_from=start, effective_to=end, **given)


FACTS = (
    fact("0.2", date(2026, 1, 1), lenders=("small_loan",), scope="只管新贷款"),
    fact("3 × base", date(2025, 1, 1), lenders=("private",), level="A"),
    fact(None, lenders=("pawn", "guarantee"), scope="没有查到上限", level="C"),
    fact("0.05", date(2025, 1, 1), date(2025, 12, 31), id="base", name="某利率"),
    fact("0.04", date(2026, 1, 1), id="base", name="某利率", checked_to=date(2026, 6, 1)),
)


def found(lender: str, day: date, annualised: float = 0.0, facts: tuple[Fact, ...] = FACTS) -> Ceiling:
    ceiling, note = ceiling_for(lender, day, facts, annualised)
    assert ceiling is not None
    assert note is None
    return ceiling


def test_a_ceiling_and_whether_it_is_exceeded() -> None:
    below, above = (found("small_loan", DAY, rate) for rate in (0.2, 0.21))
    assert (below.value, below.exceeded, below.verified) == (0.2, False, True)
    assert above.exceeded
    for part in ("某规定第一条", "只管新贷款", "20.00%"):
        assert part in below.basis


@pytest.mark.parametrize(("day", "value"), [(date(2025, 6, 1), 0.15), (DAY, 0.12)])
def test_a_multiple_is_taken_on_the_day(day: date, value: float) -> None:
    ceiling = found("private", day, 0.13)
    assert ceiling.value == pytest.approx(value)
    assert ceiling.exceeded is (value < 0.13)
    assert ceiling.verified
    assert "某利率" in ceiling.basis


def test_after_the_last_day_a_value_was_found_for_it_is_not_verified() -> None:
    inside, after = found("private", date(2026, 6, 1)), found("private", date(2026, 6, 2))
    assert (inside.verified, after.verified) == (True, False)
    assert after.value == inside.value
    assert "只核到2026-06-01" in after.basis
    assert "未核实" in after.basis
    assert "未核实" not in inside.basis


def test_a_day_after_the_check_says_so_and_stays_verified() -> None:
    facts = (fact("0.2", lenders=("small_loan",), checked_on=date(2026, 5, 1)),)
    on, later = (found("small_loan", d, facts=facts) for d in (DAY, date(2026, 5, 2)))
    assert later.verified
    assert "核对日2026-05-01" in later.basis
    assert "核对日" not in on.basis


@pytest.mark.parametrize("unverified", [0, 1])
def test_unverified_facts_are_said_to_be_so(unverified: int) -> None:
    """Of the rule, or of the rate that it is a multiple of."""
    levels = ["A", "A"]
    levels[unverified] = "C"
    facts = (fact("4 × base", lenders=("private",), level=levels[0]), fact("0.03", id="base", level=levels[1]))
    ceiling = found("private", DAY, facts=facts)
    assert not ceiling.verified
    assert "未核实" in ceiling.basis


@pytest.mark.parametrize(
    ("lender", "day", "says"),
    [
        ("bank", DAY, "没有收录这类机构（bank）"),
        ("small_loan", date(2025, 1, 1), "2025-01-01"),
        ("pawn", DAY, "没有查到上限"),
        ("guarantee", DAY, "没有查到上限"),
    ],
)
def test_without_a_value_no_number_is_claimed_and_why_is_said(lender: str, day: date, says: str) -> None:
    ceiling, note = ceiling_for(lender, day, FACTS)
    assert ceiling is None
    assert note is not None
    assert says in note


def test_a_day_whose_base_is_not_known_has_no_number() -> None:
    ceiling, note = ceiling_for("private", DAY, [f for f in FACTS if f.id != "base" or f.effective_to])
    assert ceiling is None
    assert note is not None
    assert "2026-05-01的base未核实，不写数值" in note


def test_nothing_asked_nothing_said() -> None:
    assert ceiling_for(None, DAY, FACTS) == (None, None)
    assert ceiling_for("small_loan", None, FACTS) == (None, None)


@pytest.mark.parametrize(
    ("value", "means"),
    [
        ("0.24", Decimal("0.24")),
        ("4 × lpr_1y", Times(Decimal(4), "lpr_1y")),
        ("1.5x lpr_1y", Times(Decimal("1.5"), "lpr_1y")),
        ("0 × lpr_1y", None),
        ("看情况", None),
        ("24", None),
        ("-0.1", None),
        ("0", None),
        (None, None),
    ],
)
def test_what_a_value_means(value: Any, means: object) -> None:
    assert limit_of(value) == means


def test_the_quote_compares_its_own_rate() -> None:
    request = CostRequest(
        Decimal(10_000), 12, "flat", fee_per_period=Decimal("0.012"), lender_type="small_loan", as_of=DAY
    )
    ceiling = quote(request, facts=FACTS).ceiling
    assert ceiling is not None
    assert ceiling.exceeded
