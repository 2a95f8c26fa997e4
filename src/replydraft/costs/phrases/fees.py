"""Fees, penalties and what is kept back at the start."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Literal, cast

from replydraft.costs.annualised import Annualised
from replydraft.costs.phrases import flows
from replydraft.costs.phrases.meaning import BASES, base_of, fractions, reading
from replydraft.costs.phrases.readings import Base, Code, Part, Per, Reading
from replydraft.costs.phrases.reference import factor
from replydraft.costs.phrases.roles import fraction_of
from replydraft.costs.phrases.talk import Item, Talk

_PAYEE_NAMED = (
    "担保",
    "融担",
    "保险",
    "保费",
    "保证",
    "增信",
    "中介",
    "居间",
    "佣金",
    "评估",
    "公证",
    "gps",
    "年担保",
    "月担保",
    "登记",
    "平台",
)
_OF_BALANCE = ("担保", "融担", "保险", "保费", "增信")
"""Once or each year, of what is owed or of the amount lent: the name alone does not say."""
_BY_MONTH = (*_OF_BALANCE, "管理", "月管理", "月担保", "账户管理")
_BY_PERIOD = ("手续费", "费率", "服务费", "分期", "综合费")
"""Charged each period or once, where the term is in periods."""
_PER_PERIOD_AT_MOST = Decimal("0.015")


def fee(item: Item, talk: Talk) -> Part:
    """A fee, by period or once, as a fraction of the amount lent or in yuan."""
    value = _value(item, talk)
    if value is None:
        return _in_yuan(item, talk)
    per = item.per
    if per == "once" or item.total:
        return _once(item, talk, value)
    if per in {"month", "period", "year", "day"}:
        return _each(item, talk, value, cast(Per, per))
    if per in {"week", "quarter"}:
        length = "一期是一周" if per == "week" else "一期是一个季度"
        return _part(item, [Reading("fee", "period", value, "original", None, (length,))], {"term"})
    spread = bool(talk.flags & {"spread", "upfront"}) or item.upfront or item.prepaid
    by_period = talk.term is not None and talk.term.unit == "period" and item.name.startswith(_BY_PERIOD)
    if by_period and not spread and value <= _PER_PERIOD_AT_MOST:
        once = replace(_once(item, talk, value).readings[0], cost=None)
        return _part(item, [_each(item, talk, value, "period").readings[0], once], {"per"})
    if item.name.endswith("费率") and item.figure.kind == "rate" and not spread:
        said = ("这里按每月算",)
        found = [reading(value, "month", b, talk, kind="fee", said=said) for b in BASES]
        return _part(item, found, {"per", "base"})
    made = _once(item, talk, value)
    if item.name.startswith(_OF_BALANCE) and item.figure.kind == "rate" and not spread and talk.term is None:
        yearly = [reading(value, "year", b, talk, kind="fee", said=("这里按每年算",)) for b in BASES]
        return _part(item, [*made.readings, *yearly], {"per", "base"})
    return made


def _value(item: Item, talk: Talk) -> Decimal | None:
    if item.figure.kind == "rate":
        return fractions(item.figure, item.per or "month")
    return fraction_of(item.figure, talk.principal)


def share_of(item: Item, talk: Talk) -> Decimal:
    """What is kept back as a fraction of the amount lent; nothing where that is not known."""
    return _value(item, talk) or Decimal(0)


def _in_yuan(item: Item, talk: Talk) -> Part:
    per = cast(Per, item.per if item.per in {"day", "month", "year", "period"} else "once")
    made = Reading("amount", per, item.figure.value, None, unit="yuan")
    open_: set[Code] = {"principal", "term"} if talk.term is None else {"principal"}
    return _part(item, [made], open_ | _payee(item, talk))


def _payee(item: Item, talk: Talk) -> set[Code]:
    return set() if talk.payee or item.name.startswith(_PAYEE_NAMED) else {"payee"}


def _each(item: Item, talk: Talk, value: Decimal, per: Per) -> Part:
    """A fee of each period: of the amount lent, unless the phrase says that it runs on what is owed."""
    if item.on_balance:
        return _part(item, [reading(value, per, "balance", talk, kind="fee")], set())
    kept = talk.method in {"annuity", "equal_principal"} and not talk.base
    base = None if kept else base_of(talk)
    if per == "day":
        return _part(item, [reading(value, per, base or "balance", talk, kind="fee")], set())
    open_base = per == "year" and "spread" not in talk.flags
    named = item.name.startswith(_BY_MONTH) and item.figure.kind == "rate" and talk.term is None
    if base is None and (open_base or named):
        return _part(item, [reading(value, per, b, talk, kind="fee") for b in BASES],
                     {"base", *(() if per == "year" else _payee(item, talk))})  # fmt: skip
    made = reading(value, per, base or "original", talk, kind="fee")
    unknown = made.cost is None and (base or "original") == "original"
    return _part(item, [made], {"term"} if unknown else set())


def _once(item: Item, talk: Talk, value: Decimal) -> Part:
    """A fee charged once: kept back, spread over the instalments, or for a few days' money."""
    months, years = flows.months_of(talk.term), flows.years_of(talk.term)
    cost: Annualised | None = None
    assumes: tuple[str, ...] = ()
    spread = "spread" in talk.flags or "总" in item.name
    if months and spread:
        cost, assumes = flows.flat(value / months, months), ("平摊到每期收，本金每期平均还",)
    elif years and months is None:
        cost, assumes = flows.at_once(value, years), ("到期和本金一起付，一年按365天",)
    elif months and talk.term and (talk.term.unit == "period" or "instalments" in talk.flags or talk.method == "flat"):
        cost, assumes = flows.flat(Decimal(0), months, upfront=value), ("放款时从到手的钱里扣，本金每期平均还",)
    elif months and talk.method in {"bullet", "interest_only"} and item.upfront and years:
        cost, assumes = flows.at_once(value / (1 - value), years) if value < 1 else None, ("放款时从到手的钱里扣",)
    made = Reading("fee", "once", value, cast(Base, item.base or "original"), cost, assumes)
    if cost is not None:
        return _part(item, [made], set())
    open_: set[Code] = _payee(item, talk) | {"term"}
    if item.label in {"charge", "pay", ""}:
        open_ |= {"kind"}
    elif item.name.startswith(("手续费", "费率")) and "free" in talk.flags and not item.upfront and not item.per:
        open_ |= {"per"}
    return _part(item, [made], open_)


def penalty(item: Item, talk: Talk) -> Part:
    """What is due only if one pays late, or early."""
    if item.figure.kind == "times" or item.move == "up":
        more = Reading("penalty", "year", factor(item) - 1, None, None, ("在合同利率上加收，只在逾期时才收",))
        return _part(item, [more], {"base"})
    early = item.name.startswith("提前") or "提前" in item.name
    per = cast(Per, item.per if item.per in {"day", "month", "year"} else "once")
    value = _value(item, talk)
    if value is None:
        return _part(item, [Reading("penalty", per, item.figure.value, None, unit="yuan")], {"principal"})
    if per == "day" and not early:
        return _part(
            item,
            [Reading("penalty", per, value, None, flows.simple(value, 365), ("按逾期的金额算", "一年按365天"))],
            set(),
        )
    if per in {"month", "year"} and not early:
        cost = flows.simple(value, flows.PERIODS_A_YEAR[per])
        return _part(item, [Reading("penalty", per, value, None, cost, ("按逾期的金额算",))], set())
    said = talk.base or None
    bases: tuple[Base, ...] = (cast(Base, said),) if said else ("balance", "original")
    open_: set[Code] = set() if said else {"base"} if early else {"base", "kind"}
    return _part(item, [Reading("penalty", per, value, b, None, ("只在提前还款或违约时才收",)) for b in bases], open_)


def kept_back(item: Item, talk: Talk) -> Part:
    """砍头息, 先扣: a part of the amount lent that never arrives."""
    value = _value(item, talk)
    if value is None:
        made = Reading("amount", "once", item.figure.value, None, unit="yuan")
        return _part(item, [made], {"principal", "term"})
    return discount(value, talk, item, unsaid(talk))


def unsaid(talk: Talk) -> set[Code]:
    """What is not said of money that never arrived: 砍头息 is interest, and the lender's."""
    return set() if any(i.name in {"砍头息", "砍头", "头息"} for i in talk.items) else {"kind", "payee"}


def discount(value: Decimal, talk: Talk, item: Item, open_: set[Code]) -> Part:
    """Less arrives than is lent. Costs a year what the difference is against the money received."""
    years = flows.years_of(talk.term)
    at_end = talk.method == "bullet" or "repaid" in talk.flags or flows.months_of(talk.term) is None
    cost = flows.at_once(value / (1 - value), years) if years and at_end and value < 1 else None
    arrived = f"到手{talk.received.normalize():f}元，" if talk.received else ""
    made = Reading("discount", "once", value, "original", cost, (arrived + "到期按借款全额一次还",) if cost else ())
    return _part(item, [made], set() if cost else open_ | ({"term"} if talk.term is None else set()))


def _part(item: Item, readings: list[Reading], open_: set[Code]) -> Part:
    bound: Literal["min", "max"] | None = None
    if item.bound:
        bound = "max" if item.bound == "max" else "min"
    return Part(
        tuple(replace(r, approx=item.approx, bound=bound) for r in readings), frozenset(open_), item.start, item.end
    )
