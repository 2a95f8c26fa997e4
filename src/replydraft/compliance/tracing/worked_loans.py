"""Loans by the terms that a reply has just told: an instalment at the rate it worked out, what the old rate cost, what is still owed
after so many instalments, how the interest of equal principal falls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from replydraft.compliance.tracing.loans import Computed, percent, yuan
from replydraft.compliance.tracing.operands import MOST_RATE, TERMS, YEAR, Named, amounts_in
from replydraft.compliance.tracing.said import Said
from replydraft.text.lazy import lazy

_NEAR = 3
_LEAST_LENT, _LEAST_RATE, _MOST_FEE = 500, 0.004, 0.03
_EACH = lazy(r"月供|[每一]个?[月期]|月还")
_INTEREST = lazy(r"息")
_TOTAL = lazy(r"一共还|总共还|总还款|[总共]还|本息|一共要还|还(?:大?约)?$")
_ELSE = lazy(r"不减|原来|不然|否则|本来|按原|不打折|不优惠|没减|不贴|从")
_LEFT = lazy(r"剩|余额|还欠|没还")
_EARLY = lazy(r"提前|结清|后面|剩")
_PAID = lazy(r"[还满]了?[^，。；]{0,2}§|已还")
_FALLS = lazy(r"少|减|降|递减")
_EQUAL = lazy(r"等额本金|等额还本|还[^，。；]{0,8}本金|每[月年期]还本")
_A_FEE = frozenset({"perfee", "month", "fee", ""})
_YEARLY = lazy(r"年末|按年|每年|第[一二三四五]年")
_A_LOAN = frozenset({"fee", "ratio", "penalty", "day", "lpr"})
"""Roles of rates that are no price of a year."""


@dataclass(frozen=True, slots=True)
class _Loan:
    principal: float
    rate: float
    months: float

    @property
    def how(self) -> str:
        return f"本金{yuan(self.principal)}、{self.months:g}期、年化{percent(self.rate)}"

    @property
    def each(self) -> float:
        m = self.rate / YEAR
        return float(self.principal * m / (1 - (1 + m) ** -self.months))

    def owed(self, paid: float) -> float:
        """The principal left after so many instalments."""
        m = self.rate / YEAR
        return float(self.each * (1 - (1 + m) ** -(self.months - paid)) / m)


def loan_amounts(s: Said, named: Named, terms: Sequence[float] = ()) -> Iterator[Computed]:
    """In yuan; which of a loan's amounts, the words of the sentence say. `terms` are the months to reckon with, where they are
    given; else those that the clause, the sentence or the reply names."""
    talk = s.ahead[-40:] + s.before
    near = s.before[-16:] + "§" + s.after[:6]
    meant = _meant(near, s) or _meant(s.ahead[-30:], None) or _meant(named.asked, None)
    left = _LEFT.search(near) or _EARLY.search(talk)
    months = list(terms) or spoken_terms(s, named) or _values(named.own, TERMS)[:2]
    months = months or _only([k.said for k in named.sources])
    for loan in _loans(s, named, talk, months):
        yield from _amounts(loan, meant)
        if _FALLS.search(talk) or _EQUAL.search(named.recent):
            yield from _equal_principal(loan, named)
    if left:
        paid = list(terms) or [float(o.q.values[0]) for o in (*named.told[:6], *named.own) if _is_paid(o)][:2]
        whole = _values([*named.told[:10], *named.own], TERMS)[:4]
        yield from _equal_parts(s, named, paid, whole)
        for loan in _loans(s, named, talk, whole):
            yield from _after(loan, paid, near)
    if "each" in meant:
        yield from _flat(named)


def _meant(words: str, s: Said | None) -> frozenset[str]:
    found = {name for name, p in (("each", _EACH), ("interest", _INTEREST), ("total", _TOTAL)) if p.search(words)}
    if s is not None and s.role in ("each", "instalment", "interest"):
        found.add("each" if s.role == "instalment" else s.role)
    return frozenset(found)


def spoken_terms(s: Said, named: Named) -> list[float]:
    """The months that the clause of a figure names before it, else its sentence, else the reply."""
    told = [o for o in named.told[:10] if o.q.unit in TERMS and not o.before.endswith("比")]
    for first in (s.q.start - len(s.before), s.q.start - len(s.before + s.ahead)):
        if here := _values([o for o in told if o.q.start >= first], TERMS):
            return here[:_NEAR]
    return _values(told, TERMS)[:_NEAR]


def _only(stated: Sequence[Said]) -> list[float]:
    found = _values(stated, TERMS)
    return found if len(found) == 1 else []


def _is_paid(o: Said) -> bool:
    return o.q.unit in TERMS and bool(_PAID.search(o.before + "§" + o.after[:3]))


def _loans(s: Said, named: Named, talk: str, terms: Sequence[float]) -> Iterator[_Loan]:
    principals = [m for m in amounts_in(named.told) if m >= _LEAST_LENT][:4]
    principals += [m for m in amounts_in(named.own) if m >= _LEAST_LENT and m not in principals][:_NEAR]
    rates = _prices(named.told[:12])[:2]
    rates += [r for r in _prices(named.own)[:2] if r not in rates]
    if _ELSE.search(talk) or not rates:
        stated = [k.said for k in named.sources if k.said.role in ("annual", "")]
        rates += [r for r in _prices(stated)[:2] if r not in rates]
    for p in principals:
        for r in rates[:4]:
            yield from (_Loan(p, r, n) for n in terms if 1 < n <= 480 and p > float(s.q.values[0]) / 4)


def _amounts(loan: _Loan, meant: frozenset[str]) -> Iterator[Computed]:
    each, n = loan.each, loan.months
    if "each" in meant:
        yield Computed(each, "", f"{loan.how}、等额本息")
    if "interest" in meant:
        yield Computed(each * n - loan.principal, "", f"{loan.how}、等额本息", n / 2)
    if "total" in meant:
        yield Computed(each * n, "", f"{loan.how}、等额本息", n / 2)


def _after(loan: _Loan, paid: Sequence[float], near: str) -> Iterator[Computed]:
    """What is owed, and what interest is still to come, after the instalments that are named."""
    for k in [t for t in paid if 1 <= t < loan.months]:
        owed, how = loan.owed(k), f"{loan.how}、还了{k:g}期后"
        if _LEFT.search(near):
            yield Computed(owed, "", f"{how}剩的本金", loan.months / 2)
        if _INTEREST.search(near):
            yield Computed(loan.each * (loan.months - k) - owed, "", f"{how}剩的利息", loan.months / 2)


def _equal_parts(s: Said, named: Named, paid: Sequence[float], whole: Sequence[float]) -> Iterator[Computed]:
    """What is owed of a purchase in equal parts after so many of them."""
    amounts = [m for m in (*amounts_in(named.told)[:_NEAR], *amounts_in(named.own)[:_NEAR]) if m > float(s.q.values[0])]
    for m in dict.fromkeys(amounts):
        yield from (
            Computed(m * (n - k) / n, "", f"{yuan(m)}÷{n:g}×{n - k:g}期") for n in whole for k in paid if 1 <= k < n
        )


def _equal_principal(loan: _Loan, named: Named) -> Iterator[Computed]:
    """By how much the interest of equal principal falls, what it is in the second year, and in all."""
    every = YEAR if _YEARLY.search(named.recent) else 1.0
    n, p = loan.months / every, loan.principal
    first = p * loan.rate * every / YEAR
    if n > 1:
        yield Computed(first / n, "", f"{loan.how}、等额本金每期少付")
        if every > 1:
            yield Computed(first * (1 - 1 / n), "", f"{loan.how}、等额本金第二年利息")
            yield Computed(first * (n + 1) / 2, "", f"{loan.how}、等额本金总利息")


def _flat(named: Named) -> Iterator[Computed]:
    """An instalment of the principal's part and the fee of each period."""
    fees = [o for o in named.told[:8] if o.q.unit == "rate" and o.q.values[0] <= _MOST_FEE and o.role in _A_FEE][:2]
    for m in amounts_in(named.told)[:_NEAR]:
        for n in _values(named.told[:8], TERMS)[:2]:
            for o in fees:
                f = float(o.q.values[0])
                yield Computed(m / n + m * f, "", f"{yuan(m)}÷{n:g}＋{yuan(m)}×{percent(f)}")


def _values(figures: Sequence[Said], units: frozenset[str]) -> list[float]:
    return list(dict.fromkeys(float(o.q.values[0]) for o in figures if o.q.unit in units))


def _prices(figures: Sequence[Said]) -> list[float]:
    values = [float(o.q.values[0]) for o in figures if o.q.unit == "rate" and o.role not in _A_LOAN]
    return list(dict.fromkeys(v for v in values if _LEAST_RATE <= v < MOST_RATE))
