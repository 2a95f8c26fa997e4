"""A reading: one thing that a price phrase can mean, with what it costs a year."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from replydraft.costs.annualised import Annualised

Kind = Literal["rate", "fee", "instalment", "discount", "penalty", "range", "spread", "multiple", "amount"]
Per = Literal["day", "month", "year", "period", "once"]
Base = Literal["balance", "original"]
Code = Literal["base", "term", "per", "payee", "kind", "principal"]
Relation = Literal["none", "one", "alternatives", "components", "sequence", "range_ends", "conflict"]
CODES: tuple[Code, ...] = ("kind", "per", "base", "term", "principal", "payee")
"""What a phrase can leave open, in the order in which it is asked."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning. `value` is a fraction, or yuan where `unit` is `yuan`; `cost` is None where it can't be computed.

    A `discount` is the part taken off (of the money at the start, or of the rate: then `factor` is what is left); a
    `spread` is added to a reference rate, a `multiple` multiplies it. `bound` says which end of a range it is, `approx`
    that the figure was given as rough. `assumes` are Chinese sentences.
    """

    kind: Kind
    per: Per
    value: Decimal
    base: Base | None
    cost: Annualised | None = None
    assumes: tuple[str, ...] = ()
    unit: Literal["yuan"] | None = None
    bound: Literal["min", "max"] | None = None
    approx: bool = False
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One price of a phrase: everything it can mean, and what would have to be asked."""

    readings: tuple[Reading, ...]
    open: frozenset[Code] = frozenset()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class PhraseReading:
    """A phrase read. No `readings`: it states no price. `ask` is None where nothing is open.

    `relation` says how several readings belong together: `alternatives` exclude each other, `components` and
    `sequence` all hold (`total`, where it can be computed, is their cost together), `range_ends` are two ends; of a `conflict` not all can be
    true (an annual rate beside an instalment that costs another).
    """

    phrase: str
    readings: tuple[Reading, ...] = ()
    ambiguous: tuple[Code, ...] = ()
    ask: str | None = None
    relation: Relation = "none"
    total: Annualised | None = None
    notes: tuple[str, ...] = field(default=())


def reading_json(reading: Reading) -> dict[str, Any]:
    """The contract's reading; `unit`, `bound`, `approx` and `factor` only where they say something."""
    out: dict[str, Any] = {
        "kind": reading.kind,
        "per": reading.per,
        "value": number_json(reading.value),
        "base": reading.base,
        "annualised_nominal": None if reading.cost is None else round(reading.cost.nominal, 6),
        "annualised_effective": None if reading.cost is None else round(reading.cost.effective, 6),
        "assumes": list(reading.assumes),
    }
    if reading.unit:
        out["unit"] = reading.unit
    if reading.bound:
        out["bound"] = reading.bound
    if reading.approx:
        out["approx"] = True
    if reading.factor is not None:
        out["factor"] = number_json(reading.factor)
    return out


def phrase_json(read: PhraseReading) -> dict[str, Any]:
    """The contract's answer to `replydraft cost --phrase`, with `relation`, `notes` and, for components, `total`."""
    out: dict[str, Any] = {
        "phrase": read.phrase,
        "readings": [reading_json(r) for r in read.readings],
        "ambiguous": list(read.ambiguous),
        "ask": read.ask,
        "relation": read.relation,
        "notes": list(read.notes),
    }
    if read.total is not None:
        out["total"] = {
            "annualised_nominal": round(read.total.nominal, 6),
            "annualised_effective": round(read.total.effective, 6),
        }
    return out


def number_json(value: Decimal) -> int | float:
    """A whole number as an int, any other as a float of at most ten decimals."""
    return int(value) if value == value.to_integral_value() else float(round(value, 10))
