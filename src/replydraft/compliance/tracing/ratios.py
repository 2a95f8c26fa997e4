"""Rates that follow from rates and amounts: points more or less, so many times, what is left of a whole, one amount's share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from replydraft.compliance.quantities import quantities
from replydraft.compliance.tracing.loans import Computed, yuan
from replydraft.compliance.tracing.pool import Pool
from replydraft.compliance.tracing.words import ADDS, AVERAGE, COMPARES, TAKES
from replydraft.text.lazy import lazy

_DOWN = lazy(r"[减贴降]|下[浮调]|优惠|便宜|低")
_REST = lazy(r"另|其余|剩|余|最多贷")
_OF_ALL = lazy(r"占|[还用过做]了|比例|进度|几成|相当")
_UP = lazy(r"[加＋+]|上浮|高出|上调")


def rates(pool: Pool, cue: str) -> Iterator[Computed]:
    """As fractions; sums, differences and shares only where a word asks for them."""
    yield from _changed(pool)
    for a, role in pool.rates:
        if "减半" in pool.talk and role in ("fee", "penalty", "overdue", "perfee", ""):
            yield from (Computed(a / 2, label, f"{a * 100:.4g}%的一半") for label in ("fee_rate", "annual"))
        yield from (Computed(a * t, "annual", f"{a * 100:.4g}%×{t:g}") for t in pool.times)
        if role in ("ratio", "") and 0 < a < 1 and _REST.search(cue):
            yield Computed(1 - a, "ratio", f"1−{a * 100:.4g}%")
    if ADDS.search(cue) or TAKES.search(cue):
        for (a, _), (b, _) in combinations(pool.rates, 2):
            yield Computed(abs(a - b), "difference", f"{a * 100:.4g}%和{b * 100:.4g}%相差")
            yield Computed(a + b, "sum", f"{a * 100:.4g}%＋{b * 100:.4g}%")
    if COMPARES.search(cue):
        yield from _shares(pool)
    if ADDS.search(cue):
        fees = [a for a, role in pool.rates if role in ("perfee", "month") and a < 0.03]
        yield from (Computed(a * n, "sum", f"{a * 100:.4g}%×{n:g}期") for a in fees for n in pool.terms if n <= 60)
    if AVERAGE.search(cue):
        for a, role in pool.rates:
            if role in ("fee", "perfee", "") and a < 0.5:
                for n in pool.terms:
                    yield from (Computed(a / n, label, f"{a * 100:.4g}%÷{n:g}期") for label in ("fee_rate", "month"))
    yield from _a_year(pool)


def _changed(pool: Pool) -> Iterator[Computed]:
    for a, role in pool.rates:
        for b, other in pool.rates:
            if (a, role) == (b, other):
                continue
            one, two = f"{a * 100:.4g}%", f"{b * 100:.4g}%"
            if (other in ("points", "") or (other == "fee" and "年" in pool.near)) and b < a:
                said = pool.text if other == "points" else pool.near
                if _DOWN.search(said):
                    yield Computed(a - b, "annual", f"{one}−{two}")
                if _UP.search(said):
                    yield Computed(a + b, "annual", f"{one}＋{two}")
            if role in ("fee", "perfee", "penalty") and other in ("ratio", "points", "") and 0.1 <= b < 1:
                yield Computed(a * b, "fee_rate", f"{one}×{two}")
            if role in ("annual", "") and other in ("overdue", "points", "ratio", "") and b >= 0.1:
                yield Computed(a * (1 + b), "annual", f"{one}×(1＋{two})")
                yield Computed(a * b, "annual", f"{one}×{two}")


def _shares(pool: Pool) -> Iterator[Computed]:
    values = [m for m, _ in pool.money]
    for b in values:
        for a in values:
            if a < b:
                yield Computed(a / b, "ratio", f"{yuan(a)}÷{yuan(b)}")
                if a / b < 0.003:
                    yield Computed(a / b, "day", f"{yuan(a)}÷{yuan(b)}")
        for a, c in pool.pairs(values[:8]):
            if a + c < b * 1.5 and b not in (a, c):
                yield Computed((a + c) / b, "ratio", f"({yuan(a)}＋{yuan(c)})÷{yuan(b)}")
    for unit in ("period", "times", "thing") if _OF_ALL.search(pool.near) else ():
        counted = pool.terms if unit == "period" else pool.counts.get(unit, [])
        yield from (Computed(a / b, "ratio", f"{a:g}÷{b:g}") for a in counted for b in counted if a < b)


def of_the_last(pool: Pool, ahead: str) -> Iterator[Computed]:
    """What share the amount named last before is of those of the talk: 月供6139块，四成七上下."""
    named = [float(q.values[0]) for q in quantities(ahead) if q.unit == "money" and len(q.values) == 1]
    for a in named[-3:]:
        yield from (Computed(a / b, "ratio", f"{yuan(a)}÷{yuan(b)}") for b in {*pool.spoken, *named} if b > a)


def _a_year(pool: Pool) -> Iterator[Computed]:
    """What was paid for an amount, over the months or days it was used, as a rate a year; not where it was paid back on the way."""
    whole = not pool.in_instalments()
    for a, role in pool.money:
        if role in ("interest", "fee", "each", ""):
            for b, _ in pool.money:
                if a < b:
                    how = f"{yuan(a)}÷{yuan(b)}"
                    yield from (
                        Computed(a / b * 12 / n, "annual", f"{how}÷{n:g}个月×12")
                        for n in ((1.0, *pool.terms) if whole else ((1.0,) if "flat" not in pool.methods() else ()))
                    )
                    yield from (Computed(a / b * 365 / d, "annual", f"{how}÷{d:g}天×365") for d in pool.days if d < 365)
    for a, role in pool.rates:
        if role in ("ratio", "") and whole:
            yield from (Computed(a * 12 / n, "annual", f"{a * 100:.4g}%÷{n:g}个月×12") for n in pool.terms if n != 12)
            yield from (Computed(a * 365 / d, "annual", f"{a * 100:.4g}%÷{d:g}天×365") for d in pool.days if d < 365)
