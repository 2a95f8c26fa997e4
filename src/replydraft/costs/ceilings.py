"""The highest annualised cost a kind of lender may charge on a day, read from dated facts that are passed in.

No figure of law and no list of lenders lives here: `guardrails/ceilings.yaml` holds them, each for the kinds of lender in
its `lenders`. A ceiling is a fraction per year or a multiple of another fact, taken on the day (4 × lpr_1y). Where no
fact covers a kind of lender on a day, or the fact it is a multiple of is not known, no ceiling is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

_TIMES = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*[×xX*]\s*([a-z][a-z0-9_]*)")


class DatedFact(Protocol):
    """A fact of law: when in force, where from, how far verified (A official text, B secondary source, C not), on which
    day it was looked at and, where its value changes often, up to which day it was found (`checked_to`)."""

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
    @property
    def checked_on(self) -> date | None: ...
    @property
    def checked_to(self) -> date | None: ...
    @property
    def lenders(self) -> tuple[str, ...]: ...
    @property
    def scope(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Ceiling:
    """`value` is a fraction per year. `verified` is false where the fact was not found in any published source (level C),
    or its value not for that day."""

    value: float
    basis: str
    verified: bool
    exceeded: bool

    @property
    def said(self) -> str:
        """Its name and value alone, as a customer may read it; `basis` says besides where it is from and how far it was checked."""
        return self.basis.split("。", 1)[0]


@dataclass(frozen=True, slots=True)
class Times:
    """So many times another fact."""

    factor: Decimal
    fact: str


def limit_of(value: Any) -> Decimal | Times | None:
    """What a ceiling's value means: a fraction per year (above 0, at most 1) or a multiple of a fact; None for anything else."""
    found = _TIMES.fullmatch(str(value).strip())
    if found and Decimal(found[1]) > 0:
        return Times(Decimal(found[1]), found[2])
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number <= 1 else None


def fixed_limits(facts: Iterable[DatedFact]) -> tuple[Decimal, ...]:
    """The ceilings of the facts that are fractions per year themselves, for whatever kind of lender, the least first."""
    found = {limit_of(f.value) for f in facts if f.lenders}
    return tuple(sorted(v for v in found if isinstance(v, Decimal)))


def ceiling_for(
    lender_type: str | None, as_of: date | None, facts: Iterable[DatedFact], annualised: float = 0.0
) -> tuple[Ceiling | None, str | None]:
    """The ceiling for a kind of lender on a day, and whether `annualised` is above it; or None and why, in Chinese.

    Both are None where no kind of lender, or no day, is asked for.
    """
    if not lender_type or as_of is None:
        return None, None
    known = tuple(facts)
    fact = next((f for f in known if lender_type in f.lenders and _in_force(f, as_of)), None)
    if fact is None:
        return None, f"没有收录这类机构（{lender_type}）在{as_of}适用的融资成本上限，不写数值。"
    limit = limit_of(fact.value)
    if limit is None:
        return None, f"{fact.name}：{fact.scope}。来源：{fact.source}。" if fact.scope else None
    verified, remarks = _checked(fact, as_of)
    if isinstance(limit, Times):
        base = next((f for f in known if f.id == limit.fact and _in_force(f, as_of)), None)
        rate = limit_of(base.value) if base else None
        if base is None or not isinstance(rate, Decimal):
            return None, f"{fact.name}：{as_of}的{limit.fact}未核实，不写数值。来源：{fact.source}。"
        found, more = _checked(base, as_of)
        verified = verified and found
        remarks = [f"按{base.name}{rate:.2%}×{limit.factor.normalize():f}算，{base.source}", *remarks, *more]
        limit = rate * limit.factor
    said = [f"{fact.name}：年化{limit:.2%}（与年化单利比较）", fact.scope, f"来源：{fact.source}", *remarks]
    basis = "。".join(part for part in said if part) + "。"
    return Ceiling(float(limit), basis, verified, annualised > float(limit) + 1e-9), None


def _checked(fact: DatedFact, day: date) -> tuple[bool, list[str]]:
    """Whether the value counts as verified for a day, and what has to be said about that."""
    if fact.level not in ("A", "B"):
        return False, [f"{fact.name or fact.id}没有查到公开出处，未核实"]
    if fact.checked_to is not None and fact.checked_to < day:
        return False, [f"{fact.name or fact.id}只核到{fact.checked_to}，{day}的数值未核实"]
    if fact.checked_on is not None and fact.checked_on < day:
        return True, [f"核对日{fact.checked_on}，之后有无变化未再核实"]
    return True, []


def _in_force(fact: DatedFact, day: date) -> bool:
    return (fact.effective_from is None or fact.effective_from <= day) and (
        fact.effective_to is None or day <= fact.effective_to
    )
