"""Months, days, ages, counts and dates that follow from those named."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

from replydraft.compliance.quantities import quantities
from replydraft.compliance.tracing.loans import Computed, yuan
from replydraft.compliance.tracing.pool import Pool
from replydraft.compliance.tracing.words import ADDS, KEEPS, TAKES
from replydraft.text.lazy import lazy

_NEXT = lazy(r"从§|自§|明天|次日|第二天|隔天|翌日")
_APART = lazy(r"差|相当|高|翻|多|贵|低|少|长|短|快|慢")
_MORE = lazy(r"[长多高贵][出了]?$")
_ROOMY = lazy(r"[留备]|自然日|周末|按天|日历")
_AT_THE_END = lazy(r"到期|还完|还清|那年|那时|结束|届时")
_HALF = lazy(r"一半(?:是|就是|也就是)?$")
_SPLIT = lazy(r"分(?:成|作|做|开)?$")
_TO_NOW = lazy(r"到现在|至今|已经|到今天|到今年|还要|再等|了|还有|还剩")
_RUNNING = lazy(r"刚好|正好|连续|[开起]")
_TODAY = lazy(r"今天|明天|后天|现在|今儿")
_CLEARED = lazy(r"(?:结清?|还清?|还掉|清掉?|注?销掉?)[^，。]{0,2}$")
_AGE_AND_TERM = lazy(r"(?:年龄[^，。；]{0,8}期限|期限[^，。；]{0,8}年龄)[^，。；]{0,12}\d{2}(?:周?岁)?")
_HALF_THE_TERM = lazy(r"期限?的?(?:一半|二分之一|50%)")
_LONGER = lazy(r"[展延]")
_LAST_MONTH = lazy(r"上个?月")
_LAST = lazy(r"最后|末期|还完|还清|才?满|连续")
_SAFER = lazy(r"(?:保险|稳妥|稳当|保守|最好|提前|尽量)[^，。§]{0,6}§[^，。]{0,2}(?:前|之前|以前|就|先|给|交|弄|办|把)")
_FOLLOWING = lazy(r"次月|下个?月|首期|首个还款|[头第]一期|首次还款")


_LINE = lazy(r"超过?$|不能多于$")
"""不能超五家 is a line, and no sum."""


def spans(pool: Pool, cue: str, unit: str) -> Iterator[Computed]:
    """What is left, what it makes together, how old somebody or a house is, how long from one date to another."""
    values = _values(pool, unit)
    before = cue.partition("§")[0]
    if (TAKES.search(before) or ADDS.search(before)) and not (unit == "thing" and _LINE.search(before)):
        for a, b in pool.differing(values):
            yield Computed(abs(a - b), "difference", f"{max(a, b):g}−{min(a, b):g}")
        for a, b in pool.pairs(values):
            yield Computed(a + b, "sum", f"{a:g}＋{b:g}")
        for kind, group in pool.groups:
            if kind == unit:
                for i, j in combinations(range(len(group) + 1), 2):
                    if j - i > 1:
                        yield Computed(sum(group[i:j]), "sum", "＋".join(f"{v:g}" for v in group[i:j]))
    yield from _counted(pool, cue, unit, values)
    if unit in ("month", "岁") or (unit == "bare" and "今年" in before):
        yield from _ages(pool, 12 if unit == "month" else 1)
    if unit in ("day", "month"):
        yield from _between(pool, unit, now=bool(_TO_NOW.search(cue)), inclusive=bool(_RUNNING.search(cue)))
    if unit == "倍" and _APART.search(cue):
        yield from _times_as_much(pool, before)
    if unit == "month" and (line := _AGE_AND_TERM.search(pool.text)):
        yield from _until_too_old(pool, line[0])
    if unit in ("month", "period"):
        yield from _how_long(pool)
        if _HALF_THE_TERM.search(pool.text) and _LONGER.search(pool.talk):
            yield from (Computed(t / 2, "part", f"{t:g}个月的一半") for t in pool.terms if t in pool.own)
        if _LAST_MONTH.search(pool.asked) and TAKES.search(before):
            yield from (Computed(t - 1, "difference", f"{t:g}个月−1个月") for t in pool.terms if t > 1)
        if _HALF.search(before):
            yield from (Computed(t / 2, "part", f"{t:g}个月的一半") for t in pool.terms)


def _counted(pool: Pool, cue: str, unit: str, values: list[float]) -> Iterator[Computed]:
    """So many times so long, what is cleared of a number, in how many parts, how old somebody will be."""
    before = cue.partition("§")[0]
    if unit in ("month", "day") and ADDS.search(before):
        counted = pool.counts.get("times", [])
        yield from (Computed(v * n, "sum", f"{v:g}×{n:g}次") for v in values for n in counted)
    if unit in ("thing", "people", "times") and _CLEARED.search(before):
        yield from (Computed(abs(a - b), "difference", f"{max(a, b):g}−{min(a, b):g}") for a, b in pool.pairs(values))
    if unit == "day" and _ROOMY.search(cue):
        yield from _with_weekends(pool)
    if unit in ("day", "times", "thing") and _SPLIT.search(before):
        yield from _in_parts(pool)
    if unit in ("岁", "bare") and _AT_THE_END.search(before):
        ages = [a for u in ("岁", "bare") for a in pool.counts.get(u, []) if a in pool.own and 18 <= a < 100]
        yield from (Computed(a + t / 12, "sum", f"{a:g}岁＋{t / 12:g}年") for a in ages for t in pool.terms)


def _times_as_much(pool: Pool, before: str) -> Iterator[Computed]:
    """How many times one amount, rate or term is another, and how many times more."""
    for items in ([m for m, _ in pool.money], [r for r, _ in pool.rates], pool.terms):
        yield from (Computed(a / b, "ratio", f"{a:g}÷{b:g}") for a in items for b in items if a > b > 0)
    if _MORE.search(before):
        pairs = ((a, b) for a in pool.terms for b in pool.terms if a > b > 0)
        yield from (Computed(a / b - 1, "ratio", f"{a:g}÷{b:g}−1") for a, b in pairs)


def _with_weekends(pool: Pool) -> Iterator[Computed]:
    """So many working days as days of the calendar, also in whole or half weeks: 12个工作日 are 两周半."""
    for d in pool.days:
        if d < 120 and _of_work(int(d), pool.text):
            plain = d * 7 / 5
            for value in {plain, -(-plain // 7) * 7, -(-plain // 3.5) * 3.5}:
                yield Computed(value, "sum", f"{d:g}个工作日连周末")


def in_weeks(pool: Pool, ahead: str, unit: str) -> Iterator[Computed]:
    """The working days named last before, in weeks or months to the half: 10个工作日 are 两个星期, 30 一个半月."""
    named = [q for q in quantities(ahead) if q.unit in ("day", "workday")]
    if not named or "工作日" not in ahead + pool.text or len(named[-1].values) > 1:
        return
    worked = float(named[-1].values[0])
    if worked in pool.days:
        value = worked / 5 * 7 if unit == "day" else worked / 5 * 7 / 30
        step = 3.5 if unit == "day" else 0.5
        yield Computed(round(value / step) * step, "sum", f"{worked:g}个工作日连周末")


def _in_parts(pool: Pool) -> Iterator[Computed]:
    """In how many parts of at most one amount another one is taken."""
    for a, _ in pool.money:
        for b, _ in pool.money:
            if 0 < b < a <= 20 * b:
                yield Computed(-(-a // b), "part", f"{yuan(a)}按每次{yuan(b)}")


def _values(pool: Pool, unit: str) -> list[float]:
    if unit in ("month", "period"):
        return pool.terms
    if unit in ("day", "workday"):
        return pool.days
    if unit in ("thing", "people"):
        return [v for u in ("thing", "people", "bare") for v in pool.counts.get(u, [])]
    return [*pool.counts.get(unit, []), *pool.counts.get("bare", [])]


def _how_long(pool: Pool) -> Iterator[Computed]:
    """So many payments of one amount make up another."""
    for a, _ in pool.money:
        for b, role in pool.money:
            if role in ("instalment", "each", "paid", "") and a % b == 0 and 1 < a / b <= 120:
                yield Computed(a / b, "part", f"{yuan(a)}÷{yuan(b)}")


def _ages(pool: Pool, year: int) -> Iterator[Computed]:
    ages = [x for x in pool.counts.get("岁", []) if x in pool.own]
    mine = {*ages, *(x for x in pool.counts.get("bare", []) if x in pool.own and 16 <= x < 80)}
    for line in pool.counts.get("岁", []):
        yield from (Computed((line - x) * year, "difference", f"{line:g}岁−{x:g}") for x in mine if 0 < line - x <= 3)
    for a, b in combinations(ages, 2):
        yield Computed(abs(a - b) * year, "difference", f"{max(a, b):g}岁−{min(a, b):g}岁")
    if pool.as_of is not None:
        named = [y for y, _, _ in pool.dates if y] + [
            century(t / 12) for t in pool.terms if t % 12 == 0 and 30 < t / 12 < 100
        ]
        yield from (
            Computed((pool.as_of.year - y) * year, "difference", f"{pool.as_of.year}−{y}")
            for y in named
            if y < pool.as_of.year
        )


def _until_too_old(pool: Pool, line: str) -> Iterator[Computed]:
    """The months that an age leaves to a term where both together have a limit (年龄加期限不超过70)."""
    limits = [float(q.values[0]) for q in quantities(line) if q.unit in ("岁", "bare")]
    ages = [a for u in ("岁", "bare") for a in pool.counts.get(u, []) if a in pool.own and 18 <= a < 100]
    yield from (
        Computed((limit - a) * 12, "difference", f"{limit:g}−{a:g}岁") for limit in limits for a in ages if a < limit
    )


def _between(pool: Pool, unit: str, *, now: bool, inclusive: bool) -> Iterator[Computed]:
    """Days or months between two dates that are named, or one and the day of the reply."""
    if pool.as_of is None:
        return
    named = [(_day(pool.as_of, *when), bool(when[2])) for when in pool.dates[:6]]
    known = [(d, exact) for d, exact in named if d is not None]
    for (a, exact), (b, other) in combinations([*known, *([(pool.as_of, True)] if now else [])], 2):
        if unit == "month":
            apart = abs((b.year - a.year) * 12 + b.month - a.month)
            how = f"{min(a, b)}到{max(a, b)}"
            yield Computed(apart, "difference", how)
            if inclusive and pool.as_of not in (a, b):
                yield Computed(apart + 1, "difference", f"{how}，两头都算")
        elif exact and other:
            yield Computed(abs((b - a).days), "difference", f"{min(a, b)}到{max(a, b)}")


def _day(as_of: date, year: int, month: int, day: int) -> date | None:
    try:
        return date(year or as_of.year, month or as_of.month, day or 1)
    except ValueError:
        return None


def century(two: float) -> int:
    """The year that two digits name: 98 is 1998."""
    return int(two) + (1900 if two > 50 else 2000)


def days_from(pool: Pool, cue: str, *, exact: bool) -> Iterator[tuple[date, str]]:
    """Days that follow from the dates named and from today: the next ones, so many months, days or working days later. Not
    `exact`: months that follow from months."""
    if pool.as_of is None:
        return
    days = [int(d) for d in pool.days[:8] if d < 4000]
    told = {float(q.values[0]) for q in quantities(cue.removesuffix(pool.asked)) if q.unit in ("day", "workday")}
    days = [d for d in days if d in told] or days
    months = {*([1] if _FOLLOWING.search(pool.text) else []), *(int(t) for t in pool.terms[:6] if t < 1200)}
    starts = [(_day(pool.as_of, *when), bool(when[2])) for when in pool.dates[:6]]
    if _TODAY.search(cue):
        starts.append((pool.as_of, True))
        yield pool.as_of, "今天"
    for start, known in starts:
        if start is None or exact > known:
            continue
        if exact:
            yield from _days_after(start, days, cue, [d for d in days if _of_work(d, pool.text)])
        ends = {n - 1 for n in months if n > 1} if _LAST.search(cue) else set()
        for n in months | ends:
            year, month = start.year + (start.month - 1 + n) // 12, (start.month - 1 + n) % 12 + 1
            yield date(year, month, min(start.day, monthrange(year, month)[1])), f"{start}后{n}个月"


_MONTHLY = lazy(r"(?:每个?月|还款日为?|还款日是)(?:的)?(\d{1,2})[日号]")


_ON_DAY = lazy(r"(?:每个?月|[账还结]\S{1,2}日[为是]?|[，、,])的?(\d{1,2})[日号](?=还|前?扣|出|结|前|[。，,；])")


def monthly_days(pool: Pool) -> Iterator[tuple[date, str]]:
    """The next two dates of a day of the month (每月5日出账单) after each date that is named."""
    if pool.as_of is None:
        return
    starts = [d for when in pool.dates[:6] if when[2] and (d := _day(pool.as_of, *when)) is not None]
    for day in {int(m[1]) for m in _ON_DAY.finditer(pool.text)} - {0}:
        for start in starts:
            months = range(0 if day >= start.day else 1, 3)
            for n in months:
                year, month = start.year + (start.month - 1 + n) // 12, (start.month - 1 + n) % 12 + 1
                if day <= monthrange(year, month)[1]:
                    yield date(year, month, day), f"{start}后的每月{day}日"


def days_of_the_month(pool: Pool) -> Iterator[tuple[int, str]]:
    """The day of the month that so many days of grace after a monthly one end on: 每月8日 and 3天 make the 11th."""
    for due in {int(m[1]) for m in _MONTHLY.finditer(pool.text)}:
        for n in pool.days[:8]:
            if n <= 15 and due + n <= 28 and not _of_work(int(n), pool.text):
                yield due + int(n), f"每月{due}日后{n:g}天"


def _days_after(start: date, days: list[int], cue: str, working: list[int]) -> Iterator[tuple[date, str]]:
    if (KEEPS.search(cue) and "最好" in cue) or _SAFER.search(cue):
        yield start - timedelta(days=1), f"{start}的前一天"
    if "前" in cue:
        yield from ((start - timedelta(days=k), f"{start}前{k}天") for k in days if k not in working)
    steps = {*([1] if _NEXT.search(cue) else []), *(d for d in days if d not in working)}
    yield from ((start + timedelta(days=k), f"{start}后{k}天") for k in steps)
    yield from ((_working(start, n), f"{start}后{n}个工作日（只去掉周末）") for n in working)


def _of_work(n: int, text: str) -> bool:
    """Whether the texts count so many days in working days only."""
    return "工作日" in text and not re.search(rf"(?<!\d){n}\s?(?:个?自然日|天|日)", text)


def _working(start: date, n: int) -> date:
    day = start
    for _ in range(min(n, 60)):
        day += timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
    return day
