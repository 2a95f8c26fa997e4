"""Replies where a person's safety or money is at stake: fixed wording, hotlines of the operator profile, no sales."""

from __future__ import annotations

from replydraft.domain.draft import Triage
from replydraft.domain.operator import OperatorProfile

_TEXTS: dict[str, tuple[str, ...]] = {
    "self_harm": (
        "谢谢您愿意跟我说这些，听得出您现在真的很难，我很担心您。您现在安全吗，身边有没有人？{mind}{alarm}债务再难也有办法慢慢商量，"
        "您的平安最重要。请先别一个人待着，我马上请负责的同事联系您，一起想办法。",
        "您说的话我很在意，您现在人在哪里、安不安全？请先到有人的地方，或者让家人朋友陪着您。{mind}{alarm}欠款的事可以协商，都不急在这一刻，"
        "您比什么都重要。我这就请负责同事给您打电话，请一定接一下。",
        "这些日子您一个人扛着，太不容易了。先不谈钱的事，我只想确认您现在安全吗？身边有人能陪您吗？{mind}{alarm}事情总有解决的路，"
        "我马上叫负责的同事联系您，您别走开，跟我说说话好吗？",
    ),
    "self_harm_other": (
        "这事比钱要紧，先顾人。请马上找到他，别让他一个人待着，窗边、刀具和药都收好，陪在身边听他说；{alarm}{mind_too}"
        "欠款的事可以慢慢商量，都不急在今天。我这就请负责的同事联系您，他现在在哪里、身边有人陪着吗？",
        "听您这么说我很担心。请先守着他、别让他独处，不争对错，多听他说说；联系不上或者已经伤到自己，请立刻打110或120。{mind_too}"
        "债总有办法谈，人平安最要紧。我马上请负责的同事给您打电话，他现在安全吗，有没有人陪着？",
    ),
    "violence": (
        "先别慌，人身安全最要紧。您现在安全吗？请先锁好门、不要跟对方起冲突，{police}有人受伤{medic}能录音录像的请留好证据。"
        "任何人都无权上门威胁或动手，欠款可以依法协商。我马上请负责的同事联系您，您现在在什么位置、身边有人吗？",
        "听着就让人揪心，先顾好您和家人的安全。请尽快待到安全的地方，别开门、别硬碰硬，{police}对方的样子、来电和现场情况请记录保留。"
        "债务问题可以走协商和法律途径，暴力威胁不行。我这就请负责同事跟进，您现在安全吗？",
    ),
    "violence_by_customer": (
        "听得出您已经被逼到气头上了，这份委屈我理解。先冷静一下，别做伤人伤己的事，伤了谁对您和家人都不值得。遇到威胁或违法催收，{police}"
        "证据请保留好。我马上请负责的同事联系您，一起商量合法的办法，您现在身边有人吗？",
    ),
    "fraud": (
        "先别慌，现在抓紧止损：不要再转账，也别再给验证码、密码。马上打给您银行的官方客服申请挂失、止付，{police}{fraud}聊天记录、转账凭证和对方账号都保留好。"
        "正规贷款放款前不收任何费用。我已请负责同事跟进，您是什么时候转的、转了多少、有没有给过验证码或密码？",
        "这很像骗局，请立刻停止转账，别再按对方说的操作，也不要共享屏幕或提供验证码。尽快联系银行官方客服冻结或改密，{police}{fraud}转账记录、聊天截图都存好。"
        "这不是您的错，骗子的套路很深。我马上请负责同事协助您，方便说下是什么时候的事、涉及多少钱吗？",
    ),
    "identity": (
        "您先别着急，没办过的贷款可以查清楚。请尽快联系显示的放款机构官方客服，要求核实并停用；带身份证到人民银行征信网点查信用报告，对不是本人的记录提出异议，"
        "{police}相关短信、截图请保留。我登记给负责同事一起核实，您看到的是哪家机构、什么时候的记录？",
    ),
    "staff": (
        "非常抱歉让您遇到这种事，我们要求员工不得私下收钱，任何费用都只走公司对公账户并有书面合同。我马上上报负责人核查，请您保留转账记录、聊天截图，先不要再付任何钱。"
        "{police}您也可以打12378反映。方便说下是哪位同事、什么时间、付了多少吗？",
        "这件事很严重，先向您道歉。我立刻转给负责人和合规同事核实，有结果会给您明确答复。请把付款凭证和聊天记录保存好，别再向个人账户转钱；您有权投诉或报警。"
        "请告诉我对方姓名、付款时间和金额，好吗？",
    ),
    "leak": (
        "非常抱歉，客户信息本不该出现这种情况，谢谢您及时告诉我们。我马上上报负责人和信息安全同事核查处理。请您先别转发，收到的他人资料麻烦删除，自己的请保留截图作证据。"
        "您也有权投诉。方便说下是什么时候、从哪位同事或哪个群看到的吗？",
        "这是我们的严重疏忽，向您道歉。我立即登记并转负责人核实，会尽快撤下并查清原因，有结果答复您。麻烦不要扩散，截图留一份作凭证；涉及您自己的信息，您有权要求删除和投诉。请问是哪天、通过什么渠道发出来的？",
    ),
    "misdirected": (
        "先别着急，这个要马上处理。请立刻联系放款机构的官方客服，核实收款账户、申请协助追回，并保留合同、到账短信和转账记录。我登记并请负责同事一起跟进核查。"
        "方便说下是哪家机构、什么时候放的款、卡号后四位和合同是否一致吗？完整卡号和密码请不要发出来。",
    ),
}
_BY_RISK = {
    "self_harm": "self_harm",
    "violence": "violence",
    "violence_by_customer": "violence_by_customer",
    "money_taken_by_staff": "staff",
    "data_leaked_by_us": "leak",
    "fraud_happened": "fraud",
    "paid_and_lost": "fraud",
    "fraud_under_way": "fraud",
    "identity_used": "identity",
    "money_misdirected": "misdirected",
}
_HOTLINES = {
    "{mind}": ("12356", "想找人说说话，可以拨打12356心理援助热线。"),
    "{mind_too}": ("12356", "您或者他都可以拨打12356心理援助热线。"),
    "{alarm}": ("110", "如果有危险，请立刻打110或120。"),
    "{police}": ("110", "请马上打110报警，"),
    "{medic}": ("120", "请拨120，"),
    "{fraud}": ("96110", "也可以打反诈专线96110，"),
}


def safe_reply(triage: Triage, operator: OperatorProfile, seed: int, *, other: bool = False) -> str | None:
    """The reply for the gravest risk of the message, None where none calls for fixed wording.

    `other`: it is somebody else whose life is in danger, not the writer's.
    """
    kind = next((_BY_RISK[name] for name in triage.risks if name in _BY_RISK), None)
    if kind is None:
        return None
    kind = f"{kind}_other" if other and f"{kind}_other" in _TEXTS else kind
    texts = _TEXTS[kind]
    text = texts[seed % len(texts)]
    known = {number for _, number in operator.hotlines}
    for mark, (number, words) in _HOTLINES.items():
        text = text.replace(mark, words if number in known else "")
    return text
