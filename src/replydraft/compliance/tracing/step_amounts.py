"""Amounts that follow in one step: so many pieces at the price of one, a share, an instalment, a sum, what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from replydraft.compliance.quantities import quantities
from replydraft.compliance.tracing.loans import Computed, percent, yuan
from replydraft.compliance.tracing.operands import (
    MOST_RATE,
    NEAREST,
    TERMS,
    YEAR,
    YUAN,
    Named,
    amounts_in,
    is_factor,
    of_the_row,
    only_one,
    row_of,
    same_sentence,
)
from replydraft.compliance.tracing.said import Said
from replydraft.compliance.tracing.words import ADDS, TAKES
from replydraft.text.lazy import lazy

_PIECES = frozenset({"thing", "people", "times", "area", "bare", "亩", "头", "羽", "只", "辆", "吨", "棵", "株"})
_PRICED = lazy(r"每[一-龥]{1,2}$|[一-龥]价(?:是|才|现在)?$|(?:按|单价)$")
_IN_ALL = lazy(r"一共|总共|合计|加起来|前后|全程|整个|下来|差不多|大概|大约")
_MANY = 10_000
_EACH = lazy(r"(?:每|一)个?(?:年|月|期|季度?)[^，。；]{0,8}$")
_SO_LONG_EACH = lazy(r"个月的?[^，。；]{0,6}[，]?(?:就是|是)?$")
PER_YEAR = lazy(r"(?:每|一)年[^，。；]{0,8}$")
_A_MONTH = lazy(r"(?:每|一)?个?月[^，。；]{0,6}$")
_INTEREST = lazy(r"息|贴现")
_HALF_A_YEAR = lazy(r"半年")
_LESS = lazy(r"减|降|折旧|跌|扣|免|贴|补")
_MORE = lazy(r"补$|自己|自付|自掏|先[付掏]|离[^，。；]{0,8}$|到手|还能|新增|[余剩]|空间|差")
_LENT_REST = lazy(r"贷款?$")
OF_A_TIME = frozenset({"annual", "month", "day", "perfee", "lpr"})
_LENT = lazy(r"(?:[能可]以?(?:贷|批|融|做|放|拿)|授信|额度)(?:到|出|是|就是)?(?:大?约|大概)?$")
_LEAST_SHARE = 0.1
_ALIKE = 0.05
"""Two amounts closer than that are one, said twice (六千一, 6138.91元)."""


def amounts(s: Said, named: Named) -> Iterator[Computed]:
    """In yuan; differences and sums only where a word asks for them."""
    here = [o for o in named.told if same_sentence(o, s)]
    money = amounts_in(named.told)[:NEAREST]
    own = amounts_in(named.own)[:NEAREST]
    bases = money + [m for m in own if m not in money]
    yield from _turns(named)
    yield from _products(s, bases, here, named)
    yield from _pieces(s, named)
    yield from _parts(s, money or own, [*here, *named.own])
    if TAKES.search(s.before[-8:]) or _MORE.search(s.before[-8:]):
        limits = [float(k.q.values[0]) for k in named.sources if k.q.unit == "money" and k.said.bound]
        near = money[:3]
        yield from (
            Computed(abs(a - b), "", f"{yuan(max(a, b))}−{yuan(min(a, b))}")
            for a in near
            for b in near + own + limits
            if a != b
        )
    if ADDS.search(s.before[-8:]):
        yield from _sums(here)
    if _IN_ALL.search(s.before):
        yield from _with_periods(money, s, named)
    if _LENT_REST.search(s.before):
        yield from (Computed(a - b, "", f"{yuan(a)}−{yuan(b)}") for a in _wholes(named) for b in money if a > b)


def _products(s: Said, bases: Sequence[float], here: Sequence[Said], named: Named) -> Iterator[Computed]:
    told = [o for o in here if is_factor(o)][:2]
    talk = named.recent
    for o in (
        told
        or of_the_row(s, named)
        or only_one(named, _INTEREST.search(talk + s.after + s.tail), _LENT.search(s.before))
    ):
        f, unit = float(o.q.values[0]), o.q.unit
        shown = percent(f) if unit == "rate" else f"{f:g}"
        for m in bases:
            saved = bool(TAKES.search(s.before[-8:])) and f < MOST_RATE and bool(_INTEREST.search(talk))
            if not saved and (o.role not in OF_A_TIME or PER_YEAR.search(s.before)):
                yield Computed(m * f, "", f"{yuan(m)}×{shown}")
            if unit != "rate":
                continue
            if f >= _LEAST_SHARE and _LESS.search(o.before[-6:]):
                yield Computed(m * (1 - f), "", f"{yuan(m)}×(1−{shown})")
            if f < MOST_RATE and _INTEREST.search(talk + s.after + s.tail):
                if _HALF_A_YEAR.search(talk):
                    yield Computed(m * f / 2, "", f"{yuan(m)}×{shown}÷2")
                if "月" in talk:
                    yield Computed(m * f / YEAR, "", f"{yuan(m)}×{shown}÷12")


def _pieces(s: Said, named: Named) -> Iterator[Computed]:
    """So many pieces at the price of one: that of the reply, or of the row that the reply speaks of."""
    counts = [
        o for o in (*named.told, *named.own) if o.q.unit in _PIECES and (o.q.unit != "bare" or o.q.values[0] < _MANY)
    ]
    for n in counts[:NEAREST]:
        told = [o for o in (*named.told, *named.own) if o.q.unit in YUAN and _per_piece(o, n)][:1]
        row = [k.said for k in row_of(s, [k for k in named.sources if k.q.unit == "money" and _per_piece(k.said, n)])]
        prices = [o for o in told if same_sentence(o, s)] or row or told
        for p in prices:
            a, b = float(p.q.values[0]), float(n.q.values[0])
            yield Computed(a * b, "", f"{yuan(a)}×{b:g}")
            for o in [o for o in named.told if is_factor(o) and o.role == "ratio"][:1]:
                yield Computed(a * b * float(o.q.values[0]), "", f"{yuan(a)}×{b:g}×{o.q.text}")


def _per_piece(price: Said, count: Said) -> bool:
    if price is count:
        return False
    if count.q.unit in ("thing", "people") and _said_of(price, count.after[:1]):
        return True
    piece = count.after[:1] if count.q.unit == "bare" else count.q.text[-1]
    if count.q.unit == "bare" and ("一" <= piece <= "龥") and _PRICED.search(price.before):
        return True
    return bool(piece) and _said_of(price, piece)


def _said_of(price: Said, piece: str) -> bool:
    return (
        price.after.startswith(f"/{piece}")
        or bool(price.before.endswith((f"每{piece}", f"一{piece}")))
        or f"每{piece}" in price.before[-8:]
        or price.after[:2] in (f"一{piece}", f"每{piece}")
    )


def _parts(s: Said, bases: Sequence[float], counted: Sequence[Said]) -> Iterator[Computed]:
    """An amount over its periods or years, a year's twelfth, and twelve of a month's."""
    each = _EACH.search(s.before)
    for m in bases:
        if each:
            for n in dict.fromkeys(float(o.q.values[0]) for o in counted if o.q.unit in TERMS):
                if n > 1:
                    yield Computed(m / n, "", f"{yuan(m)}÷{n:g}")
                    yield from (Computed((m + o) / n, "", f"({yuan(m)}＋{yuan(o)})÷{n:g}") for o in bases if o < m)
                    yield from (Computed(m / n + o, "", f"{yuan(m)}÷{n:g}＋{yuan(o)}") for o in bases if o < m)
                if n > YEAR and PER_YEAR.search(s.before):
                    yield Computed(m / n * YEAR, "", f"{yuan(m)}÷{n / YEAR:g}年")
        if _A_MONTH.search(s.before) and "年" in s.ahead:
            yield Computed(m / YEAR, "", f"{yuan(m)}÷12")
        if PER_YEAR.search(s.before) and "月" in s.ahead:
            yield Computed(m * YEAR, "", f"{yuan(m)}×12")
        if each or _SO_LONG_EACH.search(s.before):
            months = [float(o.q.values[0]) for o in counted if o.q.unit in TERMS and o.q.values[0] < 1]
            yield from (Computed(m * n, "", f"{yuan(m)}×{n:g}个月") for n in months)


def _sums(here: Sequence[Said]) -> Iterator[Computed]:
    """The last two or more amounts that the sentence names, together."""
    values = amounts_in(here, repeated=True)
    for n in range(2, min(len(values), 6) + 1):
        yield Computed(sum(values[:n]), "", "＋".join(yuan(v) for v in reversed(values[:n])))


def _turns(named: Named) -> Iterator[Computed]:
    """What all amounts that the customer names in one turn make together."""
    for values in named.turns:
        if 1 < len(values) <= NEAREST:
            yield Computed(sum(values), "", "＋".join(map(yuan, values)))


def _with_periods(money: Sequence[float], s: Said, named: Named) -> Iterator[Computed]:
    """What is paid every month for so long, and once beside it: 每月892.5 and 1500元 make 12210 in a year."""
    terms = [float(q.values[0]) for q in quantities(s.before) if q.unit in TERMS]
    terms += [float(o.q.values[0]) for o in named.told[:NEAREST] if o.q.unit in TERMS]
    for n in dict.fromkeys(terms):
        for a, b in permutations(money[:3], 2):
            if abs(a - b) < _ALIKE * a:
                continue
            yield Computed(a * n + b, "", f"{yuan(a)}×{n:g}＋{yuan(b)}")


def _wholes(named: Named) -> list[float]:
    """The prices that a part is taken off from: those of the sources and of the customer."""
    stated = [k.said for k in named.sources]
    return [float(o.q.values[0]) for o in (*stated, *named.own) if o.q.unit == "money" and o.role == "price"]
