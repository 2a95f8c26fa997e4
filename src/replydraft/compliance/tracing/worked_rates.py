"""Rates and shares that follow from what a reply has just told: one amount as a part of the customer's, what a rate comes to on the
money that is left to use."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from replydraft.compliance.tracing.loans import Computed, percent, yuan
from replydraft.compliance.tracing.operands import MOST_RATE, Named, amounts_in
from replydraft.compliance.tracing.said import Said
from replydraft.text.lazy import lazy

_SHARE = lazy(r"[占比率]|(?:本金|收入|工资|月入|流水|总价|额度)的|不到|超过?|相当于")
_EFFECTIVE = lazy(r"成本|实际|相当于|变成|等于")
_NEAR = 3
_IN_A_YEAR = lazy(
    r"(?:名义上?[一全]年(?:下来)?|乘(?:以)?12|(?P<of_all>折成?年|合成?年|[一全]年(?:下来)?))(?:化|利率)?(?:就|也|要|是|得|等于|大?约|差不多)*$"
)
"""What a fee on the first principal makes in a year is no annual rate: only a month's interest is, and what is called nominal."""
_MOST_A_MONTH = Decimal("0.03")
_SHIFTED = lazy(r"[加减＋+]了?\d\.\d{1,2}(?:个?点|%)?[，]?(?:那|也)?(?:就是|等于|是|到|合)[^，。\d]{0,4}$")
_BASE = lazy(r"基准|基础|LPR|报价")


def worked_rates(s: Said, named: Named) -> Iterator[Computed]:
    """As fractions."""
    told, own = amounts_in(named.told)[:_NEAR], amounts_in(named.own)[:5]
    if _SHARE.search(s.before) and s.role in ("ratio", "") and not s.bound:
        for a in told:
            for b in dict.fromkeys((*told, *own)):
                if a < b:
                    yield Computed(a / b, "", f"{yuan(a)}÷{yuan(b)}")
    if (m := _IN_A_YEAR.search(s.ahead[-4:] + s.before)) is not None and s.role in ("annual", ""):
        small = [o for o in named.told[:4] if o.q.unit == "rate" and o.q.values[0] <= _MOST_A_MONTH][:1]
        monthly = [float(o.q.values[0]) for o in small if o.role == "month" or not m["of_all"]]
        yield from (Computed(12 * r, "", f"{percent(r)}×12") for r in monthly)
    if (m := _SHIFTED.search(named.recent)) is not None and s.role in ("annual", ""):
        yield from _shifted(named, 1 if m[0][0] in "加＋+" else -1)
    if "首付" in s.before:
        shares = [float(o.q.values[0]) for o in named.told[:4] if o.q.unit == "rate"][:2]
        yield from (Computed(1 - r, "", f"1−{percent(r)}") for r in shares if r > MOST_RATE)
    if "使用率" in s.before:
        yield from (Computed(a / b, "", f"{yuan(a)}÷{yuan(b)}") for a in (*told, *own) for b in own if a < b)
    if _EFFECTIVE.search(s.before):
        rates = [float(o.q.values[0]) for o in named.told[:6] if o.q.unit == "rate" and o.q.values[0] < MOST_RATE][:2]
        for r in rates:
            for a in told:
                for b in dict.fromkeys((*told, *own)):
                    if a < b < 2 * a:
                        yield Computed(r * b / a, "", f"{percent(r)}×{yuan(b)}÷{yuan(a)}")


def _shifted(named: Named, sign: int) -> Iterator[Computed]:
    """加0.15, 那就是3.35%: by the only base rate of the sources."""
    bases = {float(k.q.values[0]) for k in named.sources if k.q.unit == "rate" and _BASE.search(k.said.before)}
    last = next((o for o in named.told[:1] if o.q.unit in ("bare", "rate")), None)
    if len(bases) != 1 or last is None:
        return
    more = float(last.q.values[0]) / (100 if last.q.unit == "bare" else 1)
    yield from (Computed(b + sign * more, "", f"{percent(b)}{'＋' if sign > 0 else '−'}{percent(more)}") for b in bases)
