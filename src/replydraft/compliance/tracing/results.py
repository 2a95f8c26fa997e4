"""Whether a figure is said as the result of something, or as the state of the customer: then a source's mere premise, or the line
that a product draws, does not state it.

您92年的今年34岁 is not grounded by 申请人年龄22至34周岁; 8万的两倍是16万 is not grounded by 最高16万元.
"""

from __future__ import annotations

from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.said import Said
from replydraft.text.lazy import lazy

_WORKED = lazy(
    r"(?:[倍成折%‰]|乘以?[^，。]{1,6}|[×÷][^，。]{1,6}|[加减除][^，。]{1,10})[^，。、；]{0,4}(?:[，,]?(?:也就)?是|[，,]?就是|为|等于|得)[^，。\d]{0,3}$"
)
_TOTAL = lazy(r"(?:加起来|合计|一共|总共|合起来|还剩|还差|余下|新增|应退)[^，。\d]{0,8}$")
_SHARE = lazy(r"占[^，。\d]{0,8}$")
_CONVERTED = lazy(r"(?:折|相当于|算下来|算出来|等于)[^，。\d]{0,6}$")
_INCLUDING = lazy(r"算进去|算上|加上|合起来|合一起|综合|真实|实际成本|全算|都算")
_CLAIMED = lazy(r"您(?:想?要|说|提到?|需要)的[^，。]{0,4}$")
_OTHERS = lazy(r"(?:别家|人家|那家中介)[^，。]{0,4}$")
_OWN = lazy(r"您[^，。；]{0,12}$")
_LINE = lazy(r"[可能要需得过超满低高最够在线起须应才]|以[内上下]|符合|只|范围")


def fits(s: Said, k: Known) -> bool:
    """Whether a source's figure can be the reply's, by what kind of statement each is."""
    talk = s.ahead[-16:] + s.before
    total = s.q.unit in ("money", "bare", "month", "period") and _TOTAL.search(s.before)
    worked = bool(
        total or (s.q.unit != "date" and _WORKED.search(talk)) or (s.q.unit == "rate" and _SHARE.search(s.before))
    )
    if worked and not (_WORKED.search(k.said.before) or _TOTAL.search(k.said.before)):
        if k.voice:
            return k.voice == "profile"
        return k.source == "calculator" or (s.q.unit != "rate" and not k.said.bound and bool(s.near & k.said.near))
    if k.voice == "customer" and _CONVERTED.search(s.before):
        return False
    if s.q.unit == "rate" and _INCLUDING.search(s.ahead[-24:] + s.before) and s.role in ("annual", ""):
        return bool(k.voice or _INCLUDING.search(k.said.ahead + k.said.before)) or k.source == "calculator"
    if _CONVERTED.search(s.before) and s.role and k.said.role and s.role != k.said.role:
        return False
    if k.voice == "" and (_CLAIMED.search(s.before) or _OTHERS.search(s.before)) and k.source != "calculator":
        return False
    threshold = bool(k.said.bound) or len(k.q.values) > 1
    own = (
        k.voice == ""
        and threshold
        and not s.bound
        and _OWN.search(s.before)
        and not _LINE.search(s.before + s.after[:3])
    )
    return not own
