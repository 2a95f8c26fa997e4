"""A lender's product as facts that code can evaluate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

RepaymentMethod = Literal["annuity", "equal_principal", "interest_only", "bullet", "flat"]


class Fit(StrEnum):
    FITS = "fits"
    MIGHT_FIT = "might_fit"
    DOES_NOT_FIT = "does_not_fit"


@dataclass(frozen=True, slots=True)
class ProductFee:
    """One fee: who takes it, when, and how much (`rate` is a fraction of the principal, `amount` in yuan)."""

    name: str
    payee: str
    when: Literal["upfront", "per_period", "closing", "event"]
    rate: Decimal | None = None
    amount: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One eligibility condition: `profile[field] op value`. `reason` is what an advisor reads, in Chinese."""

    field: str
    op: Literal["is", "at_least", "at_most", "in", "not_in"]
    value: str | bool | Decimal | tuple[str, ...]
    reason: str
    required: bool = True


@dataclass(frozen=True, slots=True)
class Product:
    """Structured facts of a product document. Rates are fractions per year, simple (`单利`) unless `rate_basis` says IRR."""

    id: str
    name: str
    lender: str
    lender_type: str
    secured: bool
    collateral: str | None
    amount_min: Decimal
    amount_max: Decimal
    term_min: int
    term_max: int
    methods: tuple[RepaymentMethod, ...]
    rate_min: Decimal
    rate_max: Decimal
    rate_basis: Literal["simple", "irr"]
    fees: tuple[ProductFee, ...]
    conditions: tuple[Condition, ...]
    documents: tuple[str, ...]
    purposes: tuple[str, ...]
    prohibited_purposes: tuple[str, ...]
    version: str
    effective_from: date | None = None
    effective_to: date | None = None
    tags: tuple[str, ...] = ()
    early_repayment: str = ""
    """What the document says of repaying early; "" where it says nothing."""
    overdue: str = ""
    """What it says a late payment costs, by which standard; "" where it says nothing."""


@dataclass(frozen=True, slots=True)
class ProductMatch:
    """One product held against one profile."""

    id: str
    name: str
    fit: Fit
    why: tuple[str, ...] = ()
    why_not: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """Profile keys that would settle a `might_fit`."""
