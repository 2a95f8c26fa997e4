"""Affordability in a draft: said gently, before any amount is encouraged, where it is known to be tight or too much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from replydraft.costs.affordability import Burden, least_monthly, lines_on, product_burden, weighed
from replydraft.costs.ceilings import DatedFact
from replydraft.costs.product_sheet import Wanted
from replydraft.domain.draft import Brief, Intent
from replydraft.domain.product import Fit
from replydraft.drafting.capacity import debt_monthly, income_monthly, months_wanted
from replydraft.drafting.facts import amount_wanted

AMOUNTS = (Intent.PRODUCT_MATCH, Intent.ELIGIBILITY)
"""Where an amount is what is talked about."""
LESS = "建议先考虑少借一些、把期限放长，或者这次先不借"


@dataclass(frozen=True, slots=True)
class Heavy:
    """What is said, its figures with how they were computed, and profile keys to ask for next."""

    sentence: str
    computed: tuple[tuple[str, str], ...]
    asks: tuple[str, ...]
    over: bool = False
    """It is too much, not only tight."""


def burden_sentence(brief: Brief, facts: Iterable[DatedFact]) -> Heavy | None:
    """None where no amount is talked about, where it is fine, or where too little is known to say so."""
    inquiry = brief.inquiry
    if not set(brief.triage.intents[:2]) & set(AMOUNTS):
        return None
    amount, months, income = amount_wanted(inquiry), months_wanted(inquiry), income_monthly(inquiry)
    debts, lines = debt_monthly(inquiry), lines_on(brief.as_of, facts)
    if amount is None or income is None or income <= 0 or amount < 1000:
        return None
    if debts:
        held = weighed(Decimal(0), income, debts, lines)
        if held.level == "over":
            return _words(held, "", "还没算新借的这笔")
    if months is None or not 1 <= months <= 600:
        return None
    least = least_monthly(amount, months)
    held = weighed(least, income, debts, lines)
    if held.level in ("tight", "over"):
        return _words(held, "光是按月还本金", f"本金{_yuan(amount)}÷{months}个月，不算利息")
    dear = _dearest(brief, Wanted(amount, months), held)
    return _words(dear, "连本带息按月还", "按匹配产品利率区间的上限算") if dear else None


def _dearest(brief: Brief, wanted: Wanted, plain: Burden) -> Burden | None:
    """With the interest of the best match, at the high end of its price; None where that is fine as well."""
    by_id = {p.id: p for p in brief.products}
    for m in brief.matches:
        product = by_id.get(m.id)
        if product is None or m.fit is Fit.DOES_NOT_FIT:
            continue
        held = product_burden(product, wanted, brief.as_of, plain.income, plain.debts, plain.lines)
        if held is not None:
            return held if held.level in ("tight", "over") else None
    return None


def _words(b: Burden, what: str, how: str) -> Heavy:
    """`b` has a share and its lines."""
    assert b.share is not None and b.lines.tight is not None and b.lines.over is not None
    share, line = _percent(b.share), _percent(b.lines.over if b.level == "over" else b.lines.tight)
    debts = "（还没算其他贷款）" if b.debts is None else f"，加上现有负债要还的{_yuan(b.debts)}" if b.debts else ""
    feel = "压力会很大" if b.level == "over" else "会比较紧"
    if not what:
        now = f"现有的月供就占到月收入的{share}，已经高于常用的参考线{line}，再借压力会很大"
        said = f"{_yuan(b.debts or Decimal(0))}÷月收入{_yuan(b.income or Decimal(1))}，{how}"
        return Heavy(
            f"先帮您算笔账：{now}。建议这次先不借，或者先把月供降下来",
            ((share, said), (line, b.lines.source)),
            b.asks,
            over=True,
        )
    sentence = f"先帮您算笔账：按这个金额和期限，{what}{debts}，就大约占月收入的{share}，高于常用的参考线{line}，{feel}。{LESS}"
    said = (
        f"（{_yuan(b.monthly)}＋现有月供{_yuan(b.debts or Decimal(0))}）÷月收入{_yuan(b.income or Decimal(1))}，{how}"
    )
    return Heavy(sentence, ((share, said), (line, b.lines.source)), b.asks, over=b.level == "over")


def _yuan(amount: Decimal) -> str:
    return f"{amount.quantize(Decimal(1), rounding=ROUND_HALF_UP):,f}元"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP):f}%"
