"""Rates and ratios that follow in one step: what is left of a whole, half a year's, a difference, a mean, one amount over another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from replydraft.compliance.quantities import quantities
from replydraft.compliance.tracing.loans import Computed, percent, yuan
from replydraft.compliance.tracing.operands import (
    MOST_RATE,
    NEAREST,
    TERMS,
    YEAR,
    YUAN,
    Named,
    amounts_in,
    same_sentence,
)
from replydraft.compliance.tracing.said import Said
from replydraft.text.lazy import lazy

_EACH = lazy(r"(?:每|一)个?(?:年|月|期|季度?)[^，。；]{0,8}$")
_HALF_A_YEAR = lazy(r"半年")
_WEIGHTED = lazy(r"加权|平均|综合下来|拉平")
_APART = lazy(r"[低高差多少降涨][了出]?(?:大?约|将近)?$|便宜|贵")
_REST = lazy(r"自己|其余|剩|另外|余下|自付|自掏")
_RATIO = lazy(r"占|比例|负债[比率]|相当于|等于|打了?$|合$|[是有][^，。；]{0,10}$|降到|升到|从")
_FRACTION = lazy(r"[成折]|分之")


def rates(s: Said, named: Named) -> Iterator[Computed]:
    """As fractions; differences, means and ratios only where a word asks for them."""
    here = [o for o in named.told if same_sentence(o, s)]
    rates = [float(o.q.values[0]) for o in here if o.q.unit == "rate"]
    talk = s.ahead + s.before
    for k in named.sources:
        if k.q.unit == "rate" and k.said.before.endswith(("-", "−", "减", "降", "折旧")) and "折" in s.q.text:
            yield Computed(1 - float(k.q.values[0]), "", f"1−{percent(float(k.q.values[0]))}")
    if _WEIGHTED.search(named.recent):
        yield from _weighted(named)
    if rates and _REST.search(s.before):
        yield Computed(1 - rates[0], "", f"1−{percent(rates[0])}")
        if len(rates) > 1 and rates[0] < 1:
            yield Computed(rates[1] * (1 - rates[0]), "", f"{percent(rates[1])}×(1−{percent(rates[0])})")
    if rates and _APART.search(s.before[-8:]):
        others = rates[1:] + [float(k.q.values[0]) for k in named.sources if k.q.unit == "rate"]
        yield from (
            Computed(abs(rates[0] - r), "", f"{percent(rates[0])}和{percent(r)}相差") for r in others if r != rates[0]
        )
    if rates and _HALF_A_YEAR.search(s.before):
        yield Computed(rates[0] / 2, "", f"{percent(rates[0])}÷2")
    if _FRACTION.search(s.q.text) and _RATIO.search(talk[-16:]):
        yield from ratios(s, named)
    if _EACH.search(s.before) and "成" in s.q.text:
        for o in (*here, *named.own):
            if o.q.unit in TERMS and o.q.values[0] > YEAR:
                yield Computed(YEAR / float(o.q.values[0]), "", f"1÷{float(o.q.values[0]) / YEAR:g}年")


def _weighted(named: Named) -> Iterator[Computed]:
    """The mean of two rates by the last two amounts: 20万 at 5.04% and 30万 at 3.78%."""
    parts = amounts_in(named.told)[: NEAREST - 1]
    stated = [float(k.q.values[0]) for k in named.sources if k.q.unit == "rate" and k.q.values[0] < MOST_RATE]
    rates = list(dict.fromkeys([*(float(o.q.values[0]) for o in named.told if o.q.unit == "rate"), *stated]))[:6]
    for a, b in permutations(parts, 2):
        for x, y in combinations(rates, 2):
            yield Computed(
                (a * x + b * y) / (a + b), "", f"({yuan(a)}×{percent(x)}＋{yuan(b)}×{percent(y)})÷{yuan(a + b)}"
            )


def ratios(s: Said, named: Named) -> Iterator[Computed]:
    """One figure of the sentence over another of its kind, or over one that the customer names."""
    here = [o for o in named.told if same_sentence(o, s)][: 2 * NEAREST]
    for unit in (YUAN, frozenset({"rate"})):
        mine = [float(o.q.values[0]) for o in here if o.q.unit in unit and o.q.values[0]]
        others = mine + [float(o.q.values[0]) for o in named.own if o.q.unit in unit and o.q.values[0]][:NEAREST]
        for a in mine:
            for b in others:
                if a != b:
                    yield from (Computed(x / y, "", f"{x:g}÷{y:g}") for x, y in ((a, b), (b, a)))


def doubled(s: Said, named: Named) -> Iterator[Computed]:
    """额度翻倍到100万: twice an amount named before."""
    to = [q for q in quantities(s.after[:12]) if q.unit == "money"][:1]
    yield from (Computed(float(q.values[0]) / m, "", f"{yuan(m)}×2") for q in to for m in amounts_in(named.told))
