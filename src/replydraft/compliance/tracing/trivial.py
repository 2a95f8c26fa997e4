"""Figures that claim nothing: 一天 as a unit of something, an example of 一万块, and other words of talk."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from replydraft.compliance.tracing.said import Said
from replydraft.compliance.tracing.totals import announced
from replydraft.text.lazy import lazy

_ONE = lazy(r"[一1]\s?(?:个月|天|年|周|个?季度|个?星期|个?小时|期|次|日|个?基点|[亩头羽只辆吨棵株平])")
_LIMIT = lazy(
    r"(?:分(?!之)|[近满借展]|贷(?!款)|差(?!不多)|延长?|最长|最短|最快|再等|再过|最多|不超过|至少|期限|有效期?|宽限期?|保存)[一-龥]{0,2}$"
)
_FOR = lazy(r"[的]?(?:还(?!清)|利息|付|交|收|差|省|下来|大?约?要|[\d一二两三四五六七八九])")
_LIMIT_AFTER = lazy(r"\s?(?:以?内|之内|以上|有效|宽限|到账|放款|审批|出结果|下款|就[能可好行]|搞定|期满)")
_RANKS = frozenset({"二套", "三套"})
"""Which home it is, not how many."""
_COUNT, _MEASURE = r"[一二两三四五六七八九十\d]", "[个位名项样份张种家笔人]"
_NOUN = lazy(r"[一-龥]{2}")
_NOUN_BEFORE = lazy(r"[一-龥]{2}$")
_ADVICE = lazy(r"(?:养|缓|停|歇|攒|观察)[一-龥]{0,3}$")
_NOTICE, _NOTICE_AFTER = (
    lazy(r"(?:提前|到期前|到期日前|之前)$"),
    lazy(r"[我]?(?:会|再|就)?(?:提醒|告诉|通知|跟我说|联系)"),
)
"""到期前半个月提醒您: what an adviser offers."""
_DENIED = lazy(r"(?:不是|并非|不等于|别(?:当|看|拿)|误以为|以为|≠)[^，。\d]{0,4}$")
_ROUND = lazy(r"一[百千万](?:块|元|块钱)?|百万")
_RESULT = lazy(r"(?:就是|等于|合计|一共)$")
_SET = lazy(r"最高|最低|额度|费|金|罚|超过|门槛|收入|起|以[内上]|借|贷|还|批")
_TIMES = lazy(r"(?:乘以?|×|\*|÷|除以?|按一?年?)\s?$")
_MIDNIGHT = Decimal(24 * 60)
"""今天24点前: the end of the day."""
_MINUTES = lazy(r"[\d一二两三四五六七八九十半]\s?(?:个?小时|个?钟头|分钟|秒)")
_PROMPT = lazy(r"[放下出]款|到账|[审获秒]?批|出(?:结果|额)|到手|[提用]款")
"""两分钟搞定 is talk, 十分钟放款 a promise."""
_STATEMENTS = lazy(r"的?[^，。；]{0,4}(?:流水|账单)")
_SO_LONG = lazy(r"月[^，。；]{0,8}(?:流水|账单)|(?:流水|账单)[^，。；]{0,8}月")
"""近半年的流水发我: what an adviser asks for, where no source says how much of it."""
_QUARTERS, _ONCE = ("三个月", "3个月"), lazy(r"[还付结交]?一?[次还付结交]")
"""按季付息，三个月还一次."""
_TWO = Decimal(2)
_ONE_OR_TWO = (Decimal(1), _TWO)
_COUNTED = ("bare", "day", "period", "month")
_EARNS = lazy(r"的?(?:\d|一共|合计|加起来|合起来|月入|收入|工资|流水|每月)")
"""俩人18000; 俩人来就行 says who has to come."""
_OF_A_YEAR = tuple((Decimal(n),) for n in (12, 30, 360, 365))
_COUPLE = lazy(r"夫妻|老[公婆]|爱人|配偶|媳妇|对象|[您你我]们?[俩两]")
"""Whose two incomes are counted."""
_OF_EACH = lazy(r"各[一1]|每[人位份]|均[须需应要]|都[须需应要]|全[部体]|共有人")
_OF_A_QUARTER = lazy(r"(?:[369]|12)月(?:份|底)?")
_QUARTERLY = lazy(r"季末|[按每]个?季度?")
"""March, June, September and December are when a quarter ends."""
_EARLY = lazy(r"(?:提前|提早)[^，。；\d]{0,2}$")
_AHEAD_OF_TIME = lazy(r"前[^，。；]{0,8}[天日月周]|[天日月周][^，。；]{0,4}前")
"""Where no source says how long before, 提前一个月准备 is advice."""
_NOT_SO = lazy(r"(?<!是)(?:不是|并非)$")
_SCALES = (100, 1000, 10_000, 100_000, 1_000_000)
_UNDER = lazy(r"(?:在|没超过?|不超过?|没过|低于|不到|离)(?:国家|监管|规定|法律)?[的]?$")
_LINE = lazy(r"以[内下]|之[内下]|(?:的|这条|那条|这道)?(?:红线|上限|线)|$")
_SUPPOSED = lazy(r"(?:假如|假设|比如|例如|举例|打个比方|打比方|就当)[^，。；]{0,14}[用放借占存欠晚拖]\s?了?$")
"""假如取1000用30天: how long is made up; what it comes to is computed."""
_EXAMPLE = lazy(r"每$|(?<!剩余)(?<!的)(?<!您)本金$|比如|例如|打个比方|举例|假如|假设")
_EXAMPLE_AFTER = lazy(r"[块元]?钱?(?:本金|贷款)?(?:用|借|放|存|[一每]个?[天年月])|(?:本金)?[，,]?一天")


def _counted(s: Said, sources: str) -> bool:
    """Whether the sources count the same thing in another measure: 两个联系人 and 2位紧急联系人, 材料五样 and 材料共5项."""
    behind, before = _NOUN.match(s.after), _NOUN_BEFORE.search(s.before)
    return bool(
        (behind and re.search(rf"{_COUNT}\s?{_MEASURE}[一-龥]{{0,4}}{behind[0]}", sources))
        or (before and re.search(rf"{before[0]}[^，。；\d]{{0,3}}{_COUNT}\s?{_MEASURE}", sources))
    )


def is_for_each(s: Said) -> bool:
    """Whether a single day, month or year is what something is reckoned for: 一年还12万, 头一年利息."""
    return bool(_ONE.fullmatch(s.q.text) and _FOR.match(s.after) and not _LIMIT.search(s.before[-6:]))


_OUR_LINE = lazy(r"我们|客服|咱们|本行|银行|公司")
_EMERGENCY = frozenset({110, 96110})
"""What everybody may be told to dial."""


def is_trivial(s: Said, sources: str, ceilings: Sequence[Decimal] = ()) -> bool:
    """Whether a figure without a source may stand. `sources` is all that the sources say; `ceilings` are what loans may cost at
    most a year by the rules."""
    q = s.q
    if q.text in _RANKS or (q.unit == "phone" and q.values[0] in _EMERGENCY and not _OUR_LINE.search(s.before)):
        return True
    if _of_both(s, sources) or announced(s) == q.values[0]:
        return True
    if q.unit == "thing" and len(q.values) == 1 and q.values[0] < 10:
        return not (
            re.search(rf"{_COUNT}\s?{re.escape(q.text[-1])}(?![月工点季百基小星礼自])", sources) or _counted(s, sources)
        )
    if _is_talk(s, sources):
        return True
    if _ONE.fullmatch(q.text):
        return not (_LIMIT.search(s.before[-6:]) or _LIMIT_AFTER.match(s.after))
    if q.unit == "rate":
        return bool(_DENIED.search(s.before[-8:])) or is_a_ceiling(s, ceilings)
    if q.unit == "month" and s.after.startswith("期") and "LPR" in (s.ahead + s.before + s.after + s.tail):
        return True
    return _made_up(s)


def _is_talk(s: Said, sources: str) -> bool:
    """Whether a figure is a way of speaking: what an adviser offers to do, midnight as the end of a day, both of a couple, the
    months that quarters end in where they are listed, a year's twelve months, what is said not to be so."""
    q, talk = s.q, s.ahead[-40:] + s.before
    if q.unit in ("minute", "second"):
        return not (_MINUTES.search(sources) or _PROMPT.search(s.before[-8:] + s.after[:8]))
    if q.unit == "people":
        both = q.values[0] == q.values[-1] == _TWO and _COUPLE.search(talk + sources)
        return bool(both and _EARNS.match(s.after))
    if q.unit in ("bare", "money") and _NOT_SO.search(s.before):
        return True
    if _OF_A_QUARTER.fullmatch(q.text) and "、" in (s.before[-1:], s.after[:1]):
        return bool(_QUARTERLY.search(talk) and _QUARTERLY.search(sources))
    if q.unit == "month" and s.role == "lookback" and _STATEMENTS.match(s.after):
        return not _SO_LONG.search(sources)
    if q.unit in ("month", "day") and _EARLY.search(s.before):
        return not _AHEAD_OF_TIME.search(sources)
    return (
        s.before.endswith(f"{q.text}就是")
        or (q.unit == "thing" and q.values == _ONE_OR_TWO and not s.bound)
        or (
            q.text in _QUARTERS
            and bool(_ONCE.match(s.after) and _QUARTERLY.search(talk) and _QUARTERLY.search(sources))
        )
        or (q.unit == "time" and q.values[0] == _MIDNIGHT)
        or (q.unit in ("month", "day", "period") and bool(_ADVICE.search(s.before[-8:])))
        or (q.unit in ("month", "day") and bool(_NOTICE.search(s.before[-6:]) and _NOTICE_AFTER.match(s.after)))
        or (q.unit in _COUNTED and q.raw[:1] in _OF_A_YEAR and bool(_TIMES.search(s.before[-6:])))
    )


def _of_both(s: Said, sources: str) -> bool:
    """Whether it is two of what each of a couple has or does: 夫妻俩两份, 两位都要到场."""
    if s.q.values != (_TWO,) or s.q.text[-1] not in "份位人":
        return False
    return bool(_COUPLE.search(s.ahead[-40:] + s.before) and _OF_EACH.search(sources))


def is_a_ceiling(s: Said, ceilings: Sequence[Decimal]) -> bool:
    """Whether the rates that the sentence names are said to lie below a legal ceiling, and do."""
    if s.q.values[0] not in ceilings or not (_UNDER.search(s.before) and _LINE.match(s.after)):
        return False
    rates = [float(v) for w in s.wide if w.startswith("#rate:") for v in w[6:].split(",")]
    return bool(rates) and max(rates) <= s.q.values[0]


def _made_up(s: Said) -> bool:
    """Whether an amount or a time is an example: 一万块, 每100元, 假如用30天."""
    q = s.q
    if _ROUND.fullmatch(q.text) and not _RESULT.search(s.before[-4:]) and not _SET.search(s.before[-8:] + s.after[:4]):
        return True
    if q.unit in ("day", "month", "period") and _SUPPOSED.search(s.before):
        return True
    if q.unit in ("money", "bare") and len(q.values) == 1 and q.values[0] in _SCALES:
        return bool(_EXAMPLE.search(s.before[-6:]) or _EXAMPLE_AFTER.match(s.after))
    return False
