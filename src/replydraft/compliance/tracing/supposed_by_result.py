"""A term or an amount that a reply makes up stands where what it says of it right behind comes out to the digit: 做三年，月供2060元.

The figure behind is held against the made-up one and what is told before; a wrong result, or another term, does not come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from replydraft.compliance.tracing.caps import above_limits
from replydraft.compliance.tracing.loans import Computed, percent, yuan
from replydraft.compliance.tracing.operands import TERMS, YEAR, YUAN, Named, amounts_in
from replydraft.compliance.tracing.said import Said
from replydraft.compliance.tracing.worked_loans import loan_amounts
from replydraft.compliance.tracing.worked_out import by_term, comes_out, daily_rates
from replydraft.text.lazy import lazy

_FAR = 22
"""Characters between the made-up figure and its result."""
_RESULTS = 3
_LEAST = 1000
_STOPS = lazy(r"[。！？；\n]")
_IF = lazy(r"(?:如果|要是|若|比如|假如|改|换|借|只|少|拿|买|按|贷)[^，。；]{0,6}$|^[，]?$")
_TAKEN = lazy(r"(?:[做分借用贷]|按)(?:成|满|个|上)?$")
_A_YEAR = lazy(r"年[化费][^，。；\d]{0,5}$|[一每]年[^，。；\d]{0,4}$")
_NEAR = 3


def is_made_up(s: Said) -> bool:
    """Whether a term is said as one that somebody may take, beside what a source states of others: 按10.88%做三年."""
    return not s.bound and bool(_TAKEN.search(s.before))


def shown_by_result(i: int, asked: Sequence[Said], named: Named, text: str) -> str | None:
    """What comes of the `i`th figure of a reply (`text`), if it is a made-up term or amount and that comes out, else None."""
    s = asked[i]
    if len(s.q.values) != 1 or (s.bound and not s.before.endswith("满")):
        return None
    if above_limits(s, named.sources):
        return None
    with_it = replace(named, told=(s, *named.told))
    for o in asked[i + 1 : i + 1 + _RESULTS]:
        between = text[s.q.end : o.q.start]
        if len(between) > _FAR or _STOPS.search(between):
            return None
        if o.q.unit not in YUAN or len(o.q.values) != 1:
            continue
        if s.q.unit in TERMS:
            found: Iterable[Computed] = [
                *by_term(o, named, [float(s.q.values[0])]),
                *_by_the_year(float(s.q.values[0]), named),
            ]
        elif s.q.unit == "money" and s.q.values[0] >= _LEAST and _IF.search(s.before):
            found = _of_the_amount(float(s.q.values[0]), o, with_it)
        else:
            return None
        if (how := next((c.how for c in found if comes_out(o, c)), None)) is not None:
            return f"照此算：{how}"
    return None


def _by_the_year(months: float, named: Named) -> list[Computed]:
    """A fee of so much a year on the amounts told before."""
    rates = [float(o.q.values[0]) for o in named.told[:8] if o.q.unit == "rate" and _A_YEAR.search(o.before)][:2]
    amounts = amounts_in(named.told)[:_NEAR] + amounts_in(named.own)[:_NEAR]
    return [
        Computed(m * r * months / YEAR, "", f"{yuan(m)}×{percent(r)}×{months:g}个月") for m in amounts for r in rates
    ]


def _of_the_amount(m: float, o: Said, named: Named) -> Iterator[Computed]:
    told = [float(r.q.values[0]) for r in named.told[:6] if r.q.unit == "rate"][:_NEAR]
    for r in dict.fromkeys((*told, *daily_rates(named))):
        yield Computed(m * r, "", f"{yuan(m)}×{percent(r)}")
    alone = replace(
        named, told=tuple(t for t in named.told if t.q.unit not in YUAN or float(t.q.values[0]) == m), own=()
    )
    yield from loan_amounts(o, alone)
