"""Interest: what a stated rate can mean, by period and base."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import cast

from replydraft.costs.phrases import flows
from replydraft.costs.phrases.meaning import (
    BASES,
    FEN,
    OF_PER,
    YEAR_OF_DAYS,
    base_of,
    effective,
    ends,
    fractions,
    reading,
)
from replydraft.costs.phrases.readings import Base, Code, Kind, Part, Per, Reading
from replydraft.costs.phrases.roles import fraction_of
from replydraft.costs.phrases.talk import Item, Talk

_NAMED = frozenset({"day", "month", "year"})
_HIGH_FOR_A_YEAR = Decimal("0.36")
"""年息八分 is 80% by the old custom: whoever says so may mean 8%."""
_HIGH_FOR_A_MONTH = Decimal("0.05")


def price(item: Item, talk: Talk) -> Part:
    """Every meaning of one stated interest."""
    if "irr" in talk.flags and item.per == "year" and not item.basis:
        item.label = "effective"
    if item.label == "effective" and item.figure.kind == "rate":
        return ends(item, talk, [effective(item)], frozenset())
    if item.figure.kind in {"money", "number"}:
        return _amount(item, talk)
    per = item.per
    if per == "once" or item.total:
        return _whole_term(item, talk, fractions(item.figure, "month"))
    if not per and talk.term is not None and talk.term.unit in {"day", "week"}:
        return _short(item, talk)
    if per in {"week", "quarter"}:
        return _odd_period(item, talk, per)
    if per:
        return _known(item, talk, cast(Per, per))
    return _unknown(item, talk)


def _known(item: Item, talk: Talk, per: Per) -> Part:
    value, base = fractions(item.figure, per), base_of(talk, per)
    if per == "day" and item.figure.unit in FEN:
        both = [reading(v, per, "balance", talk, said=[s]) for v, s in (
            (value / 10, "按银行的叫法，日息1厘是万分之一"), (value, "按民间的叫法，1厘是千分之一"))]  # fmt: skip
        return ends(item, talk, both, frozenset({"kind"}))
    if per == "day" and base != "original":
        return ends(item, talk, [reading(value, per, "balance", talk)], frozenset())
    if per == "year":
        if item.figure.unit in FEN and value > _HIGH_FOR_A_YEAR and item.figure.high is None:
            both = [reading(v, per, base or "balance", talk, said=[s]) for v, s in (
                (value, "按老规矩，年息1分是10%"), (value / 10, "也有人把1个点叫1分"))]  # fmt: skip
            return ends(item, talk, both, frozenset({"kind"}))
        if not item.label and item.figure.unit in {"%"} and not base and not item.bound and item.figure.high is None:
            fee = reading(value, per, "original", talk, kind="fee")
            return ends(item, talk, [reading(value, per, "balance", talk), fee], frozenset({"base", "kind"}))
        if item.on_balance or item.basis:
            base = "balance"
        return ends(item, talk, [reading(value, per, base or "balance", talk)], _term_if(base, talk))
    if base is not None:
        return ends(item, talk, [reading(value, per, base, talk)], _term_if(base, talk))
    both = [reading(value, per, "balance", talk), reading(value, per, "original", talk)]
    return ends(item, talk, both, frozenset({"base"}))


def _term_if(base: Base | None, talk: Talk) -> frozenset[Code]:
    return frozenset({"term"}) if base == "original" and flows.months_of(talk.term) is None else frozenset()


def _unknown(item: Item, talk: Talk) -> Part:
    """No period is said: every one that is usual for such a figure."""
    unit, base = item.figure.unit, base_of(talk, "month")
    value = fractions(item.figure, "month")

    def one(per: Per, on: Base, kind: Kind = "rate") -> Reading:
        return reading(fractions(item.figure, per), per, on, talk, kind=kind, said=[OF_PER[per]])

    if unit == "‱":
        return ends(item, talk, [one("day", "balance")], frozenset({"per"}))
    if unit in FEN or unit in {"‰", "毛"}:
        bases: tuple[Base, ...] = (base,) if base else ("balance", "original")
        found = [one("month", b) for b in bases]
        if unit in FEN and base != "original":
            found.append(one("year", "balance"))
        open_: set[Code] = {"per"} if base else {"per", "base"}
        open_ |= _term_if(base, talk)
        return ends(item, talk, found, frozenset(open_))
    if "monthly" in talk.flags:
        return ends(item, talk, [reading(value, "year", "balance", talk)], frozenset())
    loose = (
        item.name in {"利息", "息", "利", "利钱", "价格", "成本", "收息", ""}
        and item.figure.high is None
        and not item.bound
    )
    if loose and unit == "%" and value <= _HIGH_FOR_A_MONTH and (item.name or "点" in unit or _points(item)):
        found = [one("year", "balance"), one("month", "balance"), one("once", "original", "fee")]
        return ends(item, talk, [found[0], found[1], replace(found[2], cost=None, assumes=(OF_PER["once"],))],
                    frozenset({"per", "base"}))  # fmt: skip
    return ends(item, talk, [one("year", "balance")], frozenset({"per"}))


def _points(item: Item) -> bool:
    return item.figure.unit == "%" and item.own_label


def _short(item: Item, talk: Talk) -> Part:
    """Interest for a term of days: 借7天，三成的利息."""
    assert talk.term is not None
    days = int(talk.term.value) * (7 if talk.term.unit == "week" else 1)
    value = fractions(item.figure, "month")
    years = flows.years_of(talk.term)
    cost = flows.at_once(value, years) if years else None
    made = Reading("rate", "period", value, "balance", cost, (f"一期是{days}天，到期一起还", YEAR_OF_DAYS))
    return ends(item, talk, [made], frozenset())


def _odd_period(item: Item, talk: Talk, per: str) -> Part:
    value = fractions(item.figure, per)
    cost = flows.simple(value, flows.PERIODS_A_YEAR[per])
    name = "一周" if per == "week" else "一个季度"
    base = base_of(talk)
    made = Reading("rate", "period", value, base or "balance", cost, (f"一期是{name}",))
    return ends(item, talk, [made], frozenset() if base else frozenset({"base"}))


def _whole_term(item: Item, talk: Talk, value: Decimal) -> Part:
    """Interest for the whole term: paid at the end, or with instalments of equal principal."""
    years, months = flows.years_of(talk.term), flows.months_of(talk.term)
    at_end = Reading("rate", "once", value, "original", flows.at_once(value, years) if years else None,
                     ("利息和本金到期一起还",))  # fmt: skip
    spread = Reading("rate", "once", value, "original", flows.flat(value / months, months) if months else None,
                     ("利息平摊到每月，本金每月平均还",))  # fmt: skip
    term: frozenset[Code] = frozenset({"term"}) if talk.term is None else frozenset()
    if talk.method == "bullet" or (talk.term and months is None):
        return ends(item, talk, [at_end], term)
    if talk.method == "interest_only":
        cost = flows.simple(value / months, 12) if months else None
        return ends(item, talk, [replace(at_end, cost=cost, assumes=("每月付息，到期还本",))], term)
    if talk.method or talk.flags & {"instalments", "spread"} or (talk.term and talk.term.unit == "period"):
        return ends(item, talk, [spread], term)
    if talk.term is None:
        return ends(item, talk, [replace(at_end, assumes=())], term)
    return ends(item, talk, [at_end, spread], frozenset({"base"}))


def _amount(item: Item, talk: Talk) -> Part:
    """Interest in yuan, against the principal where it is known."""
    share = fraction_of(item.figure, talk.principal or talk.received)
    per = item.per
    if share is None:
        period = cast(Per, per if per in {"day", "month", "year", "period"} else "once")
        open_: set[Code] = {"principal"}
        if per != "day":
            open_.add("base" if per == "month" else "term")
        made = Reading("amount", period, item.figure.value, None, unit="yuan", approx=item.approx)
        return Part((made,), frozenset(open_), item.start, item.end)
    high = item.figure.high / (talk.principal or talk.received or Decimal(1)) * 100 if item.figure.high else None
    item.figure = replace(item.figure, kind="rate", unit="%", value=share * 100, high=high)
    if not per and not item.total and talk.term is not None:
        per = item.per = talk.term.unit if talk.term.value == 1 and talk.term.unit in _NAMED else "once"
    if per == "year" and not item.label:
        item.label = "rate"
    if per == "year" and base_of(talk) is None and (flows.months_of(talk.term) or 0) > 12:
        both = [reading(share, "year", b, talk) for b in BASES]
        return ends(item, talk, both, frozenset({"base"}))
    if not per:
        item.name = "利息"
        years = [reading(share, p, "balance", talk, said=[OF_PER[p]]) for p in ("month", "year")]
        return ends(item, talk, [*years, Reading("rate", "once", share, "original", None, (OF_PER["once"],))],
                    frozenset({"per"}))  # fmt: skip
    return price(item, talk)
