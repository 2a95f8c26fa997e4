"""Times that a reply only supposes about what the customer does: 要是只用半年, 比如您半年后提前还, 您28号结清的话.

Who acts tells them from a condition of the product: the customer uses, borrows, repays, waits; a product charges, waives, grants or
counts as late (满12个月免违约金, 超过3天算逾期, 5万以内). A supposed time bears no bound, and none of our sources' lines is told by it.
"""

from __future__ import annotations

from replydraft.compliance.tracing.said import Said
from replydraft.text.lazy import lazy

_TIMES = frozenset({"day", "month", "period"})
_IF = lazy(r"如果|要是|假如|假设|若|万一|比如|例如|哪怕|就算|打算|准备|想要?$|的时候")
_DOES = lazy(
    r"(?:用|借|贷|做|分|放|拿|还|等|拖|晚|存|住|开|过|办|选|周转|占用|结清|提前还)(?:款|钱|着|上|成|够|了|到|完)?(?:只|个|满|整|上|再|大?约)?$"
)
_LATER = lazy(r"\s?(?:以|之)?后[^，。；]{0,8}(?:[还结借贷办卖用换]|再)")
_THE_CASE = lazy(r"\s?(?:期|的)?的?话")
_ENDS = lazy(
    r"\s?(?:[，。；]|$|的话|的?(?:时间|功夫)|左右|上下|以后|之后|以上[，。]?$|就[一够行好换]|再(?:考虑|选)|的?[，。；]|[，]?利息|[，]?(?:那|月供|每月|一共|总))"
)
_YOU = lazy(r"[您你]")
_VAGUE = lazy(r"一两|[两二]三|三[四五]")
"""临时周转一两个月."""
_DONE_THEN = lazy(r"(?:[还结借办来签用][^，。；]{0,4})的话")
_FULLY = lazy(r"[用还做借放]满$")
_STILL_NOT = lazy(r"了?(?:您?还|都|仍)(?:没|未)")
_RULE = lazy(
    r"[要得需]等|免|不收|收取|违约|罚|逾期|征信|上报|才[能可]|可以?|不[能得可]|必须|需要?|须|要求|门槛|最[长短高低多少晚迟快]|至少|不[超低少]|超过|"
    r"有效|宽限|到账|放款|审批|出结果|入库|保留|保存|删|限|满足|连续|缴|成立|注册|经营|近|过去|执照|公积金|社保|流水|持有"
)
_PRODUCT = lazy(r"我们|咱们|银行|这款|该|产品|政策|规定|合同|系统|这家|那家|机构|公司")
_DID = lazy(r"已经?|了$|您?(?:原来|当时|之前|上次|现在|目前|说|登记)")

_CLAIMED = lazy(
    r"免|不(?:会)?(?:用付|收|算|上报|上征|影响|被|扣|罚)|没有?(?:了?违约|事|问题|关系|罚)|[没无][了需]|就能|就可以?|就到|就放|就更新|能(?:提|拿|批|过)|也能|当天|自动|消除"
)
_BORROWED = lazy(r"(?:[做借贷分批办放拿]|换|改|按)(?:成|满|到|个)?$")


def draws_consequence(s: Said) -> bool:
    """Whether the rest of the sentence says what comes of a time (…，就不用付违约金): that is a line of the product."""
    return bool(_CLAIMED.search(s.after + s.tail))


def is_borrowed(s: Said) -> bool:
    """Whether a figure is what is borrowed, or for how long: 贷5年, 做60期."""
    return bool(_BORROWED.search(s.before))


def is_own_conduct(s: Said) -> bool:
    """Whether a time is what the customer may do, and neither a line of the product nor a fact."""
    q = s.q
    if q.unit == "date":
        return not any(q.values[:2]) and bool(_YOU.search(s.before) and _DONE_THEN.match(s.after))
    if (
        q.unit not in _TIMES
        or (len(q.values) != 1 and not _VAGUE.match(q.text))
        or q.text.startswith("第")
        or q.text.endswith("日")
    ):
        return False
    if s.bound and not (s.bound == "min" and _FULLY.search(s.before)):
        return False
    if _RULE.search(s.before) or _PRODUCT.search(s.before) or _DID.search(s.before):
        return False
    if _THE_CASE.match(s.after):
        return True
    ruled = _RULE.search(s.after[:6])
    if _IF.search(s.before) and not ruled:
        return bool(_DOES.search(s.before) or _LATER.match(s.after) or _STILL_NOT.match(s.after))
    return bool(_DOES.search(s.before) and _ENDS.match(s.after) and not ruled)
