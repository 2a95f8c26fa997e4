"""The plainest wording by intent: what is said where no approved script fits. No figure, no product, no promise."""

from __future__ import annotations

from dataclasses import dataclass

from replydraft.domain.draft import Emotion, Intent


@dataclass(frozen=True, slots=True)
class PlainReply:
    """One reply in its steps 依据答复 · 风险提示 · 下一步."""

    body: str
    caution: str = ""
    step: str = ""


_APPROVAL = "能否获批、额度和利率都以贷款机构审批为准。"

PLAIN: dict[Intent, PlainReply] = {
    Intent.RATE_OBJECTION: PlainReply(
        "建议先把利息和各项费用统一折成年化综合成本再比较。想降成本，一般可以看看有没有抵押物、缩短期限或少借一点。",
        "具体利率由机构审批后确定，以合同和综合融资成本明示表为准。",
        "您手上的报价方便说下金额、期数和每期还多少吗？",
    ),
    Intent.PRODUCT_MATCH: PlainReply(
        "一般先看用途、收入和征信，再看有没有房产、车辆：有抵押物的优先看抵押类，没有的看信用类。", _APPROVAL
    ),
    Intent.ELIGIBILITY: PlainReply(
        "各家机构要求不一样，主要看收入、征信、负债和用途，可以先如实评估再决定要不要申请，免得多一次查询。", _APPROVAL
    ),
    Intent.CREDIT_ISSUE: PlainReply(
        "征信以信用报告上的记录为准，如实的记录谁也改不了；有错误可以向报送机构或征信中心提出异议，不收费。",
        "声称花钱能修复、洗白的，多半是骗局。",
        "您看到的是哪家机构、什么时候的记录？",
    ),
    Intent.OVERDUE: PlainReply(
        "建议尽早主动联系贷款机构的官方客服，说明实际困难，申请延期或分期还款，保留好沟通记录。",
        "逾期会产生罚息并可能影响征信，也不要借新还旧。",
        "方便说下是哪家机构、每月大概能还多少吗？",
    ),
    Intent.FEES: PlainReply(
        "收多少、谁来收、什么时候收，都要写进书面合同，没写明的您可以拒绝。放款前不收取任何费用。",
        "贷款本身的息费以机构的综合融资成本明示表为准。",
        "您想了解的是哪一项费用？",
    ),
    Intent.PROCESS: PlainReply(
        "一般是先了解情况、准备资料，再由机构审批、签约和放款；账户里的操作要在放款机构的App或官方客服办理，我们看不到也改不了您的账户。",
        "时间和结果以机构为准。",
        "您现在到哪一步了、是哪家机构？",
    ),
    Intent.PRIVACY: PlainReply(
        "您的个人信息只用于您同意的事项，我们不会告诉无关的人，也不在聊天里发送完整证件号、卡号；您可以要求查询、撤回授权或删除。",
        "",
        "您最担心的是哪一点，方便具体说说吗？",
    ),
    Intent.COMPLAINT: PlainReply(
        "让您有这样的感受，很抱歉。我会登记并转负责人核实，有结果再答复您；您也有权拨打12378反映。",
        "",
        "方便说下是哪位同事、什么时间的事，有合同或截图吗？",
    ),
    Intent.EMERGENCY: PlainReply(
        "您先别慌，我请负责的同事马上跟进。审批要走机构流程，我不能承诺结果和时间，建议同时跟对方沟通能不能缓几天。",
        "",
        "您现在最急的是哪件事、期限是什么时候？",
    ),
    Intent.FRAUD_REPORT: PlainReply(
        "请先不要转账、不要提供验证码和密码。正规贷款放款前不收任何费用；聊天和付款记录请保留，可以拨打96110或110。",
        "",
        "对方是怎么联系您的，您有没有付过钱？",
    ),
    Intent.DOCUMENTS: PlainReply(
        "一般要身份证明、收入或经营证明、征信授权，不同机构略有差别。资料必须真实，我们不做也不帮忙做任何虚假材料。",
        "具体清单以机构要求为准。",
        "您是上班还是自己经营？",
    ),
    Intent.REPAYMENT: PlainReply(
        "还款方式、还款日和金额以合同和还款计划为准，在放款机构的App或官方客服能查到、能办理，我们看不到您的账户。",
        "请按期还款，逾期会有罚息并影响征信。",
        "您是哪家机构的贷款？",
    ),
    Intent.EARLY_REPAYMENT: PlainReply(
        "能不能提前还、收不收违约金，要看合同约定；利息一般按实际用款时间算。建议先在机构App试算或问官方客服。",
        "以合同为准。",
        "您是哪家机构，想还全部还是一部分？",
    ),
    Intent.INJECTION: PlainReply("抱歉，这个我不能照做。我只能就贷款咨询如实答复。", "", "您有贷款方面的问题，可以直接告诉我。"),
    Intent.OFF_TOPIC: PlainReply("这个我不太在行，不敢乱说。", "", "贷款、还款方面的问题，随时问我。"),
    Intent.SMALLTALK: PlainReply("您好，我在的。", "", "您想了解贷款的哪方面，可以先说说用途和大概金额。"),
}

EMPATHY: dict[Emotion, tuple[str, ...]] = {
    Emotion.CALM: ("",),
    Emotion.ANXIOUS: ("您的担心我理解，别着急，咱们一步步来。", "明白您心里着急，我先把情况说清楚。"),
    Emotion.ANGRY: ("让您这么不舒服，抱歉，我先听您说。", "您的不满我收到了，换谁都会有情绪。"),
    Emotion.ASHAMED: ("谢谢您愿意说出来，这没什么丢人的，很多人都遇到过。", "您能跟我说这些很不容易，我会替您保密。"),
    Emotion.DESPERATE: ("听得出您现在压力特别大，先缓一缓，我们一起想办法。", "这段时间您真的不容易，别一个人扛着。"),
    Emotion.HURRIED: ("知道您着急，我先说重点。", "明白您时间紧，我尽量说清楚。"),
}
