"""Whether a figure of a reply follows from what the sources state: by the words around it, the right thing is computed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from replydraft.compliance.tracing import loans, ratios, shares, spans, yearly
from replydraft.compliance.tracing.equal import rounds
from replydraft.compliance.tracing.loans import Computed
from replydraft.compliance.tracing.pool import Pool
from replydraft.compliance.tracing.results import converted_to_itself, with_fees
from replydraft.compliance.tracing.said import Said
from replydraft.compliance.tracing.words import ADDS, TAKES
from replydraft.text.lazy import lazy

_WANTED = (
    ("instalment", lazy(r"月供|每[月期][^，。]{0,6}还|一个?[月期]|月还|首月|后面|一共还|每月|每期|月均")),
    ("interest", lazy(r"利息|付息|息费|罚息|[月日年]息|一[天日]|每[天日]")),
    ("fee", lazy(r"费|违约金|佣金|收")),
    ("principal", lazy(r"本金|还本")),
    ("total", lazy(r"一共|总共|合计|本息(?:合计|一共|总|共|和)|全部|总成本|总还款|加起来|总")),
)
_FREE = frozenset({"share", "portion", "part", "sum", "difference", "ratio", "step", "total", "multiple"})
_ANNUAL = lazy(r"年化|单利|复利|IRR|成本|综合|利率|一年|年")
_MONTH = lazy(r"每个?月|每期|月(?:息|利率|费率)|折?每?月")
_DAY = lazy(r"[每一][日天]|[日天](?:息|利率|费率)|按[日天]")
_COUNTED = lazy(
    r"[天月年]到(?:今年|明年|后年)?§|算到|过期|用到|最后|第\S{1,3}天|首期|首个|[头首第]一期|头期|最后一期|末期|次月|下个?月|往后|之后|以后|[从自]|最晚|最迟|数|顺延|起算|每月|到期|就是|那天|截止|提前|还款日|[存备转]"
)
_LESS = lazy(
    r"(?:便宜|贵|(?<![至最不减])少|省|剩|余下?|退|差(?!不多)|新增|还剩|还有|(?<!最)(?<!差不)多)[^，。\d]{0,4}$"
)
_SET = lazy(r"[倍成折%％]|算|按|分之|乘|×|一半|首付|厘|个点|万[一二三四五六七八九\d]")
_COMPARED = lazy(r"占|等于|相当于?")
_COMPOUND = lazy(r"复利|IRR|实际", re.I)
_PREMISE = lazy(
    r"您[^，。]{0,4}(?:登记|说|提|讲|填|报|用了|借了|欠了?|合同)[^，。]{0,6}$|合同(?:年化|利率|上)[^，。]{0,4}$"
)
_WORKED = lazy(r"减半|[倍成折%％乘×÷÷=＝加减除]|算|按|分之|就是|是|约|大概|每|相当|合")
_RUN = lazy(r"[^。；;，,：:\n、]{1,24}(?:、[^。；;，,：:\n、]{1,24}){1,11}")
_RECKONED = lazy(
    r"减半|折|算|相当|约|反推|合|就是|等于|实际|真实|是[^，。]{0,4}§|乘|成本|差不多|一共|按|[倍成减加贴换占]|每[月天日]|相当"
)
_IN_ALL = lazy(r"一共|总|全部|合计|加起来")
_PERIOD = lazy(r"[月季期年](?!化)")
_PRINCIPAL = lazy(r"本金|还本")
_ON_THE_REST = lazy(r"(?:只|是|按|凡)[^，。]{0,2}剩余?本金")
_SHIFTED = lazy(r"下调|下浮|上浮|[降减加贴](?!起)")
_OF_A_RATE = lazy(r"[%％厘](?:的话|来?算)?[，,]?(?:每|一个?)(?:季度?|月|天|年)(?:就是|大?约|要|是)?$")
"""按7.2%一季度2700: what a rate comes to in so long is interest."""
_CAPPED = lazy(r"(?:还款|月还|月供|负债|还的)[^，。；]{0,12}$")
_THAT_IS = lazy(r"[，,]?(?:也就是|就是|正好是?|即)")
_SO = lazy(r"(?:所以|因此|那么?|也就是|等于)[^，。；]{0,10}$")
_TAKEN = lazy(r"(?:扣掉|扣除|扣去|扣了|减去?|减掉|去掉|刨去|刨掉|刨开|除去|还掉)[^，。；]{1,16}[，,]$")
"""A clause that takes something away from what the next one names."""
_GRACE = lazy(r"宽限|最晚|最迟|不晚于|拖到|顶多到")
_SO_LONG = lazy(r"(?:每|[一两二三四五六七八九十\d])个?(?:[年月天期]|季度?)(?:下来|就是|大?约|要|是)?$")
_AGED = lazy(r"(?:那年|那时候?|届时|年的?今年|周岁)(?:是|也?就|才|都|刚|大?约)?$")
_MONTHLY = lazy(r"账单|出账|还|扣|结息|付息|月供|首期|[头首第]一")
_UP_TO = lazy(r"(?:最多|最高|顶多)(?:能|可以|也就)?(?:到|提到|加到|涨到)$")
_TODAY = lazy(r"(?:今天|今儿|今日)(?:是|才|都|已经)?$")
_TOGETHER = lazy(r"(?:合一?起来?|加一?起来?|加在一起|合计)(?:是|就|也就|顶到)?$")
_SO_LONG_MOST = lazy(r"[\d一二两三四五六七八九十][个]?[年月期]最多(?:能|可以)?[拿借贷]?$")
_SO_MANY = lazy(r"[\d两二三四五六七八九十][个户笔家次人名位](?:人|户)?(?:才|就|就是|共|一共|合计|加起来|顶多)$")
_SENTENCE = lazy(r"[。；;]")
"""What can be lent at most follows from no sum but one worked in the same sentence (按评估价七成，可贷…)."""
_BY = lazy(r"按[^，。；]{0,12}(?:[倍成%]|一半|分之)[^，。；]{0,6}[，,]$")
"""A clause that says how the limit in the next one is reckoned."""
_RESULTS = frozenset({"interest", "instalment", "fee"})
_PRICED = frozenset({"annual", "compound", "effective", "month", "day"})
_STOPS = lazy(r"[。！？!?\n]")
_TOLD = lazy(r"您|这|合|总|一共|加|全|各|都|分别")
_FROM = lazy(r"[×÷＋−、]")
_NOT = lazy(r"别|不是|不等于|≠|误|不能|而非|以为|[乘×*]\s?12")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`found` gives the figure; `right` is what comes out of it where the figure is something else."""

    found: Computed | None = None
    right: Computed | None = None


def compute(s: Said, pool: Pool) -> Outcome:
    """Whether the figure follows from the pool, or what follows in its place."""
    near = s.before + "§" + s.after[:8]
    taken = _TAKEN.search(s.ahead[-30:])
    cue = (s.ahead[-30:] if taken else s.ahead[-10:] if len(s.before) < 4 else "") + near
    labels = _labels(s, s.ahead[-40:] + near)
    pool.near, pool.talk, pool.by_the_day = near, s.ahead + near, _by_the_day(s)
    of = pool.stated.get(float(s.q.values[0])) if len(s.q.values) == 1 else None
    elsewhere = bool(of) and (s.q.unit != "rate" or s.role not in (of or ()) or with_fees(s, 12))
    best: Computed | None = None
    ends: list[dict[str, Computed]] = [{} for _ in s.q.values]
    for c in _candidates(s, pool, cue):
        if c.label not in labels or (elsewhere and _by_chance(s, c)):
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


def _labels(s: Said, cue: str) -> frozenset[str]:
    """What may be meant; nothing where the figure is said as a premise."""
    if _PREMISE.search(s.before) and not (ADDS.search(s.before[-8:]) or TAKES.search(s.before[-8:])):
        return frozenset()
    if s.q.unit == "rate":
        return _rate_labels(s)
    if s.q.unit not in ("money", "bare") or (_AGED.search(s.before) and 18 <= s.q.values[0] < 100):
        return frozenset({"difference", "sum", "ratio", "part"})
    worked = bool(_SET.search(s.ahead[-24:] + s.before + "§" + s.after[:8]))
    worked = worked or bool(s.bound and "还" in s.before[-3:])
    summed = not s.bound and ADDS.search(s.before[-8:])
    if "超出" in s.before[-6:] or "超过封顶" in s.before[-6:]:
        return frozenset({"difference"})
    if s.bound and _TOGETHER.search(s.before):
        return frozenset({"sum"})
    if s.bound == "max" and _SO_LONG_MOST.search(s.before):
        return frozenset({"total"})
    if s.bound == "max" and _CAPPED.search(s.before):
        return frozenset({"portion", "difference"} if TAKES.search(s.before[-8:]) else {"portion"})
    if s.role == "limit" and not (summed or _BY.search(s.ahead) or _SET.search(_SENTENCE.split(s.before)[-1])):
        return frozenset()
    if s.bound == "max" and _UP_TO.search(s.before) and _SET.search(s.ahead[-24:]):
        return frozenset({"portion", "sum"})
    if s.bound and _SO.search(s.before) and {w.split(":")[0] for w in s.wide} >= {"#money", "#thing"}:
        return frozenset({"multiple"})
    if not s.bound and _SO_MANY.search(s.before):
        return frozenset({"multiple", "sum"})
    if s.bound and not worked and not (TAKES.search(s.before[-8:])):
        return frozenset()
    monthly = set() if _by_the_day(s) or _IN_ALL.search(s.before[-10:]) else {"a_month"}
    if _LESS.search(s.before):
        parts = {"portion", "share"} if _SET.search(s.before) else set()
        return frozenset({"difference", "step", *parts, *({"total", "interest"} if "省" in s.before[-6:] else ())})
    if s.role in ("fee", "interest"):
        more = {"sum", "difference"} if ADDS.search(s.before[-8:]) or TAKES.search(s.before[-8:]) else set()
        also = {"interest"} if "罚息" in s.before + s.after[:4] else set()
        if s.role == "interest" or also:
            also |= monthly
        return frozenset({s.role, "total", *(["share"] if worked else []), *more, *also})
    if _TAKEN.search(s.ahead[-30:]):
        return frozenset({"difference"})
    near, sentence = s.before[-16:] + "§" + s.after[:6], s.ahead[-120:] + s.before + "§" + s.after + s.tail
    wanted = _wanted(near) - (set() if _PRINCIPAL.search(s.before[-8:]) else {"principal"})
    if not wanted or wanted == {"principal"}:
        wanted |= _wanted(cue) or _wanted(sentence)
    elif wanted == {"fee"}:
        wanted |= _wanted(cue)
    if wanted & {"total", "instalment"}:
        wanted |= {"fee", "interest"}
    if not wanted and _OF_A_RATE.search(s.before):
        wanted = {"interest"}
    if not wanted and _SO_LONG.search(s.before):
        wanted = {"interest", "fee", "a_month"}
    asked = ADDS.search(s.before[-8:]) or TAKES.search(s.before[-8:])
    if not wanted and not asked and not _WORKED.search(cue):
        return frozenset()
    if wanted & {"interest", "instalment"}:
        wanted |= monthly
    return frozenset(wanted | _FREE if worked else (wanted | _FREE) - {"share"})


def _by_the_day(s: Said) -> bool:
    return "天" in s.ahead + s.before and not _PERIOD.search(s.ahead + s.before + s.after)


def _wanted(words: str) -> set[str]:
    return {name for name, pattern in _WANTED if pattern.search(words)}


def _rate_labels(s: Said) -> frozenset[str]:
    if converted_to_itself(s):
        return frozenset()
    if s.bound and not _RECKONED.search(s.ahead[-10:] + s.before[:-2]):
        shifted = "#rate" in "".join(s.wide) and _SHIFTED.search(s.ahead[-24:] + s.before)
        return frozenset({"annual"}) if shifted else frozenset()
    here = s.before + s.after[:8]
    more = {"difference", "sum"} if ADDS.search(s.before[-8:]) or TAKES.search(s.before[-8:]) else set()
    if s.role == "day" or (_DAY.search(here[-14:]) and not _ANNUAL.search(here)):
        return frozenset({"day", *more})
    if s.role == "month" or (_MONTH.search(s.before[-5:]) and not _ANNUAL.search(here)):
        return frozenset({"month", *more})
    if _NOT.search(s.before):
        return frozenset({"annual", "naive", "ratio", *more})
    if s.role == "annual" and _ON_THE_REST.search(s.ahead + s.after + s.tail):
        return frozenset({*_simple_or_not(s), "naive", *more})
    if s.role == "annual" and not _COMPARED.search(s.before):
        return frozenset({*_simple_or_not(s), *more})
    if s.role in ("fee", "penalty", "perfee"):
        return frozenset({"fee_rate", *more, *(["ratio"] if _COMPARED.search(s.before) else [])})
    if s.role == "ratio":
        return frozenset({"ratio", *more})
    return frozenset({*_simple_or_not(s), "ratio", *more})


def _simple_or_not(s: Said) -> tuple[str, ...]:
    """单利 is nominal, 复利 and IRR beside it effective; where neither is said it may be both."""
    behind = (s.after + s.tail)[:5]
    if "单利" in behind or "单利" in s.before[-8:]:
        return ("annual",)
    if _COMPOUND.search(s.before[-12:] + behind):
        return ("compound", "effective") if "单利" in s.ahead else ("annual", "compound", "effective")
    return ("annual", "compound")


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
        shifted = _SHIFTED.search(s.ahead[-24:] + s.before)
        if shifted or _RECKONED.search(s.ahead[-24:] + cue + s.tail[:4]) or ADDS.search(cue) or TAKES.search(cue):
            yield from ratios.rates(pool, cue)
            yield from yearly.rates(pool)
        if "成" in s.q.text or "分之" in s.q.text:
            yield from ratios.of_the_last(pool, s.ahead[-24:] + s.before)
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
    if s.q.unit not in ("thing", "people") or len(s.q.values) > 1 or not 2 <= s.q.values[0] <= 12:
        return None
    n = int(s.q.values[0])
    ahead, behind = text[max(0, s.q.start - 60) : s.q.start], text[s.q.end : s.q.end + 60]
    for part in (_STOPS.split(ahead)[-1], _STOPS.split(behind)[0]):
        if n - 1 in {len(run[0].split("、")) - 1 for run in _RUN.finditer(part)}:
            return "数的是这里列出的几项"
    told = _TOLD.search(s.before[-8:] + "§" + s.after[:5])
    return "数的是客户说的几笔" if told and n == len(pool.spoken) else None
