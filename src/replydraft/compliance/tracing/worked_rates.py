"""Rates and shares that follow from what a reply has just told: one amount as a part of the customer's, what a rate comes to on the
money that is left to use."""

from __future__ import annotations

from collections.abc import Iterator

from replydraft.compliance.tracing.loans import Computed, percent, yuan
from replydraft.compliance.tracing.operands import MOST_RATE, Named, amounts_in
from replydraft.compliance.tracing.said import Said
from replydraft.text.lazy import lazy

_SHARE = lazy(r"[占比率]|(?:本金|收入|工资|月入|流水|总价|额度)的|不到|超过?|相当于")
_EFFECTIVE = lazy(r"成本|实际|相当于|变成|等于")
_NEAR = 3


def worked_rates(s: Said, named: Named) -> Iterator[Computed]:
    """As fractions."""
    told, own = amounts_in(named.told)[:_NEAR], amounts_in(named.own)[:5]
    if _SHARE.search(s.before) and s.role in ("ratio", "") and not s.bound:
        for a in told:
            for b in dict.fromkeys((*told, *own)):
                if a < b:
                    yield Computed(a / b, "", f"{yuan(a)}÷{yuan(b)}")
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
