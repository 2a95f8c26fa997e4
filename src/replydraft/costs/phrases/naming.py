"""What the words around a figure say of it: its name, its period, a bound, a change."""

from __future__ import annotations

from collections.abc import Iterable

from replydraft.costs.phrases.talk import Carried, Item, Talk
from replydraft.costs.phrases.tokens import Token

_WEAK = frozenset({"charge", "prepaid", "instalment", "principal"})
"""Labels that another one in the same breath makes more precise: 每期｜手续费, 收｜10%｜服务费."""
_LATE_BOUNDS = frozenset({"起", "内", "以内", "之内", "以上"})
"""Bounds that stand behind their figure."""
_MOVES = frozenset({"plus", "minus", "up", "down", "discount"})
_INHERITED = frozenset({"rate", "effective"})
_BEHIND = frozenset({"rate", "effective", "fee", "penalty", "coefficient"})
"""Names that can stand behind their figure."""
_AMOUNTS = frozenset({"money", "number"})
_RATE_BELOW = 100
"""A number without a unit that can be a percentage."""
_MARKABLE = frozenset({"", "rate", "fee", "charge", "effective"})
"""Names of a figure that 单利 or IRR beside it makes an annual rate (连服务费约12.8%（单利）)."""


def named(token: Token, left: list[Token], right: list[Token], before: Item | None, *, last: bool) -> Item:
    """The item of a figure between the figures before and after it in its clause. May name `before` too: 2%的服务费."""
    if token.figure is None:
        raise ValueError("a figure was expected")
    item = Item(token.figure, token.start, token.end, approx=token.figure.approx)
    labels = [t for t in left if t.kind == "label"]
    item.basis = _basis(token, left, right, named=bool(labels))
    if before is not None and labels and _names_before(labels[0], left, before, item):
        before.label, before.name, before.per = labels[0].detail, labels[0].text, before.per or labels[0].per
        labels = labels[1:]
    if token.kind == "rate":
        labels = [t for t in labels if t.detail not in {"principal", "received"}] or labels
    item.prepaid = any(t.detail == "prepaid" for t in labels)
    _name(item, token, left, labels, _follower(right) if last else None)
    if before is not None and any(t.kind == "change" for t in left):
        before.vetoed = True
        item.label, item.name, item.per = item.label or before.label, item.name or before.name, item.per or before.per
    if item.basis and item.label in _MARKABLE and item.per in {"", "year", "once"}:
        item.label, item.per = "effective" if item.basis == "irr" else "rate", "year"
        return item
    _period(item, token, left, right, last=last)
    bounds = [t for t in left if t.kind == "bound" and t.text not in _LATE_BOUNDS]
    bounds += [t for t in right[:2] if t.kind == "bound"]
    item.bound = bounds[-1].detail if bounds else ""
    item.approx = item.approx or _has(left[-2:], "approx") or _has(right[:1], "approx")
    item.move = next((t.kind for t in reversed(left) if t.kind in _MOVES), "")
    raised_to = item.move in {"up", "down"} and _has(left, "to")
    if token.kind in _AMOUNTS or raised_to or (item.move == "discount" and token.kind != "off"):
        item.move = ""
    item.base = next((t.detail for t in left[-2:] if t.kind == "base"), "")
    said = [t for t in left if t.kind != "fill"]
    item.vetoed = bool(said and said[-1].kind == "ident") or _has(right[:1], "none")
    if token.kind == "rate" and left and left[-1].kind == "to" and _has(left, "lpr"):
        item.move = "minus"
    return item


def basis_of(token: Token) -> str:
    """`irr` or `simple` where a word marks how a rate was annualised, else nothing."""
    if token.detail in {"effective", "irr"}:
        return "irr"
    return "simple" if token.detail == "simple" else ""


def inherit(item: Item, talk: Talk, carried: Carried) -> None:
    """What the first figure of a clause takes over from the clauses before it, where it has no name of its own."""
    if item.label and item.label != "charge":
        item.per = item.per or (carried.per if carried.label == item.label else "")
        return
    fits = item.figure.kind == "rate" or (item.figure.unit and carried.label != "penalty")
    if carried.label and item.label != "charge" and fits:
        item.label, item.name, item.per = carried.label, carried.name, item.per or carried.per
        return
    item.per = item.per or carried.per
    previous = talk.items[-1] if talk.items else None
    rates = previous is not None and previous.figure.kind == item.figure.kind == "rate"
    if previous and rates and not item.label and not item.move and (previous.label in _INHERITED or item.step):
        item.label, item.name, item.per = previous.label, previous.name, item.per or previous.per


def _has(tokens: Iterable[Token], kind: str) -> bool:
    return any(t.kind == kind for t in tokens)


def _basis(token: Token, left: list[Token], right: list[Token], *, named: bool) -> str:
    if token.kind != "rate":
        return ""
    if right and right[0].kind == "basis":
        return right[0].detail
    marks = [t for t in left if t.kind in {"basis", "flag"} and basis_of(t)]
    return basis_of(marks[-1]) if marks and not named else ""


def _names_before(label: Token, left: list[Token], before: Item, item: Item) -> bool:
    """Whether the first name between two figures belongs to the first of them."""
    if item.basis and not before.own_label and label.detail in {"fee", "charge"}:
        before.per = ""
        return True
    return not before.label and _has(left[left.index(label) + 1 :], "plus")


def _follower(right: list[Token]) -> Token | None:
    """The name that stands behind a figure: 一分半的利息."""
    token = next((t for t in right if t.kind not in {"fill", "approx", "bound", "to"}), None)
    return token if token is not None and token.kind == "label" and token.detail in _BEHIND else None


def _asks(token: Token, labels: list[Token], follower: Token | None) -> bool:
    """每期还4900年化多少: an instalment, then the rate that is asked for; no rate is that large."""
    return (
        follower is not None
        and follower.per == "year"
        and token.kind in _AMOUNTS
        and bool(labels)
        and labels[-1].detail == "instalment"
        and token.figure is not None
        and token.figure.value > _RATE_BELOW
    )


def _name(item: Item, token: Token, left: list[Token], labels: list[Token], follower: Token | None) -> None:
    chosen = next((t for t in reversed(labels) if t.detail not in _WEAK), labels[-1] if labels else None)
    if token.kind == "money" and labels and labels[-1].detail in {"principal", "received"}:
        chosen = labels[-1]
    if _asks(token, labels, follower):
        follower = None
    weak = {"charge", "prepaid"} | ({"instalment"} if token.kind == "rate" else set())
    if follower is not None and follower.detail == "rate":
        weak |= {"instalment"}
    if follower is not None and (chosen is None or chosen.detail in weak):
        chosen = follower
    fee_a_year = [t.detail for t in labels[-2:]] == ["fee", "rate"] and labels[-1].per
    if fee_a_year and not _has(left, "including"):
        chosen, item.per = labels[-2], labels[-1].per
        item.on_balance = "年化" in labels[-1].text
    if chosen is not None:
        item.label, item.name, item.own_label = chosen.detail, chosen.text, True
        item.start, item.end = min(item.start, chosen.start), max(item.end, chosen.end)
        item.per = chosen.per or item.per
        if item.label == "instalment" and token.kind == "rate":
            item.label = ""
    elif method := next((t for t in left if t.kind == "method" and t.text.endswith("息")), None):
        item.label, item.name, item.per = "rate", method.text, "month"
    if token.kind == "times" and (late := next((t for t in labels if t.detail == "penalty"), None)):
        item.label, item.name = "penalty", late.text
    if item.label == "rate" and not item.per and follower is not None and follower.detail == "rate":
        item.per = follower.per
    if not item.per and item.label in {"rate", "effective"}:
        item.per = next((t.per for t in reversed(labels) if t.per and t.detail == item.label), "")


def _period(item: Item, token: Token, left: list[Token], right: list[Token], *, last: bool) -> None:
    pers = [t.per for t in left if t.kind == "per" or (t.kind == "label" and t.detail == "instalment")]
    if token.kind in _AMOUNTS and right and right[0].kind == "label" and right[0].detail == "principal":
        item.label = "part" if item.per or pers else "principal"
    if pers and (not item.per or "once" in pers):
        item.per = pers[-1]
    if not item.per and last:
        item.per = next((t.per for t in right if t.kind == "per"), "")
    item.total = "once" in pers
