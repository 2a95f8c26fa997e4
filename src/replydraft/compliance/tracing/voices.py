"""Whose word may ground what: a customer's word grounds what is said of their own affairs, never a product's price, limit or term."""

from __future__ import annotations

from replydraft.compliance.tracing.known import Known
from replydraft.compliance.tracing.said import Said
from replydraft.compliance.tracing.words import KEEPS
from replydraft.text.lazy import lazy

_OURS = lazy(
    r"我们(?!(?:再|先|一起|来|帮|可以|也)?[^，。]{0,3}(?:算|看|说|聊|见))|咱们?(?:这边|这儿|家|公司|的(?:产品|利率|费|年化))|我司|本公司|(?:这|该|本|那)[款个]?产品|这款|该款|本款|银行(?:这边|那边)?(?:给|批)"
)
_THEIRS = lazy(
    r"[您你](?:自己)?(?:说|问|提|讲|那|原|现|目前|手上|手头|这笔|之前|前面|刚|上次|看到|听|朋友|同事|签|合同|发|写|报|填|登记|算|欠|借的|交|付|被|的)|原来|原先|原贷|那笔|那家|那边|别家|别的|其他|对方|人家|他们|她们|听说|"
    r"[您你]的?[一-龥]{0,3}(?:截图|报告|征信|账单|流水)(?:上|里|显示)|[他她](?:们|家)?[按收报]|朋友|之前那|合同|还是|上面写|所说|提到|提过|讲的|说过|说的|查的"
)
_ASKED = lazy(r"[您你](?:刚才?|要)?(?:问|看|申请|想要?)的?")
"""What the customer asks about is ours, not theirs."""
_SUPPOSED = lazy(
    r"假如|假设|如果|要是|若|按(?=[\d一二两三四五六七八九十年月您])|就算|哪怕|算$|比如|例如|换成|乘|[×*]|当成"
)
_APPROVED = lazy(r"批(?:下来|准|复|出来|了)(?:的?是|的|就是)?\s?$")
"""What a lender granted is not what the customer asked for."""
_DENIED = lazy(r"不是|没有|并非|不等于|≠|别|不可能|哪有|而非|不能|怎么会|谣传|不实|夸大")
_OF_OTHERS = lazy(r"有的|有些|有人|别家|人家|对方|外面|渠道")
_WARNED = lazy(r"(?:属于?|都?是|这种|这叫)[^，。不没]{0,4}(?:违规|不合规|不合法|骗)|骗子|别信")
_EARLIER = lazy(
    r"上次|上回|前面|刚才|刚刚|之前|前头|早先|跟您(?:说|讲)|说过|讲过|提过|查过|查的|说的|讲的|上周|昨天|那次|记得|登记|您(?:的|那|这|先|还|已|签|交|欠|借)|还是|换成|按|假如"
)
_RECORD = lazy(
    r"[您你][^，。]{0,6}(?:登记|填报?|报|录入)(?:的|了|是|着|要)|登记的(?:是|要)|系统(?:里|记)[^，。]{0,3}(?:您|的是)|档案[里上]?[^，。]{0,3}您"
)
_AGREES = lazy(r"^(?:对|是的?|没错|嗯|好|可以|能|放心|没问题|当然)")
_GRANTED = lazy(r"最高|上限|封顶|以内|可[贷批借]|能[贷批借]|批|给到|做到|授信")
_OFFERED = lazy(r"[一-龥]贷(?![款了的给])|银行|这款|可以|能|给您|享|做到|最低|最高|优惠|您")
_LINE = lazy(r"[过超满达]|线|门槛|低于|高于|要求|规定|标准|不")
_DISCUSSED = lazy(
    r"折|算|相当|等于|就是|乘|也就是|比|[太偏很挺]高|听着|看着|当心|警惕|不合|就?明显|[高贵]了|离谱|不正常|超过|减|加|反推|换成|打"
)
_RESULT = lazy(r"新增|合计|一共|总共|还剩|还差|应退|余下|加起来|剩下")
_PRICES = frozenset({"annual", "month", "day", "perfee", "fee", "penalty", "overdue", "points", "lpr", ""})


def may_ground(s: Said, k: Known, ruled: frozenset[str] = frozenset()) -> bool:
    """Whether a source may ground the figure as the reply says it. `ruled` are the roles of rates that our own sources state."""
    if (
        _RECORD.search(s.before[-12:])
        and not _LINE.search(s.before[-16:])
        and k.voice == ""
        and k.source != "calculator"
    ):
        return False
    if k.voice == "":
        return True
    if k.voice == "customer" and s.q.unit == "money" and _RESULT.search(s.before[-8:]):
        return bool(_RESULT.search(k.said.before[-8:]))
    if k.voice in ("customer", "profile") and _APPROVED.search(s.before) and not _APPROVED.search(k.said.before):
        return False
    talk = s.ahead[-60:] + s.before
    if k.voice == "advisor":
        return bool(_EARLIER.search(talk)) or not claims_terms(s, ruled, customer=False)
    return not claims_terms(s, ruled)


def claims_terms(s: Said, ruled: frozenset[str], *, customer: bool = True) -> bool:
    """Whether the words make a figure a product's price, limit or term, which nobody but a source of ours can know."""
    here, talk = s.before + "§" + s.after[:10], s.ahead[-60:] + s.before
    if _DENIED.search(s.before[-8:]) or (_OF_OTHERS.search(talk) and _WARNED.search(s.after + s.tail)):
        return False
    if s.q.unit in ("rate", "倍") and s.role in _PRICES:
        if _OURS.search(here):
            return True
        if s.role not in ruled and not _OFFERED.search(here) and not _AGREES.search(s.ahead + s.before):
            return False
        if any(w.startswith(("#month", "#money", "#day")) for w in s.near) and not _OFFERED.search(here):
            return False
        if not s.role and sum(w.startswith("#") for w in s.wide) > 1:
            return False
        if _DISCUSSED.search(here) and not _OFFERED.search(here):
            return False
        return not (_THEIRS.search(talk + s.after[:10]) or _SUPPOSED.search(talk[-30:]))
    if s.q.unit not in ("money", "month", "period", "bare"):
        return bool(_OURS.search(here)) and s.bound != ""
    if (s.role == "limit" and _GRANTED.search(here)) or (
        (
            s.bound == "max"
            or (
                s.bound
                and s.q.unit == "money"
                and customer
                and "还" not in s.before[-4:]
                and not KEEPS.search(s.before[-8:])
            )
        )
        and s.role not in ("income", "debt", "paid", "price", "instalment")
    ):
        return not _THEIRS.search(_ASKED.sub("", talk))
    return bool(_OURS.search(here)) and s.role in ("fee", "deposit", "loan")
