"""Price talk taken apart, clause by clause: which words go with which figure."""

from __future__ import annotations

from dataclasses import replace

from replydraft.costs.phrases.naming import basis_of, inherit, named
from replydraft.costs.phrases.talk import Carried, Talk
from replydraft.costs.phrases.tokens import FIGURES, Token, tokens_of
from replydraft.costs.phrases.words import Word

_OPEN, _CLOSED = frozenset("(（"), frozenset(")）")
_ASIDE = 12
"""Tokens of an aside at most."""
_PRICED = frozenset({"fee", "rate", "penalty", "charge"})


def talk_of(text: str) -> Talk:
    """Take folded text apart."""
    tokens, left_over = tokens_of(text)
    talk = Talk(left_over=left_over)
    tokens = _without_asides(tokens, talk)
    clause: list[Token] = []
    number, carried = 0, Carried()
    for token in [*tokens, Token("stop", len(text), len(text), ",")]:
        if token.kind != "stop":
            clause.append(token)
            continue
        if clause:
            carried = _read_clause(clause, talk, carried, number)
            clause, number = [], number + 1
    return talk


def _without_asides(tokens: list[Token], talk: Talk) -> list[Token]:
    """Brackets without a figure, 年化(含担保费)15.6%, name circumstances and cut nothing. 9.6%(单利) marks its figure."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].text in _OPEN:
            end = next((j for j in range(at + 1, min(at + _ASIDE, len(tokens))) if tokens[j].text in _CLOSED), None)
            if end is not None and not any(t.figure for t in tokens[at:end]):
                for token in tokens[at:end]:
                    _circumstance(token, talk)
                    if (basis := basis_of(token)) and out:
                        out.append(replace(token, kind="basis", word=Word("basis", basis, "")))
                at = end + 1
                continue
        out.append(tokens[at])
        at += 1
    return out


def _read_clause(clause: list[Token], talk: Talk, carried: Carried, number: int) -> Carried:
    clause = _periods_named(clause, talk)
    for token in clause:
        _circumstance(token, talk)
    places = [i for i, t in enumerate(clause) if t.kind in FIGURES]
    upfront = any(t.detail == "upfront" for t in clause)
    step = any(t.kind in {"ordinal", "first"} for t in clause)
    vetoed_from = next((i for i, t in enumerate(clause) if t.kind == "veto"), len(clause))
    for k, i in enumerate(places):
        left = clause[places[k - 1] + 1 if k else 0 : i]
        right = clause[i + 1 : places[k + 1] if k + 1 < len(places) else len(clause)]
        item = named(clause[i], left, right, talk.items[-1] if k else None, last=k + 1 == len(places))
        item.clause, item.step = number, step
        item.upfront = upfront or carried.upfront
        item.vetoed = item.vetoed or vetoed_from < i or any(t.kind == "veto" for t in right[:2])
        if not k:
            inherit(item, talk, carried)
        talk.items.append(item)
    return Carried() if places else _carried(clause, talk, carried, upfront=upfront)


def _carried(clause: list[Token], talk: Talk, before: Carried, *, upfront: bool) -> Carried:
    """What a clause without a figure leaves for the next."""
    label = next((t for t in reversed(clause) if t.kind == "label"), None)
    if any(basis_of(t) == "irr" for t in clause):
        talk.flags.add("irr")
    per = next((t.per for t in reversed(clause) if t.kind == "per"), label.per if label else "")
    if label is None or label.detail in {"principal", "received", "repay"}:
        return Carried(before.label, before.name, per or before.per, upfront)
    return Carried(label.detail, label.text, per, upfront)


def _periods_named(clause: list[Token], talk: Talk) -> list[Token]:
    """一天三块: a term of one that names the period of a price is no term. Any other is kept as the term of the loan."""
    if not any(t.kind == "term" for t in clause):
        return clause
    out: list[Token] = []
    for i, token in enumerate(clause):
        if token.kind != "term" or token.figure is None:
            out.append(token)
        elif i and clause[i - 1].detail == "prepaid" and i + 1 < len(clause) and clause[i + 1].kind == "label":
            talk.prepaid_term = token.figure
        elif _names_period(clause, i):
            unit = token.figure.unit
            out.append(replace(token, kind="per", figure=None, word=Word("per", unit, unit)))
        else:
            if not (i and clause[i - 1].kind == "first" and clause[i - 1].text != "前"):
                talk.term = talk.term or token.figure
            out.append(token)
    return out


def _names_period(clause: list[Token], i: int) -> bool:
    """Whether the term at a place is the period of a price: one of its unit, beside a price that names no other."""
    figure = clause[i].figure
    if figure is None or figure.value != 1 or any(t.kind == "per" or (t.kind == "label" and t.per) for t in clause):
        return False
    before, after = clause[i - 1] if i else None, clause[i + 1] if i + 1 < len(clause) else None
    if after and after.kind in {"after", "method"}:
        return False
    if before and (
        before.kind == "after" or (before.kind == "label" and before.detail == "principal" and before.text != "垫资")
    ):
        return False
    places = [j for j, t in enumerate(clause) if t.kind in FIGURES]
    if not places:
        return any(t.detail == "penalty" for t in clause)
    named_price = any(t.kind == "label" and t.detail in _PRICED for t in clause[:i])
    return places[-1] > i or (places[-1] == i - 1 and (clause[i - 1].kind == "rate" or named_price))


def _circumstance(token: Token, talk: Talk) -> None:
    match token.kind:
        case "method":
            talk.method = talk.method or token.detail
        case "base":
            talk.base = talk.base or token.detail
        case "flag" if token.detail != "irr":
            talk.flags.add(token.detail)
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
