"""Times that follow from what a reply has just told: what an age leaves of a limit, two phases together, the one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from replydraft.compliance.tracing.loans import Computed
from replydraft.compliance.tracing.operands import TERMS, YEAR, Named
from replydraft.compliance.tracing.said import Said
from replydraft.compliance.tracing.spans import century
from replydraft.text.lazy import lazy

_NEAR = 4
_TOGETHER = lazy(r"[龄限][^，。；]{0,3}[加和与＋+]|之和")
_AT_MOST = lazy(r"最多|最长|只能|还能|顶多|还?剩")
_AFTER = lazy(r"之后|然后|后面|[余剩]|后[^，。；]{0,3}$")
_LATER = lazy(r"[再等]过?([一两二三四五六七八九\d])年[^，。；]{0,6}[，]$")
_DIGITS = dict(zip("一两二三四五六七八九123456789", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, *range(1, 10)), strict=True))
_IN_ALL = lazy(r"加起来|合起来|合计|总共|一共|前后|这种|总期")
_OLD = lazy(r"[房车楼]龄|到现在|至今|已经")
_FIRST, _THEN = ("前", "头"), ("后", "再", "之后", "后面")


def worked_terms(s: Said, named: Named) -> Iterator[Computed]:
    """In months; the year of a date."""
    if s.q.unit == "date":
        yield from _years_later(s, named)
        return
    if s.q.unit == "day" and _AFTER.search(s.ahead[-4:] + s.before):
        days = [float(o.q.values[0]) for o in (*named.told[:8], *named.own) if o.q.unit == "day"][:_NEAR]
        yield from _differences(days[:2], days)
    if s.q.unit not in TERMS:
        return
    told = [float(o.q.values[0]) for o in named.told[:8] if o.q.unit in TERMS][:_NEAR]
    own = [float(o.q.values[0]) for o in named.own if o.q.unit in TERMS][:_NEAR]
    stated = [float(k.q.values[0]) for k in named.sources if k.q.unit in TERMS and k.said.bound == "max"][:_NEAR]
    if s.q.text.startswith("第"):
        yield from (Computed(n + YEAR, "", f"{n / YEAR:g}年之后的一年") for n in told[:2] if "年" in s.q.text)
        return
    if _AT_MOST.search(s.before) and _TOGETHER.search(named.recent + s.before):
        yield from _differences(told, [*told, *stated])
    if _AT_MOST.search(s.before) and (m := _LATER.search(s.ahead[-16:])) is not None:
        yield from (Computed(n - _DIGITS[m[1]] * YEAR, "", f"{n / YEAR:g}−{m[1]}年") for n in told[:1])
    if _AFTER.search(s.ahead[-4:] + s.before):
        yield from _differences(told[:2], [*told, *own])
    if s.before.endswith(("等", "再过", "再等", "就等")):
        yield from _differences([*told, *own], [*told, *own])
    if _IN_ALL.search(s.before + s.after[:6]):
        yield from _phases(named)
        yield from (Computed(a + b, "", f"{a:g}＋{b:g}") for a, b in combinations(told[:2], 2))
    if _OLD.search(s.before):
        yield from _old(named)


def _differences(some: list[float], others: list[float]) -> Iterator[Computed]:
    for a in dict.fromkeys(some):
        yield from (Computed(abs(a - b), "", f"{max(a, b):g}−{min(a, b):g}") for b in dict.fromkeys(others) if a != b)


def _phases(named: Named) -> Iterator[Computed]:
    """前12期付息, 后24期等额本息: 三年."""
    times = [k for k in named.sources if k.q.unit in TERMS]
    for a in times:
        for b in times:
            same_text = a.text_no == b.text_no and a.q.start < b.q.start
            if same_text and a.said.before.endswith(_FIRST) and b.said.before.endswith(_THEN):
                yield Computed(float(a.q.values[0] + b.q.values[0]), "", f"{a.q.text}＋{b.q.text}")


def _old(named: Named) -> Iterator[Computed]:
    """How old a house is by the years that reply and customer name."""
    bare = [float(o.q.values[0]) for o in (*named.told, *named.own) if o.q.unit == "bare"]
    short = [float(o.q.values[0]) / YEAR for o in named.own if o.q.unit == "month" and o.q.text.endswith("年")]
    years = [*named.years, *(v for v in bare if 1950 < v < 2100), *(century(v) for v in short if 30 < v < 100)]
    nearest = list(dict.fromkeys(years))[:_NEAR]
    yield from (Computed(abs(a - b) * YEAR, "", f"{max(a, b):g}−{min(a, b):g}年") for a, b in combinations(nearest, 2))


def _years_later(s: Said, named: Named) -> Iterator[Computed]:
    """2014年还清, 五年: 2019年."""
    if any(s.q.values[1:]):
        return
    terms = [float(o.q.values[0]) / YEAR for o in named.told[:6] if o.q.unit in TERMS]
    for y in named.years[:_NEAR]:
        yield from (Computed(y + n, "", f"{y:g}年＋{n:g}年") for n in dict.fromkeys(terms))


def is_limited(recent: str) -> bool:
    """Whether the words before say that two times together have a limit (房龄加期限不超过四十年)."""
    return bool(_TOGETHER.search(recent))
