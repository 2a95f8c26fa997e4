"""One step of arithmetic over what the reply itself has just told, whatever its words: 301万, 扣掉118万, 最多183万.

Every operand is traced already, so that a result that comes out to the digit is the reply's own; a wrong one does not come out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from replydraft.compliance.tracing.loans import Computed, percent, yuan
from replydraft.compliance.tracing.operands import TERMS, YEAR, YUAN, Named, amounts_in, is_factor, same_sentence
from replydraft.compliance.tracing.said import Said
from replydraft.compliance.tracing.step_amounts import OF_A_TIME, PER_YEAR
from replydraft.text.lazy import lazy

_NEAREST, _MOST_SUMMED, _MOST_PARTS = 6, 5, 9
_COUNTS = dict(zip("两二三四五六23456", (2, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6), strict=True))
_SO_MANY = lazy(
    r"(?<!第)([两二三四五六2-6])(?:项|笔|样|种|个|块)(?:费用?|钱|支出|成本)?(?:全|都|一共|总共|合计|加|合|拢共|共)[^，。；\d]{0,6}$"
)
"""三项合计: which of the amounts told before, their number says."""
_TAKEN = lazy(r"扣|减|去掉|除去|付掉|划走|打掉|剩|余额|余下|还差|差|只到|到手|可用|能用|还能|另需|自己")
_APART = lazy(r"剩|还差|还得|再[等过交缴还]|差|余|已经还|晚|早|快|慢|(?<!最)多[了出]?|(?<!最)少了?$")
_UP = lazy(r"[加＋+]|上浮|高出|上调|合计|一共|总")
_DOWN = lazy(r"[减降差]|下[浮调]|优惠|便宜|(?<!最)低")
_A_YEAR = lazy(r"年[费化§]|[/每一]年|§年")
_PRICED = frozenset({"fee", "perfee", "penalty", "overdue", "month", "day"})
"""Roles of rates that somebody sets, and that follow from no others."""
_SAVED = lazy(r"省|少(?:[付交还花了]|$)|差(?!不多)|便宜|多[付交还花]|贵")
_EASED = lazy(r"轻松|宽松|松快|压力小")
"""每月轻松三千三: less by so much."""
_AND_A_FEE = lazy(r"[加＋+外另][^，。；\d]{0,6}费[^，。；\d]{0,3}$")
_OFF = lazy(r"[减免省][了掉]?$|优惠|抵扣?$")
_DAYS = frozenset({"day", "workday"})


def told_steps(s: Said, named: Named) -> Iterator[Computed]:
    """What the figures right before make in one step; the customer's own amounts count as told."""
    unit = s.q.unit
    told = named.told[: 2 * _NEAREST]
    talk = named.recent
    if unit in YUAN:
        yield from _shares(s, told, named.own)
        yield from _sums(s, named.told)
        if _TAKEN.search(talk) or _EASED.search(s.before):
            yield from _left(told, named.own)
        yield from _with_a_fee(s, told, named.own)
        yield from _reduced(told, named)
    elif unit == "rate" and s.role not in _PRICED:
        yield from _rates(told, (s.ahead + s.before)[-40:])
    elif unit in TERMS and _APART.search(talk):
        yield from _apart(told, named.own, TERMS)
    elif unit in _DAYS and _APART.search(talk):
        yield from _apart(told, (), _DAYS)


def _shares(s: Said, told: Sequence[Said], own: Sequence[Said]) -> Iterator[Computed]:
    factors = {
        float(o.q.values[0]): o
        for o in told
        if is_factor(o) and (o.role not in OF_A_TIME or PER_YEAR.search(s.before)) and not _SAVED.search(s.before)
    }
    years = [float(o.q.values[0]) / YEAR for o in (*told, *own) if o.q.unit in TERMS and o.q.values[0] % 12 == 0]
    for m in _bases(told, own):
        for r, o in list(factors.items())[:_NEAREST]:
            yield Computed(m * r, "", f"{yuan(m)}×{r:g}")
            if _A_YEAR.search(o.before[-6:] + "§" + o.after[:4]):
                yield from (Computed(m * r * n, "", f"{yuan(m)}×{r:g}×{n:g}年") for n in years)
            if r < 1 and _TAKEN.search(s.ahead[-24:] + s.before):
                yield Computed(m * (1 - r), "", f"{yuan(m)}×(1−{percent(r)})")


def _with_a_fee(s: Said, told: Sequence[Said], own: Sequence[Said]) -> Iterator[Computed]:
    """一年0.9%加评审费500, 12万就是1580元."""
    here = [o for o in told if same_sentence(o, s)]
    fees = [float(o.q.values[0]) for o in here if o.q.unit in YUAN and _AND_A_FEE.search(o.before)][:1]
    rates = [float(o.q.values[0]) for o in here if o.q.unit == "rate"][:1]
    for m in _bases(told, own):
        yield from (Computed(m * r + f, "", f"{yuan(m)}×{percent(r)}＋{yuan(f)}") for r in rates for f in fees if f < m)


def _reduced(told: Sequence[Said], named: Named) -> Iterator[Computed]:
    """首套立减400, 第一套1600元: the source's price less what the reply says is taken off it."""
    for o in told[:2]:
        if o.q.unit in YUAN and _OFF.search(o.before):
            prices = [
                float(k.q.values[0]) for k in named.sources if k.q.unit == "money" and k.q.values[0] > o.q.values[0]
            ]
            yield from (Computed(p - float(o.q.values[0]), "", f"{yuan(p)}−{o.q.text}") for p in prices[:3])


def _bases(told: Sequence[Said], own: Sequence[Said]) -> list[float]:
    return list(dict.fromkeys([*amounts_in(told)[:_NEAREST], *amounts_in(own)[:_NEAREST]]))


def _sums(s: Said, told: Sequence[Said]) -> Iterator[Computed]:
    if (m := _SO_MANY.search(s.before)) is not None:
        near = [float(o.q.values[0]) for o in told if o.q.unit in YUAN][:_MOST_PARTS]
        for parts in combinations(near, _COUNTS[m[1]]):
            yield Computed(sum(parts), "", "＋".join(yuan(v) for v in reversed(parts)))
    listed = [float(o.q.values[0]) for o in told[: 2 * _NEAREST] if o.q.unit in YUAN][:_MOST_SUMMED]
    for n in range(2, len(listed) + 1):
        yield Computed(sum(listed[:n]), "", "＋".join(yuan(v) for v in reversed(listed[:n])))


def _left(told: Sequence[Said], own: Sequence[Said]) -> Iterator[Computed]:
    for a, b in combinations(_bases(told, own), 2):
        yield Computed(abs(a - b), "", f"{yuan(max(a, b))}−{yuan(min(a, b))}")


def _rates(told: Sequence[Said], talk: str) -> Iterator[Computed]:
    rates = list(dict.fromkeys(float(o.q.values[0]) for o in told if o.q.unit == "rate"))[:_NEAREST]
    for a, b in combinations(rates, 2):
        if _UP.search(talk):
            yield Computed(a + b, "", f"{percent(a)}＋{percent(b)}")
        if _DOWN.search(talk):
            yield Computed(abs(a - b), "", f"{percent(max(a, b))}−{percent(min(a, b))}")
        if "的" in talk[-8:]:
            yield Computed(a * b, "", f"{percent(a)}×{percent(b)}")


def _apart(told: Sequence[Said], own: Sequence[Said], units: frozenset[str]) -> Iterator[Computed]:
    mine = [float(o.q.values[0]) for o in told if o.q.unit in units][:_NEAREST]
    others = mine + [float(o.q.values[0]) for o in own if o.q.unit in units][:_NEAREST]
    yield from (Computed(abs(a - b), "", f"{max(a, b):g}−{min(a, b):g}") for a in mine for b in others if a != b)
