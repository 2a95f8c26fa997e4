"""What a sentence names is what it computes with: 10万分36期的利息 is no interest of 12 months, and no interest of the 2万 of a source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from replydraft.compliance.tracing.kinship import worked_out
from replydraft.compliance.tracing.pool import Pool
from replydraft.compliance.tracing.said import Said
from replydraft.text.lazy import lazy

_MONTHS = ("month", "period")
_SHARE = 0.36
"""Above it a rate is a part of something (八折), no price."""
_LEAST_SHARE = 0.1
_PARTS = frozenset({"ratio", "points", ""})
_DIFFERS = lazy(r"(?:[少省]|(?<!最)(?<!差不)多|差(?!不多))[^，。\d]{0,3}$")
"""What is compared may lie in another sentence."""
_COMPARED = lazy(r"(?:比|方案|后者|前者|另一)[^，。]{0,8}$")
_YUAN = ("money", "bare")
_LENT = frozenset({"principal", "", "debt", "price", "limit"})
_COST = frozenset({"interest", "instalment", "fee"})
_PERIODIC = frozenset({"month", "day", "perfee", ""})
_PRICES = frozenset({"annual", "month", "day", "perfee", "lpr", ""})
"""Roles of rates at which somebody lends: a sentence that names one computes with it."""


def narrowed(s: Said, asked: Sequence[Said], pool: Pool) -> Pool:
    """The pool that a figure may be computed from: where its sentence names terms or rates ahead of it, these and no others."""
    first = s.q.start - len(s.before)
    told = [o for o in asked if first - len(s.ahead) <= o.q.start and o.q.end <= s.q.start]
    if not told or s.q.unit == "date" or (s.q.unit in (*_YUAN, "rate") and _DIFFERS.search(s.before)):
        return pool
    clause = [o for o in told if o.q.start >= first]
    terms, rates = pool.terms, pool.rates
    spans = _values(told, _MONTHS)
    named = spans if s.q.unit in _MONTHS else (spans if s.q.unit == "倍" else _values(clause, _MONTHS)) or spans
    if named and (s.q.unit not in _MONTHS or sum(o.q.unit in _MONTHS for o in told) > 1):
        terms = [t for t in terms if t in named]
    money = _money(s, told, clause, pool)
    if _COMPARED.search(s.before):
        return replace(pool, terms=terms, money=money)
    for roles in (
        _PRICES if s.q.unit != "rate" else _PERIODIC,
        frozenset({"points"}),
        frozenset({"fee", "penalty"}),
        frozenset({"ratio"}),
    ):
        of = _of(roles)
        if mine := {float(v) for o in told if o.q.unit == "rate" and of(o.role) for v in o.q.values if v < _SHARE}:
            rates = [(r, role) for r, role in rates if not of(role) or r in mine or r >= _SHARE]
    if s.q.unit in _YUAN and (shares := _shares(told)):
        rates = [(r, role) for r, role in rates if r in shares or r < _LEAST_SHARE or role not in _PARTS]
    return replace(pool, terms=terms, rates=rates, money=money)


def _shares(told: Sequence[Said]) -> set[float]:
    """The shares of an amount that the sentence names (七成, 按65%)."""
    return {float(v) for o in told if o.q.unit == "rate" and o.role in _PARTS for v in o.q.values if v >= _LEAST_SHARE}


def _money(s: Said, told: Sequence[Said], clause: Sequence[Said], pool: Pool) -> list[tuple[float, str]]:
    """The amounts to compute with: the one right before that a result is said to come of, else the principals of the sentence."""
    if s.q.unit not in _YUAN:
        return pool.money
    if mine := _values([o for o in told if o.q.values[-1] > s.q.values[0]], _YUAN) & pool.supposed:
        return [(m, role) for m, role in pool.money if role not in _LENT or m in mine or m < s.q.values[0]]
    if s.q.unit == "bare" and not (worked_out(s) and told[-1].q.unit == "rate"):
        return pool.money
    if worked_out(s) and (
        mine := _values(clause, _YUAN) or (_values(told, _YUAN) if told[-1].q.unit in ("rate", "倍") else set())
    ):
        return [(m, role) for m, role in pool.money if m in mine]
    if s.role in _COST and (
        (mine := _values([o for o in told if o.role in _LENT and o.q.values[-1] > s.q.values[0]], _YUAN))
        & (set(pool.stated) | pool.supposed)
    ):
        return [(m, role) for m, role in pool.money if role not in _LENT or m in mine]
    return pool.money


def _of(roles: frozenset[str]) -> Callable[[str], bool]:
    return lambda role: role in roles


def _values(figures: Sequence[Said], units: tuple[str, ...]) -> set[float]:
    return {float(v) for o in figures if o.q.unit in units for v in o.q.values if v > 1}
