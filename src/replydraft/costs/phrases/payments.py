"""Instalments and repayments in yuan: what they cost against the money lent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import cast

from replydraft.costs.phrases import flows
from replydraft.costs.phrases.fees import discount, fee, unsaid
from replydraft.costs.phrases.figures import Figure
from replydraft.costs.phrases.rates import price
from replydraft.costs.phrases.readings import Code, Part, Per, Reading
from replydraft.costs.phrases.talk import Item, Talk

_IN_A_MONTH = frozenset({"一个月还", "一月还"})
"""每月, or in one month."""
_A_MONTH = Figure("term", Decimal(1), "month", 0)
_PERIODS = {"day": ("day", 365), "week": ("week", 52), "month": ("month", 12), "period": ("period", 12)}


def instalment(item: Item, talk: Talk) -> Part:
    """A level payment each period; with principal and term it has an annualised cost."""
    if at_one_go(item, talk):
        return repaid(item, replace(talk, term=_A_MONTH))
    lent = talk.received or talk.principal
    per = item.per if item.per in _PERIODS else "month"
    count = _count(talk.term, per)
    named = cast(Per, per if per != "week" else "period")
    open_ = _unknown(lent, count)
    cost = None
    assumes: tuple[str, ...] = ()
    if lent is not None and count is not None:
        cost = flows.level(lent, item.figure.value, count, _PERIODS[per][1])
        assumes = (f"分{count}期，每期一样多", "每期按一个月算") if per == "period" else (f"分{count}期，每期一样多",)
        if cost is None:
            open_, assumes = {"term"}, ("每期的钱乘期数还不够本金",)
    made = Reading("instalment", named, item.figure.value, None, cost, assumes, "yuan", approx=item.approx)
    if item.figure.high is None:
        return Part((made,), frozenset(open_), item.start, item.end)
    top = flows.level(lent, item.figure.high, count, _PERIODS[per][1]) if lent and count else None
    high = replace(made, value=item.figure.high, bound="max", cost=top)
    return Part((replace(made, bound="min"), high), frozenset(open_), item.start, item.end)


def at_one_go(item: Item, talk: Talk) -> bool:
    """到手8000，一个月还10000: one month that pays back more than what arrived is all that is paid back."""
    lent = talk.received or talk.principal
    return (
        item.label == "instalment"
        and item.name in _IN_A_MONTH
        and not talk.term
        and bool(lent)
        and item.figure.value > (lent or 0)
    )


def coefficient(item: Item, talk: Talk) -> Part:
    """万元系数: the instalment for each ten thousand lent."""
    return instalment(item, replace(talk, principal=Decimal(10_000), received=None))


def repaid(item: Item, talk: Talk) -> Part:
    """All that is paid back: once at the end, or over the instalments named."""
    lent, value = talk.received or talk.principal, item.figure.value
    if talk.principal and talk.received and talk.received < talk.principal and value == talk.principal:
        talk.flags.add("repaid")
        return discount(1 - talk.received / talk.principal, talk, item, unsaid(talk))
    years, months = flows.years_of(talk.term), flows.months_of(talk.term)
    open_ = _unknown(lent, talk.term)
    cost = None
    assumes: tuple[str, ...] = ()
    if lent is not None and years and value >= lent:
        if months and talk.term and (talk.term.unit == "period" or talk.method or "instalments" in talk.flags):
            cost, assumes = flows.level(lent, value / months, months), (f"分{months}期，每期一样多",)
        else:
            cost, assumes = flows.at_once(value / lent - 1, years), ("到期一次还清",)
    made = Reading("instalment", "once", value, None, cost, assumes, "yuan", approx=item.approx)
    return Part((made,), frozenset(open_), item.start, item.end)


def unnamed(item: Item, talk: Talk) -> Part:
    """A payment that nothing names: an instalment where it repays the loan, else interest (一万块一天三块)."""
    lent = talk.principal
    count = _count(talk.term, item.per) if item.per in _PERIODS else None
    if lent and count and item.figure.value * count >= lent and item.per != "day":
        return instalment(item, talk)
    if lent and item.per == "once" and item.figure.value >= lent:
        return repaid(item, talk)
    if item.per == "period":
        return fee(item, talk)
    return price(item, talk)


def _unknown(lent: object, term: object) -> set[Code]:
    """What is not said of an instalment."""
    asked: tuple[tuple[Code, object], ...] = (("principal", lent), ("term", term))
    return {code for code, known in asked if known is None}


def _count(term: Figure | None, per: str) -> int | None:
    """How many payments a term has."""
    if term is None:
        return None
    if per in {"month", "period"}:
        return flows.months_of(term) if term.unit not in {"day", "week"} else None
    days = {"day": 1, "week": 7, "month": 30, "period": 1, "quarter": 91, "year": 365}[term.unit]
    if term.unit == "period":
        return int(term.value)
    return int(term.value * days / (7 if per == "week" else 1)) or None
