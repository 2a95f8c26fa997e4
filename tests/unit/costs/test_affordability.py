"""Affordability: instalment and debts against income, by lines that are dated facts; nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sheet_samples import DAY, product

from replydraft.compliance.rulebook import load_rulebook
from replydraft.costs.affordability import OVER_FACT, TIGHT_FACT, Lines, burden, lines_on, product_burden, weighed
from replydraft.costs.product_sheet import Wanted
from replydraft.costs.terms import CostRequest

LINES = Lines(Decimal("0.50"), Decimal("0.55"), "指引")


@dataclass(frozen=True)
class Fact:
    id: str
    value: Any
    effective_from: date | None = None
    effective_to: date | None = None
    name: str = ""
    source: str = "某文件"
    level: str = "B"
    checked_on: date | None = None
    checked_to: date | None = None
    lenders: tuple[str, ...] = ()
    scope: str = ""


@pytest.mark.parametrize(
    ("monthly", "debts", "level"),
    [
        ("3000", "1000", "fine"),
        ("5000", "0", "fine"),
        ("4500", "501", "tight"),
        ("5500", "0", "tight"),
        ("5500", "1", "over"),
    ],
)
def test_the_share_decides(monthly: str, debts: str, level: str) -> None:
    held = weighed(Decimal(monthly), Decimal(10_000), Decimal(debts), LINES)
    assert held.level == level
    assert held.share == (Decimal(monthly) + Decimal(debts)) / 10_000
    assert held.asks == ()


@pytest.mark.parametrize("income", [None, Decimal(0), Decimal(-5)])
def test_without_income_it_asks(income: Decimal | None) -> None:
    held = weighed(Decimal(3000), income, Decimal(0), LINES)
    assert (held.share, held.level, held.asks) == (None, "unknown", ("income_monthly",))


def test_without_debts_it_is_a_lower_bound() -> None:
    light, heavy = (weighed(Decimal(m), Decimal(10_000), None, LINES) for m in (2000, 6000))
    assert (light.level, light.at_least, light.asks) == ("unknown", True, ("debt_monthly",))
    assert (heavy.level, heavy.at_least) == ("over", True)


def test_without_lines_nothing_is_claimed() -> None:
    held = weighed(Decimal(9000), Decimal(10_000), Decimal(0), Lines())
    assert (held.level, held.share) == ("unknown", Decimal("0.9"))


def test_the_dearest_instalment_counts_and_principal_that_is_due_at_the_end_is_saved_for() -> None:
    amount, rate = Decimal(120_000), Decimal("0.12")
    equal = burden(CostRequest(amount, 12, "equal_principal", rate), Decimal(20_000), Decimal(0), LINES)
    assert equal.monthly == 11_200
    last = burden(CostRequest(amount, 12, "interest_only", rate), Decimal(20_000), Decimal(0), LINES)
    assert last.saved
    assert last.monthly == 11_200
    daily = burden(CostRequest(amount, 90, "bullet", rate, unit="day"), Decimal(20_000), Decimal(0), LINES)
    assert daily.monthly == pytest.approx(Decimal("41183.56"))


def test_a_product_is_weighed_at_the_high_end_of_its_price() -> None:
    held = product_burden(product(), Wanted(Decimal(100_000), 12), DAY, Decimal(10_000), Decimal(0), LINES)
    assert held is not None
    assert held.monthly == Decimal("8782.29")
    assert product_burden(product(), Wanted(Decimal(1), 12), DAY, Decimal(10_000), None, LINES) is None


def test_the_lines_are_facts_in_force() -> None:
    facts = (Fact(TIGHT_FACT, "0.5", None, date(2026, 1, 1)), Fact(OVER_FACT, "0.55", date(2026, 1, 1)))
    assert lines_on(DAY, facts) == Lines(None, Decimal("0.55"), "某文件")
    assert lines_on(DAY, (Fact(OVER_FACT, "很多"), Fact(TIGHT_FACT, -1))) == Lines(None, None, "某文件")


def test_those_of_the_house_say_how_far_they_were_verified() -> None:
    facts = load_rulebook(Path(__file__).parents[3] / "guardrails").facts
    lines = lines_on(DAY, facts)
    assert (lines.tight, lines.over) == (Decimal("0.50"), Decimal("0.55"))
    assert {f.level for f in facts if f.id in (TIGHT_FACT, OVER_FACT)} == {"B"}
    assert "条" not in lines.source.replace("不写条号", "")
