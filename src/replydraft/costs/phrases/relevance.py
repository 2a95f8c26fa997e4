"""Whether a figure is a price at all: 手机电量剩5% and 差3分就及格了 are not, nor is 万一批不下来."""

from __future__ import annotations

from replydraft.costs.phrases.talk import PRICES, Item, Talk

_FEW = 4
"""Characters that are not understood, beside which 厘 still is a price (信用贷9厘8，不看征信)."""

_RATE_AT_MOST = 10_000
_OFF_AT_LEAST = 0.3
"""As what is left: 一折 is a word in other talk too."""
_AMOUNTS = frozenset({"money", "number"})
_SUMS = ("息", "金", "费", "罚")
"""How names of penalties in yuan end; 逾期 alone is what happened."""
_RATIOS = ("率", "化", "成本")
"""How names of rates end that are never in yuan."""


def relevant(prices: list[Item], talk: Talk, *, strict: bool) -> list[Item]:
    """The items that are prices. `strict` in running text: what has no name and no period there is no price."""
    return [i for i in prices if _is_price(i, prices, talk, strict=strict)]


def _is_price(item: Item, prices: list[Item], talk: Talk, *, strict: bool) -> bool:
    figure, referred = item.figure, talk.lpr or talk.benchmark
    high = figure.kind == "rate" and figure.value > _RATE_AT_MOST
    if high or figure.value < 0 or _only_sounds_like(item, strict=strict):
        return False
    lent = talk.principal is not None
    if item.label == "repay":
        return lent or talk.received is not None
    if item.label in {"charge", "prepaid"} and figure.kind != "rate":
        return lent
    if item.label in PRICES:
        return figure.kind != "times" or referred or item.label in {"rate", "penalty"}
    if figure.kind == "off" and item.move != "discount" and figure.value < _OFF_AT_LEAST:
        return False
    if figure.kind in {"off", "times"} or item.move in {"up", "down"}:
        others = any(p.label in {"rate", "final", "fee"} for p in prices if p is not item)
        return referred or others or (figure.kind == "off" and item.label == "received")
    if figure.kind != "rate":
        return False
    if referred or (item.per and item.per != "once"):
        return True
    if figure.unit == "厘" or (figure.unit == "分" and figure.high):
        return strict or talk.left_over <= _FEW
    return not strict and talk.left_over == 0 and (figure.unit != "‱" or figure.value > 1)


def _only_sounds_like(item: Item, *, strict: bool) -> bool:
    """An amount beside a name that it cannot be the price of."""
    if item.figure.kind not in _AMOUNTS:
        return False
    if item.label == "penalty":
        return not item.name.endswith(_SUMS)
    if item.label == "rate":
        return item.name.endswith(_RATIOS)
    return strict and item.label == "pay" and item.per in {"", "once"}
