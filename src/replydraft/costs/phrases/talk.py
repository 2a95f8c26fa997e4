"""What a phrase says, before it is priced: who is what among its figures, and the circumstances it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from replydraft.costs.phrases.figures import Figure
from replydraft.costs.phrases.tokens import FIGURES, Token, tokens_of

PRICES = frozenset({"rate", "effective", "final", "fee", "charge", "penalty", "prepaid", "instalment", "coefficient", "pay"})
_WEAK = frozenset({"charge", "prepaid", "instalment", "principal"})
"""Labels that another one in the same breath makes more precise: 每期｜手续费, 收｜10%｜服务费."""
_OPEN, _CLOSED = frozenset("(（"), frozenset(")）")
_ASIDE = 12
"""Tokens of an aside at most."""


@dataclass(slots=True)
class Item:
    """One figure with what is said of it. `label` as in words.py, `pay` for a payment that nothing names."""

    figure: Figure
    start: int
    end: int
    label: str = ""
    name: str = ""
    per: str = ""
    bound: str = ""
    approx: bool = False
    upfront: bool = False
    move: str = ""
    step: bool = False
    prepaid: bool = False
    total: bool = False
    clause: int = 0
    vetoed: bool = False
    own_label: bool = False


@dataclass(slots=True)
class Talk:
    """A phrase taken apart. Money in yuan; `method` and `base` are empty where not said; `left_over` counts characters
    that were not understood."""

    items: list[Item] = field(default_factory=list)
    principal: Decimal | None = None
    received: Decimal | None = None
    on_amount: bool = False
    term: Figure | None = None
    prepaid_term: Figure | None = None
    method: str = ""
    base: str = ""
    flags: set[str] = field(default_factory=set)
    lpr: bool = False
    benchmark: bool = False
    tenor: Decimal | None = None
    payee: bool = False
    free_end: int = 0
    left_over: int = 0


def talk_of(text: str) -> Talk:
    """Take folded text apart."""
    tokens, left_over = tokens_of(text)
    talk = Talk(left_over=left_over)
    tokens = _without_asides(tokens, talk)
    clause: list[Token] = []
    number, carried = 0, _Carried()
    for token in [*tokens, Token("stop", len(text), len(text), ",")]:
        if token.kind != "stop":
            clause.append(token)
            continue
        if clause:
            carried = _read_clause(clause, talk, carried, number)
            clause, number = [], number + 1
    return talk


def _without_asides(tokens: list[Token], talk: Talk) -> list[Token]:
    """Brackets without a figure, 年化(含担保费)15.6%, name circumstances and cut nothing."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].text in _OPEN:
            end = next((j for j in range(at + 1, min(at + _ASIDE, len(tokens))) if tokens[j].text in _CLOSED), None)
            if end is not None and not any(t.figure for t in tokens[at:end]):
                for token in tokens[at:end]:
                    _circumstance(token, talk)
                    if token.detail == "effective":
                        talk.flags.add("irr")
                at = end + 1
                continue
        out.append(tokens[at])
        at += 1
    return out


@dataclass(slots=True)
class _Carried:
    """What a clause without a figure says of the next one (IRR口径，12.4%)."""

    label: str = ""
    name: str = ""
    per: str = ""
    upfront: bool = False
    step: bool = False


def _read_clause(clause: list[Token], talk: Talk, carried: _Carried, number: int) -> _Carried:
    clause = _periods_named(clause, talk, carried)
    for token in clause:
        _circumstance(token, talk)
    places = [i for i, t in enumerate(clause) if t.kind in FIGURES]
    here = len(talk.items)
    for k, i in enumerate(places):
        left = clause[places[k - 1] + 1 if k else 0 : i]
        right = clause[i + 1 : places[k + 1] if k + 1 < len(places) else len(clause)]
        taken = talk.items[-1] if k and talk.items else None
        item = _item(clause[i], left, right, taken, last=k + 1 == len(places))
        item.clause = number
        item.vetoed = any(t.kind == "veto" for t in clause[:i]) or any(t.kind == "veto" for t in right[:2])
        if not k:
            _inherit(item, talk, carried)
        talk.items.append(item)
    for item in talk.items[here:]:
        item.upfront = item.upfront or any(t.detail == "upfront" for t in clause) or carried.upfront
        item.step = item.step or carried.step or any(t.kind in {"ordinal", "first"} for t in clause)
    if places:
        return _Carried()
    label = next((t for t in reversed(clause) if t.kind == "label"), None)
    if label and label.detail == "effective":
        talk.flags.add("irr")
    per = next((t.per for t in reversed(clause) if t.kind == "per"), label.per if label else "")
    if label is None or label.detail in {"principal", "received", "repay"}:
        return _Carried(carried.label, carried.name, per or carried.per, any(t.detail == "upfront" for t in clause))
    return _Carried(label.detail, label.text, per, any(t.detail == "upfront" for t in clause))


def _periods_named(clause: list[Token], talk: Talk, carried: _Carried) -> list[Token]:
    """一天三块: a term of one that names the period of a price is no term. Any other is kept as the term of the loan."""
    out: list[Token] = []
    priced = [i for i, t in enumerate(clause) if t.kind in FIGURES]
    named = any(t.kind == "per" or (t.kind == "label" and t.per) for t in clause)
    for i, token in enumerate(clause):
        if token.kind != "term" or token.figure is None:
            out.append(token)
            continue
        before, after = clause[i - 1] if i else None, clause[i + 1] if i + 1 < len(clause) else None
        if before and before.detail == "prepaid" and after and after.kind == "label":
            talk.prepaid_term = token.figure
            out.append(token)
            continue
        one = token.figure.value == 1 and not (after and after.kind in {"after", "method"})
        one = one and not (before and (before.kind == "after" or before.detail == "principal" and before.kind == "label" and before.text != "垫资"))
        later = any(j > i for j in priced)
        behind = bool(priced) and priced[-1] == i - 1 and (
            clause[i - 1].kind == "rate" or any(t.kind == "label" and t.detail in {"fee", "rate", "penalty", "charge"} for t in clause[:i])
        )
        penalty = not priced and any(t.detail == "penalty" for t in clause)
        if one and not named and (later or behind or penalty):
            per = Token("per", token.start, token.end, token.text, word=_period_word(token.figure.unit))
            out.append(per)
            continue
        if not any(t.kind == "first" and t.text != "前" for t in clause[max(0, i - 1) : i]):
            talk.term = talk.term or token.figure
        out.append(token)
    return out


def _period_word(unit: str):  # type: ignore[no-untyped-def]
    from replydraft.costs.phrases.words import Word

    return Word("per", unit, unit)


def _circumstance(token: Token, talk: Talk) -> None:
    match token.kind:
        case "method":
            talk.method = talk.method or token.detail
        case "base":
            talk.base = talk.base or token.detail
        case "flag":
            talk.flags.add(token.detail)
            if token.detail == "free":
                talk.free_end = token.end
        case "lpr":
            talk.lpr = True
            talk.tenor = token.figure.value if token.figure else talk.tenor
        case "benchmark":
            talk.benchmark = True
        case "payee":
            talk.payee = True
        case "on":
            if token.figure:
                talk.principal, talk.on_amount = token.figure.value, True
        case _:
            pass


def _item(token: Token, left: list[Token], right: list[Token], before: Item | None, *, last: bool) -> Item:
    assert token.figure is not None
    item = Item(token.figure, token.start, token.end, approx=token.figure.approx)
    labels = [t for t in left if t.kind == "label"]
    if before and not before.label and labels and any(t.kind == "plus" for t in left[left.index(labels[0]) + 1 :]):
        before.label, before.name, before.per = labels[0].detail, labels[0].text, before.per or labels[0].per
        labels = labels[1:]
    if token.kind == "rate":
        labels = [t for t in labels if t.detail not in {"principal", "received"}] or labels
    chosen = next((t for t in reversed(labels) if t.detail not in _WEAK), labels[-1] if labels else None)
    item.prepaid = any(t.detail == "prepaid" for t in labels)
    follow = next((t for t in right if t.kind not in {"fill", "approx", "bound", "to"}), None)
    if follow and follow.kind == "label" and last and (
        chosen is None
        or chosen.detail in {"charge", "prepaid"}
        or (token.kind == "rate" and chosen.detail == "instalment")
    ):
        chosen = follow
    if len(labels) > 1 and labels[-2].detail == "fee" and labels[-1].detail == "rate" and labels[-1].per and not any(
        t.kind == "including" for t in left
    ):
        chosen = labels[-2]
        item.per = labels[-1].per
    if chosen is None and (method := next((t for t in left if t.kind == "method" and t.text.endswith("息")), None)):
        item.label, item.name, item.per = "rate", method.text, "month"
    if chosen is not None:
        item.label, item.name, item.own_label = chosen.detail, chosen.text, True
        item.start, item.end = min(item.start, chosen.start), max(item.end, chosen.end)
        item.per = chosen.per or item.per
        if item.label == "instalment" and token.kind == "rate":
            item.label = ""
    if not item.per and item.label in {"rate", "effective"}:
        item.per = next((t.per for t in reversed(labels) if t.per and t.detail == item.label), "")
    if before is not None and any(t.kind == "change" for t in left):
        before.vetoed = True
        item.label, item.name, item.per = item.label or before.label, item.name or before.name, item.per or before.per
    pers = [t.per for t in left if t.kind == "per" or (t.kind == "label" and t.detail == "instalment")]
    if not item.per or "once" in pers:
        item.per = pers[-1] if pers else item.per
    if not item.per and last:
        item.per = next((t.per for t in right if t.kind == "per"), "")
    item.total = "once" in pers
    bounds = [t for t in (*left, *right[:2]) if t.kind == "bound" and not (t in left and t.text in {"起", "内", "以内", "之内", "以上"})]
    item.bound = bounds[-1].detail if bounds else ""
    item.approx = item.approx or any(t.kind == "approx" for t in (*left[-2:], *right[:1]))
    item.move = next((t.kind for t in reversed(left) if t.kind in {"plus", "minus", "up", "down", "discount"}), "")
    if not item.move and left and left[-1].kind == "to" and any(t.kind == "lpr" for t in left):
        item.move = "minus"
    return item


def _inherit(item: Item, talk: Talk, carried: _Carried) -> None:
    if item.label and item.label not in {"charge"}:
        item.per = item.per or (carried.per if carried.label == item.label else "")
        return
    if carried.label and item.label != "charge":
        item.label, item.name, item.per = carried.label, carried.name, item.per or carried.per
        return
    item.per = item.per or carried.per
    previous = talk.items[-1] if talk.items else None
    if previous and not item.label and item.figure.kind == "rate" and previous.figure.kind == "rate" and not item.move:
        item.label, item.name, item.per = previous.label, previous.name, item.per or previous.per
