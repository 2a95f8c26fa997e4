"""Where every figure of a reply comes from, and which come from nowhere.

A figure is traced when a source states an equal value in an equal unit (20万 = 200000元 = 二十万, 1年 = 12个月). A range
is traced when both ends are; a date when every part it names is. Sources are tried in the order of `_ORDER`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from replydraft.compliance.citing import Cites
from replydraft.compliance.price_claims import find_wrong_rates
from replydraft.compliance.quantities import Quantity, number, quantities
from replydraft.domain.draft import Figure, FigureKind, FigureSource
from replydraft.domain.finding import Family, Finding, Severity, finding_id
from replydraft.domain.inquiry import CheckRequest, Profile
from replydraft.text.folding import Folded

_UNGROUNDED = ("RD1101", "untraced-figure", "1.0.0")
_CITATIONS = ("CP8", "CP20")


@dataclass(frozen=True, slots=True)
class FigureSources:
    """What a reply's figures may rest on. `computed` are (text, how it was computed) pairs of our calculator."""

    passages: tuple[str, ...] = ()
    computed: tuple[tuple[str, str], ...] = ()
    customer: str = ""
    history: tuple[str, ...] = ()
    profile: Profile = field(default_factory=Profile)
    operator_texts: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Untraced:
    """A figure no source states. `text` is exactly the slice `start:end` of the reply."""

    text: str
    start: int
    end: int
    kind: FigureKind


@dataclass(frozen=True, slots=True)
class _Known:
    """One value a source states, and the words to show for it."""

    source: FigureSource
    detail: str
    unit: str
    values: tuple[Decimal, ...]
    raw: tuple[Decimal, ...]


def trace_figures(text: str, sources: FigureSources) -> tuple[list[Figure], list[Untraced]]:
    """Every figure of `text` with its source, in order, and those without one."""
    asked = quantities(text)
    if not asked:
        return [], []
    known = list(_known(sources))
    traced, untraced = [], []
    for q in asked:
        found = _find(q, known)
        if found is None:
            untraced.append(Untraced(q.text, q.start, q.end, q.kind))
        else:
            traced.append(Figure(q.text, q.kind, found.source, found.detail, q.start, q.end))
    return traced, untraced


def find_ungrounded(request: CheckRequest, folded: Folded, rulebook: Cites) -> list[Finding]:
    """Figures the evidence does not support (only where evidence was given), and annual rates that do not add up."""
    del folded
    findings = find_wrong_rates(request, rulebook)
    if request.evidence is None:
        return findings
    sources = FigureSources(
        passages=(*request.evidence.passages, *request.evidence.events),
        customer=request.customer or "",
        history=tuple(t.text for t in request.history or ()),
        profile=request.profile or Profile(),
    )
    _, untraced = trace_figures(request.draft, sources)
    return findings + [_finding(u, rulebook) for u in untraced]


def _finding(u: Untraced, rulebook: Cites) -> Finding:
    rule, name, version = _UNGROUNDED
    return Finding(
        id=finding_id(rule, u.start, u.end, u.text),
        rule=rule,
        rule_name=name,
        rule_version=version,
        family=Family.UNGROUNDED,
        severity=Severity.BLOCK,
        source="grounding",
        start=u.start,
        end=u.end,
        text=u.text,
        missing=None,
        message=f"“{u.text}”在知识片段、客户资料和对话里都找不到出处，不能写给客户。",
        suggestion="具体数字以贷款机构核定和合同约定为准。",
        citations=rulebook.cite(_CITATIONS),
    )


def _known(sources: FigureSources) -> Iterator[_Known]:
    yield from _texts("passage", sources.passages)
    for text, how in sources.computed:
        for q in quantities(text) or _bare(text):
            yield _Known("calculator", how or text, q.unit, q.values, q.raw)
    yield from _texts("law", sources.laws)
    yield from _texts("operator", sources.operator_texts)
    yield from _profile(sources.profile)
    yield from _texts("customer", (sources.customer, *sources.history))


def _texts(source: FigureSource, texts: Iterable[str]) -> Iterator[_Known]:
    for text in texts:
        for q in _cached(text):
            yield _Known(source, _around(text, q), q.unit, q.values, q.raw)


@lru_cache(maxsize=2048)
def _cached(text: str) -> tuple[Quantity, ...]:
    return tuple(quantities(text))


def _bare(text: str) -> list[Quantity]:
    value = number(text.strip())
    return [] if value is None else [Quantity(text, 0, len(text), "count", "bare", (value,), (value,))]


def _around(text: str, q: Quantity) -> str:
    """The clause a figure stands in, at most 40 characters."""
    start = max((text.rfind(c, 0, q.start) for c in "。！？；;\n"), default=-1) + 1
    stops = [i for c in "。！？；;\n" if (i := text.find(c, q.end)) >= 0]
    end = min(stops, default=len(text))
    start = max(start, q.start - 20)
    return text[start : min(end, start + 40)].strip()


_PROFILE_UNITS = (("_days", "day"), ("_months", "month"), ("_6m", "times"), ("_years", "year"), ("age", "岁"))


def _profile(profile: Profile) -> Iterator[_Known]:
    for key in profile:
        value = profile.get(key)
        if isinstance(value, str):
            for q in _cached(value) or _bare(value):
                yield _Known("profile", key, q.unit, q.values, q.raw)
            continue
        amount = profile.number(key)
        if amount is None:
            continue
        unit = next((u for tail, u in _PROFILE_UNITS if key.endswith(tail)), "money")
        if unit == "year":
            unit, amount = "month", amount * 12
        yield _Known("profile", key, unit, (amount,), (amount,))


def _find(q: Quantity, known: Iterable[_Known]) -> _Known | None:
    ends: list[_Known | None] = [None] * len(q.values)
    for k in known:
        if q.unit == "date":
            if k.unit == "date" and _date_within(q.values, k.values):
                return k
            continue
        for i in range(len(q.values)):
            if ends[i] is None and _equal(q, i, k):
                ends[i] = k
        if all(ends):
            return ends[0]
    return None


def _date_within(asked: tuple[Decimal, ...], stated: tuple[Decimal, ...]) -> bool:
    return all(a in (0, s) for a, s in zip(asked, stated, strict=True))


_ALIKE = (frozenset({"month", "period"}), frozenset({"thing", "people"}))
"""Units that are compared by value: 36期 and 36个月; 3家 and 3位."""


def _equal(q: Quantity, i: int, k: _Known) -> bool:
    value = q.values[i]
    if k.unit == q.unit or {k.unit, q.unit} in _ALIKE:
        return any(v == value or (k.source == "calculator" and _rounds_to(v, value, q)) for v in k.values)
    if "bare" in (k.unit, q.unit) and not {k.unit, q.unit} & {"date", "time", "article", "phone"}:
        mine = {value, *q.raw[i : i + 1]}
        return bool(mine & {*k.values, *k.raw})
    return False


def _rounds_to(exact: Decimal, written: Decimal, q: Quantity) -> bool:
    """A reply may round what was computed: 10.896% is written 10.9%."""
    if written == 0:
        return False
    tail = re.search(r"\.(\d+)", q.text)
    places = len(tail[1]) if tail else 0
    scale = Decimal(100) if q.unit == "rate" and "%" in q.text else Decimal(1)
    return round(exact * scale, places) == written * scale
