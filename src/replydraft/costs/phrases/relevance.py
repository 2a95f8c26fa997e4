"""Whether a figure is a price at all: 手机电量剩5% and 差3分就及格了 are not."""

from __future__ import annotations

from replydraft.costs.phrases.talk import PRICES, Item, Talk

_FEW = 4
"""Characters that are not understood, beside which 厘 still is a price (信用贷9厘8，不看征信)."""


def relevant(prices: list[Item], talk: Talk, *, strict: bool) -> list[Item]:
    """The items that are prices. `strict` in running text: what has no name and no period there is no price."""
    return [i for i in prices if _is_price(i, prices, talk, strict=strict)]


def _is_price(item: Item, prices: list[Item], talk: Talk, *, strict: bool) -> bool:
    if item.figure.value < 0 or (item.figure.kind in {"rate"} and item.figure.value > 10_000):
        return False
    if item.label == "repay":
        return talk.principal is not None or talk.received is not None
    if item.label in {"charge", "prepaid"} and item.figure.kind != "rate":
        return talk.principal is not None
    if item.label in PRICES:
        return item.figure.kind != "times" or talk.lpr or talk.benchmark or item.label == "rate"
    if item.figure.kind == "off" and item.label == "received":
        return True
    if item.figure.kind in {"off", "times"}:
        return talk.lpr or talk.benchmark or any(p.label in {"rate", "final", "fee"} for p in prices)
    if talk.lpr or talk.benchmark or item.move in {"up", "down"}:
        return talk.lpr or talk.benchmark or any(p.label == "rate" for p in prices if p is not item)
    if item.figure.kind != "rate":
        return False
    if item.figure.unit == "厘" or (item.figure.unit == "分" and item.figure.high):
        return strict or talk.left_over <= _FEW
    if item.per and item.per != "once":
        return not strict or talk.left_over <= _FEW
    return not strict and talk.left_over == 0
