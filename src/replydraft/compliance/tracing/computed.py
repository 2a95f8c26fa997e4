"""Whether a figure of a reply follows from what the sources state: by the words around it, the right thing is computed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from replydraft.compliance.quantities import quantities
from replydraft.compliance.tracing import loans, ratios, shares, spans, yearly
from replydraft.compliance.tracing.equal import rounds
from replydraft.compliance.tracing.labels import RECKONED, SHIFTED, TAKEN, by_the_day, labels
from replydraft.compliance.tracing.loans import Computed
from replydraft.compliance.tracing.pool import Pool
from replydraft.compliance.tracing.results import with_fees
from replydraft.compliance.tracing.said import Said
from replydraft.compliance.tracing.words import ADDS, KEEPS, TAKES
from replydraft.text.lazy import lazy

_COUNTED = lazy(
    r"[天月年]到(?:今年|明年|后年)?§|(?:[，,。]|[得要]等?|能|就)到§|算到|过期|用到|最后|第\S{1,3}天|首期|首个|[头首第]一期|头期|最后一期|末期|次月|下个?月|[第头首]一?次|前[还存]|往后|之后|以后|[从自]|最晚|最迟|数|顺延|起算|每月|到期|就是|那天|截止|提前|还款日|[存备转]|要到|送|出证|出结果|[放下]款|到账|办好|赶在|之前"
)
_RUN = lazy(r"[^。；;，,：:\n、]{1,24}(?:、[^。；;，,：:\n、]{1,24}){1,11}")
_EARLY = lazy(r"提前还[^，。]{0,4}[，]?收|违约金")
"""What an early repayment costs is no price a year."""
_THAT_IS = lazy(r"[，,]?(?:也就是|就是|正好是?|即)")
_WEEKS = lazy(r"星期|礼拜|周|月")
_COUNT_OF = lazy(r"(?:一共|总共|共|合计)$")
_AND = lazy(r"[^，。；、]{1,16}[和跟与][^，。；、]{1,16}")
_READY = 1
"""Days before it is due that money is made ready."""
_GRACE = lazy(r"宽限|最晚|最迟|不晚于|拖到|顶多到")
_MONTHLY = lazy(r"账单|出账|还|扣|结息|付息|月供|首期|[头首第]一")
_TODAY = lazy(r"(?:今天|今儿|今日)(?:是|才|都|已经)?$")
_RESULTS = frozenset({"interest", "instalment", "fee"})
_PRICED = frozenset({"annual", "compound", "effective", "month", "day"})
_STOPS = lazy(r"[。！？!?\n]")
_TOLD = lazy(r"您|这|合|总|一共|加|全|各|都|分别")
_FROM = lazy(r"[×÷＋−、]")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`found` gives the figure; `right` is what comes out of it where the figure is something else."""

    found: Computed | None = None
    right: Computed | None = None


def compute(s: Said, pool: Pool) -> Outcome:
    """Whether the figure follows from the pool, or what follows in its place."""
    near = s.before + "§" + s.after[:8]
    taken = TAKEN.search(s.ahead[-30:])
    cue = (s.ahead[-30:] if taken else s.ahead[-10:] if len(s.before) < 4 else "") + near
    meant = labels(s, s.ahead[-40:] + near)
    pool.told = _told(s)
    pool.near, pool.talk, pool.by_the_day = near, s.ahead + near, by_the_day(s)
    of = pool.stated.get(float(s.q.values[0])) if len(s.q.values) == 1 else None
    elsewhere = bool(of) and (s.q.unit != "rate" or s.role not in (of or ()) or with_fees(s, 12))
    best: Computed | None = None
    ends: list[dict[str, Computed]] = [{} for _ in s.q.values]
    for c in _candidates(s, pool, cue):
        if c.label not in meant or (elsewhere and _by_chance(s, c)):
            continue
        for i in range(len(ends)):
            if rounds(s, i, c.value, slack=c.slack):
                ends[i].setdefault(_way(c), c)
        for way in ends[0] if all(ends) else ():
            if all(way in end for end in ends):
                return Outcome(ends[0][way])
        if c.label in ("instalment", "interest", "fee", "annual") and c.label == s.role and _nearer(s, c, best):
            best = c
    return Outcome(None, best)


_KINDS = ({"money", "bare"}, {"month", "period"}, {"day", "workday"})


def _told(s: Said) -> frozenset[float]:
    kind = next((k for k in _KINDS if s.q.unit in k), {s.q.unit})
    found = [q for q in quantities(s.ahead.rstrip("，").rpartition("，")[2] + "，" + s.before) if q.unit in kind]
    return frozenset(float(v) for q in found for v in q.values)


def _way(c: Computed) -> str:
    """What both ends of a range have to be computed as, and from: 1500元×60 and 1500元×100."""
    return f"{c.label} {_FROM.split(c.how)[0]}"


def _by_chance(s: Said, c: Computed) -> bool:
    """Whether a figure that the sources state of something else comes out of a computation by accident: by rounding only, as a
    rate a year, or as interest, instalment or fee that is none."""
    if abs(c.value - float(s.q.values[0])) > 1e-9 * max(1.0, c.value):
        return True
    return c.label in _PRICED if s.q.unit == "rate" else s.role in _RESULTS and c.label != s.role


def _nearer(s: Said, c: Computed, best: Computed | None) -> bool:
    value = float(s.q.values[0])
    return value > 0 and 0.2 < c.value / value < 5 and (best is None or abs(c.value - value) < abs(best.value - value))


def _candidates(s: Said, pool: Pool, cue: str) -> Iterator[Computed]:
    unit = s.q.unit
    if unit == "money" or (unit == "bare" and s.q.values[0] >= 10):
        yield from shares.amounts(pool, cue)
        yield from shares.averages(pool, cue)
        yield from loans.money(pool, cue)
    elif (
        unit == "rate"
        and s.about
        and ("成" in s.q.text or "分之" in s.q.text)
        and (of := list(ratios.of_the_last(pool, s.ahead[-40:] + s.before)))
    ):
        yield from of
    elif unit == "rate":
        shifted = SHIFTED.search(s.ahead[-24:] + s.before)
        if shifted or RECKONED.search(s.ahead[-24:] + cue + s.tail[:4]) or ADDS.search(cue) or TAKES.search(cue):
            yield from ratios.rates(pool, cue)
            if not _EARLY.search(s.ahead[-16:] + s.before):
                yield from yearly.rates(pool)
        if "成" in s.q.text or "分之" in s.q.text:
            yield from ratios.of_the_last(pool, s.ahead[-24:] + s.before)
    if unit in ("day", "month") and _WEEKS.search(s.q.text):
        yield from spans.in_weeks(pool, s.ahead[-30:] + s.before, unit)
    if unit not in ("money", "rate", "date", "time", "article", "phone"):
        yield from spans.spans(pool, cue, unit)


def date_follows(s: Said, pool: Pool) -> str | None:
    """How a date comes of those named, or None."""
    year, month, day = (int(v) for v in s.q.values)
    if pool.as_of is not None and _TODAY.search(s.before):
        now = pool.as_of
        return "今天" if day == now.day and month in (0, now.month) and year in (0, now.year) else None
    cue = s.ahead[-30:] + s.before + "§" + s.after[:16]
    if not (day or month) or not _COUNTED.search(cue + pool.asked):
        return None
    if day and not (month or year) and _GRACE.search(s.ahead[-16:] + s.before):
        for end, how in spans.days_of_the_month(pool):
            if end == day:
                return how
    if day and not (month or year) and KEEPS.search(s.after[:8]):
        for _, _, due in pool.dates:
            if 0 < due - day <= _READY:
                return f"{due}日前{due - day}天备好"
    if day and month and _MONTHLY.search(s.before + "§" + s.after[:8]):
        for when, how in spans.monthly_days(pool):
            if (when.day, when.month) == (day, month) and year in (0, when.year):
                return how
    near = s.ahead[-12:] + s.before + "§" + s.after[:6] + (s.tail[:16] if _THAT_IS.match(s.tail) else "")
    for when, how in spans.days_from(pool, near + pool.asked, exact=bool(day)):
        if day in (0, when.day) and month in (0, when.month) and year in (0, when.year):
            return how
    return None


def listed(s: Said, text: str, pool: Pool) -> str | None:
    """How a small count comes of a list: 带身份证、户口本、结婚证三样, or the amounts that the customer named."""
    if s.q.unit not in ("thing", "people", "times") or len(s.q.values) > 1 or not 2 <= s.q.values[0] <= 12:
        return None
    n = int(s.q.values[0])
    ahead, behind = text[max(0, s.q.start - 60) : s.q.start], text[s.q.end : s.q.end + 60]
    for part in (_STOPS.split(ahead)[-1], _STOPS.split(behind)[0]):
        if n - 1 in {len(run[0].split("、")) - 1 for run in _RUN.finditer(part)}:
            return "数的是这里列出的几项"
    if s.q.unit == "times":
        pairs = _AND.search(_STOPS.split(ahead)[-1]) is not None and n == 2 and _COUNT_OF.search(s.before)
        return "数的是这里列出的几次" if pairs else None
    told = _TOLD.search(s.before[-8:] + "§" + s.after[:5])
    return "数的是客户说的几笔" if told and n == len(pool.spoken) else None
