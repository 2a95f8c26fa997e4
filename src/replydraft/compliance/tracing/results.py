"""Whether a figure is said as the result of something, or as the state of the customer: then a source's mere premise, or the line
that a product draws, does not state it.

您92年的今年34岁 is not grounded by 申请人年龄22至34周岁; 8万的两倍是16万 is not grounded by 最高16万元.
"""

from __future__ import annotations

from replydraft.compliance.tracing.equal import is_part_held
from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.said import Said, mark
from replydraft.compliance.tracing.words import ALL_IN, INCLUDING
from replydraft.text.lazy import lazy

_OWNED = frozenset({"income", "debt", "instalment", "paid"})
"""What a profile may state in all."""
_EVERY = lazy(r"[每一]个?([天日月年周季])[^，。；\d]{0,3}$")
_SAME_TIME = {"天": "天日", "日": "天日"}
_TERMS = ("month", "period")
_WORKED = lazy(
    r"(?:[倍折%‰]|成(?!本|交)|一半|分之[一二三四五六七八九十\d.]{1,4}|乘以?[^，。]{1,6}|[×÷][^，。]{1,6}|[加减除][^，。]{1,10})[^，。、；]{0,4}(?:[，,]?(?:也就)?是|[，,]?就是|为|等于|得)[^，。\d]{0,3}$"
)
_OF_THAT_ONE = lazy(r"\d[%％]|个点|分之")
"""实际年化11.1%，别被千分之五迷惑: the words are of the rate before."""
_FROM = ("从", "由")
_A_LIMIT = lazy(r"的?(?:上限|红线)")
_GOES_ON = lazy(r"\s?(?:[×÷*]|乘|除以)")
"""就是18.6万乘20% goes on with what it begins with."""
_TOTAL = lazy(r"(?:加起来|合计|一共|总共|合起来|还剩|还差|余下|新增|应退)[^，。\d]{0,8}$")
_SHARE = lazy(r"占[^，。\d]{0,8}$")
_CONVERTED = lazy(r"(?:折|相当于|算下来|算出来|等于)[^，。\d]{0,6}$")
_COMES_TO = lazy(r"(?:折下来|折算|相当于|算下来)(?!也)[^，。\d]{0,6}$")
_CLAIMED = lazy(r"您(?:想?要|说|提到?|需要)的[^，。]{0,4}$")
_OTHERS = lazy(r"(?:别家|人家(?!要求?|规定|银行)|那家中介)[^，。]{0,4}$")
_OWN = lazy(r"您[^，。；]{0,12}$")
_TOLD = lazy(r"您(?:说|提|讲|问|看|合同)|对方|他们|人家|上次|之前|那家|合同")
_BEYOND = lazy(r"(?:超过?|满|达到?)$")
_YARDSTICK = lazy(r"[比离]\s?$")
_EACH_TIME = lazy(r"\s?(?:[一每]期|[一每]个?月|[一每][天日])")
_WHOLE_TERM = lazy(r"(?:一共|总共|共)(?:分|是|做)?$")
_LINE = lazy(
    r"[可能要需得过超满低高最够线起须应]|(?<!现)在|(?<!您)才|以[内上下]|符合|只|范围|(?:没有|不是|不算|不属于|属于)[^，。；]{1,8}就?是"
)


def with_fees(s: Said, ahead: int) -> bool:
    """Whether the words before a rate, so many characters ahead of its clause, say that the fees are in it; an IRR stands
    behind the rate that it belongs to."""
    talk = s.ahead[-60 if "IRR" in s.before[-8:] else -ahead :] + s.before
    last = max(INCLUDING.finditer(talk), key=lambda m: m.end(), default=None)
    return last is not None and not _OF_THAT_ONE.search(talk, last.end())


def converted_to_itself(s: Said) -> bool:
    """Whether a rate that another one is said to come to (2.5%…折下来2.5个点) is that other one."""
    return s.q.unit == "rate" and mark(s.q) in s.wide and bool(_COMES_TO.search(s.before))


def _one_period(s: Said, k: Known) -> bool:
    """每年180元 states no price a month."""
    mine, theirs = _EVERY.search(s.before), _EVERY.search(k.said.before)
    return not mine or not theirs or s.q.unit != "money" or mine[1] in _SAME_TIME.get(theirs[1], theirs[1])


def fits(s: Said, k: Known) -> bool:
    """Whether a source's figure can be the reply's, by what kind of statement each is."""
    if not _one_period(s, k):
        return False
    talk = s.ahead[-16:] + s.before
    total = s.q.unit in ("money", "bare", *(() if s.bound else _TERMS)) and _TOTAL.search(s.before)
    worked = bool(
        total
        or (s.q.unit != "date" and _WORKED.search(talk) and not (_GOES_ON.match(s.after) or s.before.endswith(_FROM)))
        or (s.q.unit == "rate" and not s.bound and _SHARE.search(s.before))
    )
    whole = s.q.unit in _TERMS and k.said.role in ("loan", "whole") and _WHOLE_TERM.search(s.before)
    if total and (whole or s.role == k.said.role == "left"):
        return True
    if worked and not (_WORKED.search(k.said.before) or _TOTAL.search(k.said.before)):
        if k.voice:
            held = k.voice == "customer" and s.q.unit == "rate" and is_part_held(s, k)
            return held or (k.voice == "profile" and k.said.role in _OWNED)
        return k.source == "calculator" or (
            s.q.unit != "rate" and s.bound == k.said.bound and bool(s.near & k.said.near)
        )
    if converted_to_itself(s):
        return k.source == "calculator"
    if k.voice == "customer" and _CONVERTED.search(s.before):
        return False
    yearly = s.role in ("annual", "") and not _EACH_TIME.match(s.after)
    if (
        s.q.unit == "rate"
        and not _A_LIMIT.match(s.after)
        and with_fees(s, 24)
        and not _YARDSTICK.search(s.before)
        and yearly
    ):
        told = k.voice and (_TOLD.search(s.ahead[-16:] + s.before) or k.voice == "advisor")
        return bool(told or ALL_IN.search(k.said.ahead + k.said.before)) or k.source == "calculator"
    if _CONVERTED.search(s.before) and s.role and k.said.role and s.role != k.said.role:
        return False
    if k.voice == "" and (_CLAIMED.search(s.before) or _OTHERS.search(s.before)) and k.source != "calculator":
        return False
    threshold = (
        bool(k.said.bound) or (len(k.q.values) > 1 and k.q.unit != "date") or bool(_BEYOND.search(k.said.before))
    )
    own = (
        k.voice == ""
        and threshold
        and not s.bound
        and _OWN.search(s.before)
        and not _LINE.search(s.before + s.after[:3])
    )
    return not own
