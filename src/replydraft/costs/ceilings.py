"""The highest annualised cost a kind of lender may charge on a day, read from dated facts that are passed in.

No figure of law lives here: `guardrails/facts.yaml` holds them, and `FACT_OF` says which fact speaks for which lender.
A lender type without a fact in force has no ceiling that we know of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

FACT_OF = {
    "bank": "internet_assisted_lending_cap",
    "small_loan": "small_loan_company_cap",
    "private": "private_lending_cap",
}
"""Lender type → fact id. A bank's covers its internet-assisted lending (助贷) only, which the fact's name says."""


class DatedFact(Protocol):
    """A fact of law: when in force, where from, how far verified (A official text, B secondary source, C not)."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def effective_from(self) -> date | None: ...
    @property
    def effective_to(self) -> date | None: ...
    @property
    def source(self) -> str: ...
    @property
    def level(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Ceiling:
    """`value` is a fraction per year. `verified` is false where the fact was not found in any published source (level C)."""

    value: float
    basis: str
    verified: bool
    exceeded: bool


def ceiling_for(
    lender_type: str | None, as_of: date | None, facts: Iterable[DatedFact], annualised: float = 0.0
) -> Ceiling | None:
    """The ceiling for a lender type on a day, and whether `annualised` is above it; None where no fact covers it."""
    fact_id = FACT_OF.get(lender_type or "")
    if fact_id is None or as_of is None:
        return None
    for fact in facts:
        if fact.id == fact_id and _in_force(fact, as_of) and (value := _fraction(fact.value)) is not None:
            basis = f"{fact.name}：年化{value:.2%}。来源：{fact.source}" if fact.name else fact.source
            return Ceiling(value, basis, fact.level in {"A", "B"}, annualised > value + 1e-9)
    return None


def _in_force(fact: DatedFact, day: date) -> bool:
    return (fact.effective_from is None or fact.effective_from <= day) and (
        fact.effective_to is None or day <= fact.effective_to
    )


def _fraction(value: Any) -> float | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return float(number) if number.is_finite() and number > 0 else None
