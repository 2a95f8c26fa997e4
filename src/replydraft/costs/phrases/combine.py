"""Several prices of one phrase: said twice, one after the other, or parts of one cost with a total."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from replydraft.costs.annualised import Annualised
from replydraft.costs.phrases import flows
from replydraft.costs.phrases.readings import Code, Part, Reading, Relation
from replydraft.costs.phrases.talk import Item, Talk

_SAME = 0.0006
"""Two statements of an annual rate this close are the same one, rounded."""
_NO_PART = frozenset({"penalty", "spread", "multiple", "amount", "range"})
Combined = tuple[list[Reading], set[Code], Relation, Annualised | None]


def combined(parts: list[Part], items: list[Item], talk: Talk) -> Combined:
    """Readings, what is open, how they belong together, and their total cost."""
    parts, conflict = _said_twice(parts)
    if len(parts) == 1:
        readings = list(parts[0].readings)
        two_ends = [r.bound for r in readings] == ["min", "max"]
        relation: Relation = "range_ends" if two_ends else "alternatives" if len(readings) > 1 else "one"
        return readings, set(parts[0].open), relation, None
    readings = [r for p in parts for r in p.readings]
    open_ = {code for p in parts for code in p.open}
    if conflict:
        return readings, open_ | {"kind"}, "conflict", None
    if any(i.step for i in items):
        return readings, open_, "sequence", None
    total = _total(parts, talk)
    alone = [replace(r, cost=None) if r.per == "once" or r.kind == "instalment" else r for r in readings]
    if total is not None:
        return alone, set(), "components", total
    if talk.term is None:
        open_ |= {"term"}
    return alone, open_, "components", None


def _said_twice(parts: list[Part]) -> tuple[list[Part], bool]:
    """An annual rate beside what it was worked out from decides what that means; whether one fits nothing."""
    yearly = [p for p in parts if len(p.readings) == 1 and p.readings[0].kind == "rate" and p.readings[0].per == "year"]
    rest = [p for p in parts if p not in yearly]
    if len(yearly) != 1 or len(rest) != 1:
        return _without_repeats(parts), False
    stated, other = yearly[0].readings[0], rest[0]
    fits = [r for r in other.readings if r.cost and _near(float(stated.value), r.cost)]
    if fits:
        return [Part((fits[0],), frozenset(), other.start, other.end)], False
    priced = any(r.cost for r in other.readings)
    whole = all(r.kind in {"rate", "instalment"} and r.per != "once" for r in other.readings)
    return parts, priced and whole


def _near(value: float, cost: Annualised) -> bool:
    return min(abs(value - cost.nominal), abs(value - cost.effective)) <= _SAME


def _without_repeats(parts: list[Part]) -> list[Part]:
    kept: list[Part] = []
    for part in parts:
        if all(part.readings != other.readings for other in kept):
            kept.append(part)
    return kept


def _total(parts: list[Part], talk: Talk) -> Annualised | None:
    """The cost of all parts together, where method and term are known."""
    if any(len(p.readings) != 1 or p.readings[0].kind in _NO_PART for p in parts):
        return None
    readings = [p.readings[0] for p in parts]
    kept = {"fee", "discount"}
    upfront = sum((r.value for r in readings if r.per == "once" and r.kind in kept), Decimal(0))
    if upfront >= 1 or any(r.per in {"once", "day"} and r.kind not in kept for r in readings):
        return None
    if any(r.kind == "instalment" for r in readings):
        return _with_instalments(readings, upfront, talk)
    on_balance = sum((_monthly(r) for r in readings if r.base == "balance"), Decimal(0))
    on_original = sum((_monthly(r) for r in readings if r.base == "original"), Decimal(0))
    if not upfront and not on_original:
        return flows.simple(on_balance, 12)
    return _by_method(on_balance, on_original, upfront, talk)


def _with_instalments(readings: list[Reading], upfront: Decimal, talk: Talk) -> Annualised | None:
    paid = [r for r in readings if r.kind == "instalment"]
    months, lent = flows.months_of(talk.term), talk.principal or talk.received
    if months is None or lent is None or len(paid) > 1:
        return None
    fees = sum((_monthly(r) * lent for r in readings if r.kind == "fee"), Decimal(0))
    return flows.level(lent * (1 - upfront), paid[0].value + fees, months)


def _by_method(on_balance: Decimal, on_original: Decimal, upfront: Decimal, talk: Talk) -> Annualised | None:
    """Monthly rates on what is owed and on the amount lent, and a part kept back, by the way of repaying."""
    months = flows.months_of(talk.term)
    if months is None:
        return None
    if talk.method == "annuity":
        return flows.annuity(on_balance, months, upfront, on_original)
    if talk.method == "equal_principal":
        return flows.equal_principal(on_balance, months, upfront, on_original)
    both = on_balance + on_original
    if talk.method == "interest_only":
        ahead = talk.prepaid_term.value if talk.prepaid_term else None
        if ahead is not None and ahead == int(ahead):
            return flows.in_advance(both, months, int(ahead), upfront)
        return flows.interest_only(both, months, upfront)
    if talk.method == "bullet":
        return flows.at_once((1 + both * months) / (1 - upfront) - 1, months / 12)
    return None if on_balance else flows.flat(on_original, months, upfront=upfront)


def _monthly(r: Reading) -> Decimal:
    if r.unit == "yuan":
        return Decimal(0)
    return {"year": r.value / 12, "day": r.value * 365 / 12}.get(r.per, r.value) if r.per != "once" else Decimal(0)
