"""The highest annualised cost a kind of lender may charge on a day, read from dated facts that are passed in.

No figure of law lives here. Two kinds of fact are read (`guardrails/facts.yaml`):
`ceiling.<lender type>`: the fraction per year itself;
`ceiling_lpr_multiple.<lender type>`: how many times the one-year LPR (fact `lpr_1y`) in force on the same day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol


class DatedFact(Protocol):
    """A fact of law: when in force, where from, how far verified (A official text, B secondary source, C not)."""

    @property
    def id(self) -> str: ...
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
    """`value` is a fraction per year. `verified` is false where a fact rests on less than a read source (level C)."""

    value: float
    basis: str
    verified: bool
    exceeded: bool


def ceiling_for(
    lender_type: str | None, as_of: date | None, facts: Iterable[DatedFact], annualised: float = 0.0
) -> Ceiling | None:
    """The ceiling for a lender type on a day, and whether `annualised` is above it; None where no fact covers it."""
    if not lender_type or as_of is None:
        return None
    known = {f.id: f for f in facts if _in_force(f, as_of)}
    fixed = known.get(f"ceiling.{lender_type}")
    if fixed is not None and (value := _number(fixed.value)) is not None:
        return _ceiling(value, f"{fixed.source}：{float(value):.2%}", fixed.level, annualised)
    multiple, lpr = known.get(f"ceiling_lpr_multiple.{lender_type}"), known.get("lpr_1y")
    if multiple is None or lpr is None:
        return None
    times, base = _number(multiple.value), _number(lpr.value)
    if times is None or base is None:
        return None
    basis = f"{multiple.source}：一年期LPR（{lpr.source}，{float(base):.2%}）的{times.normalize():f}倍"
    return _ceiling(times * base, basis, max(multiple.level, lpr.level), annualised)


def _ceiling(value: Decimal, basis: str, level: str, annualised: float) -> Ceiling:
    return Ceiling(float(value), basis, level in {"A", "B"}, annualised > float(value) + 1e-9)


def _in_force(fact: DatedFact, day: date) -> bool:
    return (fact.effective_from is None or fact.effective_from <= day) and (
        fact.effective_to is None or day <= fact.effective_to
    )


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and number > 0 else None
