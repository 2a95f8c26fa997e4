"""Amounts that follow from amounts: shares, multiples, interest by the day, what is paid in all, sums and differences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from replydraft.compliance.quantities import quantities
from replydraft.compliance.tracing.labels import TAKEN
from replydraft.compliance.tracing.loans import Computed, yuan
from replydraft.compliance.tracing.pool import Pool
from replydraft.compliance.tracing.words import ADDS, AVERAGE, KEEPS, TAKES
from replydraft.text.lazy import lazy

_REST = 0.05
"""Below it nobody speaks of what is left of a whole."""
_MOST_FEE = 0.2
"""Fees of all instalments together, as a fraction."""
_SHARED_OUT = lazy(r"比例|未满期|剩余期|折算|按月退")
_ROOM = lazy(r"余地|空间|还能|还可|还剩|还有|最多再|再多?[还加借]|余量")
_A_QUARTER = lazy(r"季")
_HALF_A_YEAR = lazy(r"半年付|每半年|每6个月|半年[^，。]{0,2}结")
_A_YEARS = lazy(r"(?<![\d二两三四五六七八九十半])年|12")
_INSTALMENTS = lazy(r"等额|月供|每[月期][^，。]{0,4}还|每月[^，。]{0,2}[\d一二两三四五六七八九]")
_ONE_YEAR = lazy(r"年(?![化利息])|先息|付息|[按一每]天|乘|×")
_A_YEAR = lazy(r"[每/按]年|年费")
_UP = lazy(r"最[多高]\S{0,2}到|上浮|上调|加[\d一二三四五六七八九]|提高")
_LIKE = {"interest": lazy("利息|息费"), "instalment": lazy("月供|每[月期]"), "each": lazy("月供|每[月期]")}
_HALVED = lazy(r"减半|打?对折|一半[是就]")
_HALF_OF_IT = lazy(r"[减退收付免]了?一半[，,][^。；，]{0,8}§")
_SPREAD = lazy(r"均摊|加上本金|连本|本金[^，。]{0,4}[加连]")
_LABELS = {
    **dict.fromkeys(("fee", "penalty", "perfee"), "fee"),
    **dict.fromkeys(("annual", "overdue", "day", "month"), "interest"),
    "ratio": "portion",
    "points": "portion",
}


def amounts(pool: Pool, cue: str) -> Iterator[Computed]:
    """In yuan; sums and differences only where a word asks for them."""
    for m, what in pool.money:
        for r, role in [*pool.rates, *pool.raised()]:
            yield from _share(m, what, r, role, pool)
        yield from _times(m, what, pool)
    if KEEPS.search(cue):
        yield from (Computed(m, "sum", f"{yuan(m)}凑整") for m in _named(pool) if m in pool.own)
    if ADDS.search(cue) or "合一起" in cue:
        yield from _sums(pool)
    if TAKES.search(cue):
        yield from _differences(pool, cue)


def _named(pool: Pool) -> list[float]:
    """The amounts that the sentence names before the figure."""
    found = quantities(pool.talk.partition("§")[0])
    return [float(q.values[0]) for q in found if q.unit in ("money", "bare") and len(q.values) == 1]


def _share(m: float, what: str, r: float, role: str, pool: Pool) -> Iterator[Computed]:
    label, flat = _LABELS.get(role, "share"), "flat" in pool.methods()
    how = f"{yuan(m)}×{r * 100:.4g}%"
    if not (
        role in ("annual", "")
        and "利息" in pool.near
        and _INSTALMENTS.search(pool.talk)
        and not _ONE_YEAR.search(pool.talk)
    ):
        yield Computed(m * r, label, how)
    if (role == "" and r <= 0.1) or (role == "month" and "费" in pool.near):
        yield Computed(m * r, "fee", how)
    if role in ("fee", "perfee", "") and r <= _MOST_FEE and _SPREAD.search(pool.talk):
        yield from (Computed(m * (1 + r) / n, "instalment", f"({yuan(m)}＋{how})÷{n:g}期") for n in pool.terms if n > 1)
    if role in ("ratio", "points") and r >= _REST:
        yield Computed(m * (1 - r), "portion", f"{yuan(m)}×(1−{r * 100:.4g}%)")
    if role in ("ratio", "points", "") and r <= 1 and _UP.search(pool.near):
        yield Computed(m * (1 + r), "portion", f"{yuan(m)}×(1＋{r * 100:.4g}%)")
    if role in ("annual", "fee", ""):
        if not _A_QUARTER.search(pool.near):
            yield Computed(m * r / 12, "a_month", f"{how}÷12")
        if _A_QUARTER.search(pool.text) and "月" not in pool.near:
            yield Computed(m * r / 4, "a_month", f"{how}÷4")
        if _HALF_A_YEAR.search(pool.text):
            yield Computed(m * r / 2, "a_month", f"{how}÷2")
    tiers = len({x for x, other in pool.rates if other == "day"}) > 1
    if role in ("annual", "overdue", "day", "") and not tiers:
        for a_day in [r] if r < 0.003 else [r / 365, r / 360]:
            yield from (
                Computed(m * a_day * d, "interest", f"{yuan(m)}{d:g}天的利息")
                for d in [1.0, *([] if pool.by_the_day or _A_QUARTER.search(pool.near) else [30.0]), *pool.days]
            )
    if what not in ("fee", "interest"):
        for n in pool.terms:
            if (role in ("perfee", "month", "") or (role == "fee" and flat)) and r < 0.05:
                yield Computed(m * r * n, "fee", f"{how}×{n:g}期")
                yield Computed(m * r * n, "interest", f"{how}×{n:g}期")
            if role in ("annual", "fee", "") and r < 0.5 and not pool.in_instalments():
                yield Computed(m * r * n / 12, "interest", f"{how}×{n:g}个月÷12")
                if _A_YEAR.search(pool.text):
                    yield Computed(m * r * n / 12, "fee", f"{how}×{n:g}个月÷12")


def _times(m: float, what: str, pool: Pool) -> Iterator[Computed]:
    for t in pool.times:
        yield Computed(m * t, "share", f"{yuan(m)}×{t:g}")
    for t in [n for unit in ("thing", "times", "people", "area") for n in pool.counts.get(unit, [])]:
        yield Computed(m * t, "multiple", f"{yuan(m)}×{t:g}")
    for d in pool.days:
        if what in ("", "instalment", "each", "interest", "fee"):
            yield Computed(m * d, "total", f"{yuan(m)}×{d:g}天")
        if "周" in pool.text and d % 7 == 0:
            yield Computed(m * d / 7, "total", f"{yuan(m)}×{d / 7:g}周")
    if _HALVED.search(pool.near) or _HALF_OF_IT.search(pool.talk):
        yield from (Computed(m / 2, label, f"{yuan(m)}的一半") for label in ("portion", "difference"))
    if "每年" in pool.text and what in ("", "fee", "limit", "interest"):
        yield from (Computed(m * n / 12, "total", f"{yuan(m)}×{n / 12:g}年") for n in pool.terms if n % 12 == 0)
    for a, b in _parts(pool):
        yield Computed(m * a / b, "portion", f"{yuan(m)}×{a:g}÷{b:g}")
    for n in {*pool.terms, *([12.0] if _A_YEARS.search(pool.near) else [])}:
        if n > 1:
            yield Computed(m / n, "part", f"{yuan(m)}÷{n:g}")
            if n % 12 == 0 and n > 12 and "每年" in pool.near:
                yield Computed(m / n * 12, "part", f"{yuan(m)}÷{n / 12:g}年")
            if what in ("instalment", "each", "fee", "interest", "income", "paid", ""):
                yield Computed(m * n, "total", f"{yuan(m)}×{n:g}")


def _parts(pool: Pool) -> Iterator[tuple[float, float]]:
    """So many of so many periods, where something is shared out by them."""
    if _SHARED_OUT.search(pool.text):
        terms = list(dict.fromkeys([*pool.terms, 12.0]))
        yield from ((a, b) for a in terms for b in terms if 1 < a < b)


def _sums(pool: Pool) -> Iterator[Computed]:
    spoken = pool.spoken
    for a, b in pool.pairs(list(dict.fromkeys(m for m, _ in pool.money))):
        yield Computed(a + b, "sum", f"{yuan(a)}＋{yuan(b)}")
    fees = [m for m, role in pool.money if role == "fee"][:6]
    for n in (2, 3):
        yield from (Computed(sum(g), "sum", "＋".join(f"{yuan(m)}" for m in g)) for g in combinations(fees, n))
    named = _named(pool)
    yield from (
        Computed(2 * m, "sum", f"{yuan(m)}＋{yuan(m)}") for m in {m for m in named if m >= 100 and named.count(m) == 2}
    )
    groups = [values for unit, values in pool.groups if unit == "money"]
    groups += [
        [m for m, role in pool.money if role == what] for what in ("fee", "debt", "instalment", "interest", "income")
    ]
    for group in (spoken, *groups, *(combinations(spoken, 3) if len(spoken) <= 8 else ())):
        if len(group) > 2:
            yield Computed(sum(group), "sum", "＋".join(f"{yuan(m)}" for m in group))


def _differences(pool: Pool, cue: str) -> Iterator[Computed]:
    ahead = pool.talk.partition("§")[0]
    taken = _named(pool)[-1:] if TAKEN.search(ahead[-30:]) else []
    for a, b in pool.differing(list(dict.fromkeys(m for m, _ in pool.money))):
        if taken and taken[0] not in (a, b):
            continue
        yield Computed(abs(a - b), "difference", f"{yuan(max(a, b))}−{yuan(min(a, b))}")
    for what, words in _LIKE.items():
        if words.search(pool.near):
            for a, b in combinations([m for m, role in pool.money if role == what][:8], 2):
                yield Computed(abs(a - b), "difference", f"{yuan(max(a, b))}−{yuan(min(a, b))}")
    spoken = pool.spoken[:6]
    for a in spoken:
        for b, c in combinations(spoken, 2):
            if a > b + c and a not in (b, c):
                yield Computed(a - b - c, "difference", f"{yuan(a)}−{yuan(b)}−{yuan(c)}")
    if _ROOM.search(cue):
        yield from _room(pool)
    rates = [r for r, role in pool.rates if role in ("annual", "") and r in pool.stated]
    for m, _ in pool.money:
        for a, b in combinations(rates, 2):
            yield Computed(m * abs(a - b), "difference", f"{yuan(m)}×利率差{abs(a - b) * 100:.4g}%")


def _room(pool: Pool) -> Iterator[Computed]:
    """What a line drawn as a share or a multiple of an amount leaves beside what is already taken of it."""
    own = [m for m, _ in pool.money if m in pool.own][:8]
    shares = [(r, f"{r * 100:.4g}%") for r, role in pool.rates if role in ("ratio", "") and 0.1 <= r < 1]
    for part, shown in [*shares, *((t, f"{t:g}") for t in pool.times)]:
        for a in own:
            for b in own:
                if b < a * part and a != b:
                    yield Computed(a * part - b, "difference", f"{yuan(a)}×{shown}−{yuan(b)}")


def averages(pool: Pool, cue: str) -> Iterator[Computed]:
    """Means of the amounts that stand together in one text."""
    if AVERAGE.search(cue):
        for unit, values in pool.groups:
            if unit == "money":
                yield Computed(sum(values) / len(values), "part", f"{len(values)}个数平均")
