"""One meaning of a rate with its cost, and the ends of a range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import cast

from replydraft.costs.annualised import Annualised
from replydraft.costs.phrases import flows
from replydraft.costs.phrases.figures import SCALES, Figure, fen_of
from replydraft.costs.phrases.readings import Base, Code, Kind, Part, Per, Reading
from replydraft.costs.phrases.talk import Item, Talk

ON_BALANCE = "按还没还的本金算（先息后本、随借随还、等额本息都是这样）"
ON_ORIGINAL = "按借款全额算，本金每期平均还（等本等息）"
YEAR_OF_DAYS = "一年按365天"
UNMARKED = "没说单利还是复利、多久付一次，这里按单利、一年付一次算"
OF_PER = {
    "day": "这里按每天算",
    "month": "这里按每月算",
    "year": "这里按每年算",
    "once": "这里按一次收清算",
    "period": "这里按每期（一个月）算",
}
BASES: tuple[Base, Base] = ("balance", "original")
FEN = frozenset({"分", "厘"})
_REDUCING = frozenset({"interest_only", "bullet", "equal_principal"})


def fractions(figure: Figure, per: str) -> Decimal:
    """The figure as a fraction, for a period."""
    return fen_of(figure.value, per) if figure.unit in FEN else figure.value * SCALES[figure.unit]


def base_of(talk: Talk, per: str = "year") -> Base | None:
    """On what interest runs, where the phrase says so. 等额本息 with a monthly rate is often said of 等本等息: not clear."""
    if talk.method == "annuity" and not talk.base:
        return "balance" if per in {"year", "day"} else None
    if talk.base:
        return cast(Base, talk.base)
    if talk.method == "flat":
        return "original"
    if talk.method in _REDUCING or talk.flags & {"compound", "irr"}:
        return "balance"
    return None


def monthly(talk: Talk) -> bool:
    """Whether a yearly rate is paid in months, so that it compounds twelve times."""
    if talk.method == "bullet":
        return False
    return bool(
        talk.method
        or talk.flags & {"simple", "monthly", "instalments"}
        or (talk.term is not None and talk.term.unit in {"period", "month"})
    )


def reading(
    value: Decimal, per: Per, base: Base | None, talk: Talk, *, kind: Kind = "rate", said: Iterable[str] = ()
) -> Reading:
    """One meaning with its cost: on the balance by its period, on the amount lent by its instalments (if the term is known)."""
    assumes = list(said)
    cost: Annualised | None
    if base == "original":
        months = flows.months_of(talk.term)
        parts = {"year": Decimal(12), "day": 12 / Decimal(365)}.get(per, Decimal(1))
        cost = flows.flat(value / parts, months) if months else None
        assumes.append(ON_ORIGINAL)
    else:
        n = 12 if per == "year" and monthly(talk) else flows.PERIODS_A_YEAR.get(per, 12)
        cost = flows.simple(value / 12 if per == "year" and n == 12 else value, n)
        if per in {"month", "period"} and base_of(talk) is None:
            assumes.append(ON_BALANCE)
        if per == "day":
            assumes.append(YEAR_OF_DAYS)
        if per == "year" and n == 1:
            assumes.append(UNMARKED)
    if per == "period":
        assumes.append("每期按一个月算")
    return Reading(kind, per, value, base, cost, tuple(assumes))


def ends(item: Item, talk: Talk, readings: list[Reading], open_: frozenset[Code]) -> Part:
    """The readings as ends of a range where the figure has two, or a bound; rough ones are marked."""
    out: list[Reading] = []
    for one in readings:
        if item.figure.high is not None and item.figure.kind == "rate":
            top = replace(item.figure, value=item.figure.high, high=None)
            high = fractions(top, one.per)
            other = (
                effective(item, high)
                if item.label == "effective"
                else reading(high, one.per, one.base, talk, said=_said(one))
            )
            rough_top = item.approx and item.figure.unit == "%" and item.figure.high == item.figure.value + 1
            out += [
                replace(one, kind="range", bound="min", approx=item.approx),
                replace(other, kind="range", bound="max", approx=rough_top),
            ]
        elif item.bound:
            out.append(replace(one, kind="range", bound="max" if item.bound == "max" else "min", approx=item.approx))
        else:
            out.append(replace(one, approx=item.approx))
    return Part(tuple(out), open_, item.start, item.end)


def _said(one: Reading) -> list[str]:
    return [a for a in one.assumes if a in OF_PER.values()]


def effective(item: Item, value: Decimal | None = None) -> Reading:
    """A rate stated as an IRR: what compounds to it in monthly periods."""
    value = fractions(item.figure, "year") if value is None else value
    return Reading("rate", "year", value, "balance", flows.compounded(value), ("按IRR（复利）口径，每月一期",))
