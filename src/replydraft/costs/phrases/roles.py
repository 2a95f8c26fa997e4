"""Which of the amounts is lent, received and repaid; what is left are prices."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from replydraft.costs.phrases.figures import Figure
from replydraft.costs.phrases.flows import months_of
from replydraft.costs.phrases.talk import Item, Talk

_PERCENT_AT_MOST = Decimal(36)
_FRACTION_BELOW = {"year": Decimal("0.4"), "month": Decimal("0.03"), "day": Decimal("0.002"), "": Decimal("0.03")}
"""A bare number after a rate word is a fraction below this (年利率0.0425), above it a percentage (年利率4.25)."""
_CENT = Decimal("0.01")
_SHARE_AT_MOST = Decimal(2)
_YUAN_FROM = Decimal(20)
_INTEREST = frozenset(
    {"利息", "息", "利", "利钱", "付息", "收息", "每月付息", "月付息", "回息", "日利息", "月利息", "年利息", "收利息"}
)

_COINS = {"毛": "毛", "角": "毛", "分钱": "分"}
"""Of one yuan: 一毛的利 is a tenth a month, 利息一分钱 is 一分."""


def prices_of(talk: Talk) -> list[Item]:
    """The prices of a talk in order. Sets its principal and what was received."""
    items = [i for i in talk.items if not i.vetoed]
    lent = next((i for i in items if i.label == "principal" and i.own_label and i.figure.kind != "rate"), None)
    if lent is not None:
        talk.principal, talk.on_amount = lent.figure.value, False
        items.remove(lent)
    prices: list[Item] = []
    for n, item in enumerate(items):
        if item.figure.kind in {"off", "times"} or item.figure.kind == "rate":
            if item.label in {"principal", "received"} and item.figure.kind == "rate":
                item.label = ""
            prices.append(item)
            continue
        following = items[n + 1] if n + 1 < len(items) else None
        if (
            not item.own_label
            and (item.label or item.per)
            and following
            and following.own_label
            and following.clause == item.clause
        ):
            item.label, following.per, item.per = "", following.per or item.per, ""
        _amount(item, talk, prices, rest=items[n + 1 :])
    if talk.principal is None and talk.received:
        talk.principal = _lent(talk.received, [i for i in prices if kept_back(i)])
    return prices


def kept_back(item: Item) -> bool:
    """Whether a price is taken out of the money before it arrives: 砍头息2000, 手续费2000从放款里扣."""
    return item.label == "prepaid" or (item.label == "fee" and item.upfront and item.per in {"", "once"})


def _lent(received: Decimal, kept: list[Item]) -> Decimal | None:
    """What was lent, where all that was kept back is known: 砍头息2000，到手8000 is 10,000 yuan."""
    if len(kept) != 1 or kept[0].figure.high is not None or kept[0].figure.value <= 0:
        return None
    figure = kept[0].figure
    if figure.kind == "rate":
        share = figure.value / 100 if figure.unit == "%" else Decimal(1)
        return (received / (1 - share)).quantize(_CENT) if share < 1 else None
    return received + figure.value


def _amount(item: Item, talk: Talk, prices: list[Item], rest: list[Item]) -> None:
    value = item.figure.value
    match item.label:
        case "received" if talk.received is None:
            talk.received, talk.received_at = value, (item.start, item.end)
        case "rate" if item.figure.unit in _COINS and talk.principal is None:
            item.figure = replace(
                item.figure,
                kind="rate",
                unit=_COINS[item.figure.unit],
                value=value * (100 if item.figure.unit == "分钱" else 10),
            )
            prices.append(item)
        case "part":
            _principal_part(item, talk, rest)
        case "prepaid" if talk.principal and talk.received is None and any(i.label == "repay" for i in rest):
            talk.received = talk.principal - value
        case "rate" | "effective" | "final" | "fee" if item.figure.kind == "number":
            if (named := _number(item, talk)) is not None:
                prices.append(named)
        case "repay":
            item.label = "instalment" if item.per not in {"", "once"} else "repay"
            prices.append(item)
        case "" | "principal":
            if talk.principal is None and item.per in {"", "once"} and _can_be_lent(item, talk, rest):
                talk.principal = value
            elif talk.principal is None and rest and item.figure.unit.startswith("块") and not item.per:
                talk.principal, talk.on_amount = value, True
            elif talk.principal is not None and (item.per or talk.on_amount):
                item.label = "pay"
                prices.append(item)
        case "received":
            pass
        case _:
            prices.append(item)


def _principal_part(item: Item, talk: Talk, rest: list[Item]) -> None:
    """每月还本16667: the principal in equal parts; interest named after it is of the same period."""
    months = months_of(talk.term)
    if talk.principal and months and abs(item.figure.value * months / talk.principal - 1) < Decimal("0.02"):
        talk.method = talk.method or "flat"
    for other in rest:
        if other.label == "rate" and not other.per:
            other.per = item.per


def _can_be_lent(item: Item, talk: Talk, rest: list[Item]) -> bool:
    if item.figure.kind == "number" and item.figure.value < 1000:
        return False
    return item.figure.value >= 100 and bool(rest or talk.term or talk.received)


def _number(item: Item, talk: Talk) -> Item | None:
    """A number without a unit after the name of a rate or a fee: yuan, a percentage or a fraction, or no reading."""
    value = item.figure.value
    if item.label == "fee" and not item.name.endswith("率"):
        return item if value >= _YUAN_FROM else None
    yuan = item.name in _INTEREST and (talk.principal is not None or value > _PERCENT_AT_MOST)
    if yuan:
        return item
    if value > _PERCENT_AT_MOST:
        return None
    per = item.per or ""
    fraction = value < _FRACTION_BELOW.get(per, Decimal("0.03"))
    percent = value * 100 if fraction else value
    high = item.figure.high
    figure = replace(
        item.figure, kind="rate", unit="%", value=percent, high=high and (high * 100 if fraction else high)
    )
    item.figure = figure
    return item


def fraction_of(figure: Figure, principal: Decimal | None) -> Decimal | None:
    """An amount against the principal; None where that is unknown, or cannot be what it was taken for."""
    share = figure.value / principal if principal else None
    return share if share is not None and share <= _SHARE_AT_MOST else None
