"""What a loan's terms make of it in yuan: instalment, interest, fees, total, and what is left to pay, by the calculator's methods.

Every pairing of the pool's principals, rates, terms and methods is priced, and each result says what it is and how it came about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from replydraft.compliance.tracing.pool import Pool
from replydraft.compliance.tracing.words import TAKES
from replydraft.text.lazy import lazy

ANNUAL = ("annual", "lpr", "", "overdue")
_DEAREST = 0.36
"""Above it a share is meant (一半), no rate that somebody lends at."""
_OF_THE_TWO = lazy(r"^(?:一共|总共|就|也就|中间)?相?差[了个]?§")
"""A difference of the two amounts just named, not of two ways of repaying."""
ZH = {"annuity": "等额本息", "equal_principal": "等额本金", "interest_only": "先息后本", "flat": "按初始本金收费"}


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that follows from the sources: `label` says what of, `how` in Chinese from what."""

    value: float
    label: str
    how: str
    slack: float = 0.0
    """Yuan that rounding on the way may have moved it by."""


def yearly_rates(pool: Pool) -> list[float]:
    """The annual rates of the pool, a month's rate on the balance among them."""
    found = [r for r, role in pool.rates if role in ANNUAL and 0.005 <= r <= 1]
    found += [a + b for a, role in pool.rates if role == "lpr" for b, other in pool.rates if other == "points"]
    return found + [m * 12 for m, role in pool.rates if role == "month" and m * 12 not in found]


def period_fees(pool: Pool) -> list[float]:
    """The fees a period of the pool, as fractions of the original principal."""
    return [r for r, role in pool.rates if role in ("perfee", "month", "fee", "") and r <= 0.03]


def whole_terms(pool: Pool) -> list[int]:
    """Numbers of instalments."""
    return [int(t) for t in pool.terms if 1 < t <= 480]


def money(pool: Pool, cue: str) -> Iterator[Computed]:
    """Amounts in yuan."""
    principals = [m for m, role in pool.money if m >= 500 and role in ("principal", "", "limit", "debt", "price")][:8]
    paid = [m for m, role in pool.money if role in ("instalment", "each")][:4]
    terms, methods = whole_terms(pool), pool.methods()
    made: list[Computed] = []
    for p in principals:
        for n in terms:
            for each in paid:
                how = f"{yuan(each)}×{n}期−{yuan(p)}"
                made += [Computed(each * n - p, label, how, n / 2) for label in ("interest", "fee")]
            for method in methods:
                for r in period_fees(pool) if method == "flat" else yearly_rates(pool):
                    made += _figures(method, p, r, n)
    if pool.by_the_day or "季" in pool.near:
        made = [c for c in made if c.label != "interest"]
    yield from made
    yield from _affordable(pool, paid, terms)
    if TAKES.search(cue) and pool.names_methods() and not _OF_THE_TWO.search(pool.near):
        for label in ("instalment", "interest", "total"):
            values = [c.value for c in made if c.label == label][:24]
            yield from (Computed(abs(a - b), "difference", "两种方案相差") for a, b in combinations(values, 2))


def _figures(method: str, p: float, r: float, n: int) -> Iterator[Computed]:
    how = f"本金{yuan(p)}、{n}期、{'每期费率' if method == 'flat' else '年化'}{percent(r)}、{ZH[method]}"
    m = r / 12
    match method:
        case "annuity":
            each = p * m / (1 - (1 + m) ** -n) if m else p / n
            found = [
                (each, "instalment"),
                (each * n - p, "interest"),
                (each * n, "total"),
                (p * m, "interest"),
                (each - p * m, "principal"),
            ]
        case "equal_principal":
            interest = p * m * (n + 1) / 2
            found = [
                (p / n + p * m, "instalment"),
                (interest, "interest"),
                (p + interest, "total"),
                (p / n, "principal"),
                (p * m, "interest"),
            ]
            found += [(p / n * (1 + m), "instalment"), (p / n * m, "step")]
        case "interest_only":
            found = [
                (p * m, "instalment"),
                (p * m, "interest"),
                (p * m * n, "interest"),
                (p * r, "interest"),
                (p + p * m * n, "total"),
            ]
            found += [(p + p * m, "instalment")]
        case _:
            fee = p * r
            found = [
                (fee, "fee"),
                (fee * n, "fee"),
                (p / n, "principal"),
                (p / n + fee, "instalment"),
                (p + fee * n, "total"),
            ]
    for value, label in found:
        yield Computed(
            value, label, how, n / 2 if value > p or (label == "interest" and method != "interest_only") else 0.0
        )


def _affordable(pool: Pool, paid: list[float], terms: list[int]) -> Iterator[Computed]:
    """The principal that an instalment pays off."""
    for each in [*paid, *pool.spoken[:4]]:
        for n in terms[:6]:
            for r in [r for r in yearly_rates(pool) if r <= _DEAREST][:6]:
                m = r / 12
                yield Computed(
                    each * (1 - (1 + m) ** -n) / m, "share", f"每期{yuan(each)}、{n}期、年化{percent(r)}能还清的本金"
                )


def yuan(value: float) -> str:
    """An amount as people write it."""
    return f"{value / 10000:g}万元" if value >= 10000 and value % 100 == 0 else f"{value:,.2f}元".replace(".00元", "元")


def percent(value: float) -> str:
    """A fraction as a percentage."""
    return f"{value * 100:.4g}%"
