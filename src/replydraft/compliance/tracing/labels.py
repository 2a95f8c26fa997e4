"""What a figure of a reply may be the result of, by the words around it: an instalment, interest, a fee, a share, a difference …"""

from __future__ import annotations

import re

from replydraft.compliance.tracing.results import converted_to_itself
from replydraft.compliance.tracing.said import Said
from replydraft.compliance.tracing.words import ADDS, TAKES
from replydraft.text.lazy import lazy

_WANTED = (
    ("instalment", lazy(r"月供|每个?[月期][^，。]{0,6}还|[一每]个?[月期]|月还|首月|后面|一共还|每月|每期|月均")),
    ("interest", lazy(r"利息|付息|息费|罚息|[月日年]息|[结付]一?次?息|一[天日]|每[天日]")),
    ("fee", lazy(r"费|违约金|佣金|收")),
    ("principal", lazy(r"本金|还本")),
    ("total", lazy(r"一共|总共|合计|本息(?:合计|一共|总|共|和)|全部|总成本|总还款|加起来|总")),
)
_FREE = frozenset({"share", "portion", "part", "sum", "difference", "ratio", "step", "total", "multiple"})
_ANNUAL = lazy(r"年化|单利|复利|IRR|成本|综合|利率|一年|年")
_MONTH = lazy(r"每个?月|每期|月(?:息|利率|费率)|折月|每月")
_DAY = lazy(r"[每一][日天]|[日天](?:息|利率|费率)|按[日天]")
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
RECKONED = lazy(
    r"减半|折|算|相当|约|反推|合|就是|等于|实际|真实|是[^，。]{0,4}§|乘|成本|差不多|一共|按|[倍成减加贴换占]|每[月天日]|相当"
)
_IN_ALL = lazy(r"一共|总|全部|合计|加起来")
_PERIOD = lazy(r"[月季年](?!化)|(?<!宽限)期")
_PRINCIPAL = lazy(r"本金|还本")
_ON_THE_REST = lazy(r"(?:只|是|按|凡)[^，。]{0,2}剩余?本金")
SHIFTED = lazy(r"下调|下浮|上浮|[降减加贴](?!起)")
_OF_A_RATE = lazy(r"[%％厘](?:的话|来?算)?[，,]?(?:每|一个?)(?:季度?|月|天|年)(?:就是|大?约|要|是)?$")
"""按7.2%一季度2700: what a rate comes to in so long is interest."""
_OF_AN_EXAMPLE = lazy(r"(?:比如|假如|假设|例如|要是|如果)[^，。；]{0,6}[放借贷用][^，。；]{1,6}[，,]$")
_THAT_MUCH = lazy(r"[放借贷用][^，。；]{1,6}(?:的话)?(?:就是|就收|就要|等于|是)$")
_CAPPED = lazy(r"(?:还款|月还|月供|负债|还的)[^，。；]{0,12}$")
_SO = lazy(r"(?:所以|因此|那么?|也就是|等于)[^，。；]{0,10}$")
TAKEN = lazy(r"(?:扣掉|扣除|扣去|扣了|减去?|减掉|去掉|刨去|刨掉|刨开|除去|还掉)[^，。；]{1,16}[，,]$")
"""A clause that takes something away from what the next one names."""
_SO_LONG = lazy(r"(?:每|[一两二三四五六七八九十\d])个?(?:[年月天期]|季度?)(?:下来|就是|大?约|要|是)?$")
_AGED = lazy(r"(?:那年|那时候?|届时|年的?今年|周岁)(?:是|也?就|才|都|刚|大?约)?$")
_UP_TO = lazy(r"(?:最多|最高|顶多)(?:能|可以|也就)?(?:到|提到|加到|涨到)$")
_TOGETHER = lazy(r"(?:合一?起来?|加一?起来?|加在一起|合计)(?:是|就|也就|顶到)?$")
_SO_LONG_MOST = lazy(r"[\d一二两三四五六七八九十][个]?[年月期]最多(?:能|可以)?[拿借贷]?$")
_SO_MANY = lazy(r"[\d两二三四五六七八九十][个户笔家次人名位](?:人|户)?(?:才|就|就是|共|一共|合计|加起来|顶多)$")
_SENTENCE = lazy(r"[。；;]")
"""What can be lent at most follows from no sum but one worked in the same sentence (按评估价七成，可贷…)."""
_BY = lazy(r"按[^，。；]{0,12}(?:[倍成%]|一半|分之)[^，。；]{0,6}[，,]$")
"""A clause that says how the limit in the next one is reckoned."""
_LENT = lazy(r"[能可]以?(?:贷|批|融|做|放|授信)(?:到|出)?$")
_COST = frozenset({"total", "instalment", "interest", "fee", "step", "a_month"})
"""What is no amount that somebody lends."""
_NOT = lazy(r"别|不是|不等于|≠|误|不能|而非|以为|[乘×*]\s?12")


def labels(s: Said, cue: str) -> frozenset[str]:
    """What may be meant; nothing where the figure is said as a premise."""
    if _PREMISE.search(s.before) and not (ADDS.search(s.before[-8:]) or TAKES.search(s.before[-8:])):
        return frozenset()
    if s.q.unit == "rate":
        return _rate_labels(s)
    if s.q.unit not in ("money", "bare") or (_AGED.search(s.before) and 18 <= s.q.values[0] < 100):
        return frozenset({"difference", "sum", "ratio", "part"})
    worked = bool(_SET.search(s.ahead[-24:] + s.before + "§" + s.after[:8]))
    worked = worked or bool(s.bound and "还" in s.before[-3:])
    if (said := _concluded(s, worked=worked)) is not None:
        return said
    monthly = set() if by_the_day(s) or _IN_ALL.search(s.before[-10:]) else {"a_month"}
    if _LESS.search(s.before):
        parts = {"portion", "share"} if _SET.search(s.before) else set()
        return frozenset({"difference", "step", *parts, *({"total", "interest"} if "省" in s.before[-6:] else ())})
    if s.role in ("fee", "interest"):
        more = {"sum", "difference"} if ADDS.search(s.before[-8:]) or TAKES.search(s.before[-8:]) else set()
        also = {"interest"} if "罚息" in s.before + s.after[:4] else set()
        if s.role == "interest" or also:
            also |= monthly
        return frozenset({s.role, "total", *(["share"] if worked else []), *more, *also})
    if TAKEN.search(s.ahead[-30:]):
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
    if not wanted and (_OF_AN_EXAMPLE.search(s.ahead) or _THAT_MUCH.search(s.before)):
        wanted = {"interest", "fee", "a_month"}
    if not wanted and _SO_LONG.search(s.before):
        wanted = {"interest", "fee", "a_month"}
    asked = ADDS.search(s.before[-8:]) or TAKES.search(s.before[-8:])
    if not wanted and not asked and not _WORKED.search(cue):
        return frozenset()
    if wanted & {"interest", "instalment"}:
        wanted |= monthly
    return frozenset(wanted | _FREE if worked else (wanted | _FREE) - {"share"}) - (
        _COST if _LENT.search(s.before) else set()
    )


def _concluded(s: Said, *, worked: bool) -> frozenset[str] | None:
    """What the words right before an amount say that it is; None where they leave it open."""
    takes = bool(TAKES.search(s.before[-8:]))
    most, allowed = s.bound == "max", _BY.search(s.ahead) or _SET.search(_SENTENCE.split(s.before)[-1])
    counted = {w.split(":")[0] for w in s.wide} >= {"#money", "#thing"}
    summed = not s.bound and ADDS.search(s.before[-8:])
    said = (
        ("超出" in s.before[-6:] or "超过封顶" in s.before[-6:], {"difference"}),
        (s.bound and _TOGETHER.search(s.before), {"sum"}),
        (most and _SO_LONG_MOST.search(s.before), {"total"}),
        (most and _CAPPED.search(s.before), {"portion", "difference"} if takes else {"portion"}),
        (s.role == "limit" and not (summed or allowed), set[str]()),
        (most and _UP_TO.search(s.before) and _SET.search(s.ahead[-24:]), {"portion", "sum"}),
        (s.bound and counted and _SO.search(s.before), {"multiple"}),
        (not s.bound and _SO_MANY.search(s.before), {"multiple", "sum"}),
        (s.bound and not worked and not takes, set[str]()),
    )
    return next((frozenset(meant) for holds, meant in said if holds), None)


def by_the_day(s: Said) -> bool:
    return "天" in s.ahead + s.before and not _PERIOD.search(s.ahead + s.before + s.after)


def _wanted(words: str) -> set[str]:
    return {name for name, pattern in _WANTED if pattern.search(words)}


def _rate_labels(s: Said) -> frozenset[str]:
    if converted_to_itself(s):
        return frozenset()
    if s.bound and not RECKONED.search(s.ahead[-10:] + s.before[:-2]):
        shifted = "#rate" in "".join(s.wide) and SHIFTED.search(s.ahead[-24:] + s.before)
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
