"""What the codes of the contract are called on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from replydraft.domain.finding import DISCLOSURES_ZH
from replydraft.entrypoints.days import CHINA

INTENTS = {
    "rate_objection": "利率异议", "product_match": "产品咨询", "credit_issue": "征信问题", "overdue": "逾期",
    "fees": "费用", "process": "办理流程", "privacy": "个人信息", "complaint": "投诉", "emergency": "紧急情况",
    "fraud_report": "诈骗线索", "off_topic": "无关话题", "injection": "套话或越权指令", "documents": "材料",
    "repayment": "还款", "early_repayment": "提前还款", "eligibility": "申请条件", "smalltalk": "寒暄",
}  # fmt: skip
EMOTIONS = {
    "calm": "平静", "anxious": "着急担心", "angry": "不满", "ashamed": "难为情", "desperate": "绝望", "hurried": "赶时间",
}  # fmt: skip
TIERS = {"urgent": "紧急", "senior": "资深", "routine": "常规"}
CHANNELS = {
    "wechat": "微信", "wecom": "企业微信", "sms": "短信", "phone": "电话", "email": "邮件", "web": "网页",
}  # fmt: skip
STATES = {
    "pending": "待处理", "claimed": "处理中", "awaiting_second": "待第二人复核", "approved": "已批准",
    "rejected": "已退回", "escalated": "已升级", "stale": "已过时", "sent": "已发送", "drifted": "发送内容有出入",
}  # fmt: skip
SECOND_REASONS = {
    "urgent": "紧急", "senior": "资深级别", "routine": "按规定逐条复核", "rate_commitment": "涉及利率承诺",
    "overdue_dispute": "逾期争议", "third_party": "第三方索取信息",
}  # fmt: skip
ROLES = {"advisor": "顾问", "senior": "资深顾问", "compliance": "合规", "manager": "主管", "admin": "管理员"}
VERDICTS = {"pass": "没有发现问题", "warn": "有提醒，请留意", "block": "需要修改"}
SEVERITIES = {"block": "必须修改", "warn": "提醒", "info": "供参考"}
ICONS = {"block": "✕", "warn": "⚠", "info": "ℹ", "pass": "✓"}
FAMILIES = {
    "over_promise": "过度承诺", "misleading_cost": "费用误导", "missing_disclosure": "缺少揭示",
    "privacy_leak": "隐私泄露", "illegal_intermediation": "违规中介", "credit_repair": "征信修复",
    "collection_conduct": "催收行为", "pressure": "施压逼单", "injection": "越权指令", "tone": "语气",
    "ungrounded": "没有依据",
}  # fmt: skip
FINDING_SOURCES = {"rule": "规则", "classifier": "分类模型", "llm": "大模型复核", "grounding": "依据核对"}
DISCLOSURES = {element.value: name for element, name in DISCLOSURES_ZH.items()}
FIGURE_KINDS = {"rate": "利率", "amount": "金额", "term": "期限", "fee": "费用", "date": "时间", "count": "数量"}
FIGURE_SOURCES = {
    "passage": "知识库", "calculator": "计算器", "customer": "客户所说", "profile": "客户画像",
    "operator": "机构资料", "law": "法规",
}  # fmt: skip
FITS = {"fits": "适合", "might_fit": "可能适合", "does_not_fit": "不适合"}
DOC_KINDS = {"product": "产品", "policy": "制度", "script": "话术", "regulation": "法规"}
DOC_STATUSES = {"approved": "已批准", "draft": "起草中", "retired": "已停用"}
RULE_STATUSES = {"stable": "生效", "draft": "试运行", "retired": "已停用"}
DECISIONS = {"approve": "批准", "reject": "退回", "escalate": "升级"}
FACTS = {
    "name": "称呼", "phone": "手机", "id_card": "身份证", "wechat": "微信号", "employer": "单位", "address": "住址",
    "bank_card": "银行卡", "email": "邮箱", "qq": "QQ", "has_property": "房产", "has_vehicle": "车辆",
    "credit_good": "征信", "overdue_days": "逾期天数", "credit_enquiries_6m": "近半年征信查询",
    "term_months": "期限", "amount_wanted": "意向金额", "income_monthly": "月收入", "debt_monthly": "每月还款",
    "purpose": "用途", "occupation": "职业", "city": "城市", "social_insurance_months": "社保缴存",
    "provident_fund_monthly": "公积金月缴", "business_years": "经营年限",
}  # fmt: skip
FACT_STATES = {"stated": "客户自述", "provided": "已提供材料", "verified": "已核验", "expired": "已过期"}
EVENTS = {
    "review.opened": "草稿进入待办", "review.claimed": "领取", "review.taken_over": "接手", "review.released": "交还",
    "review.claim_expired": "领取到时放回", "review.revised": "保存修改", "review.first_approved": "第一人批准",
    "review.approved": "批准", "review.rejected": "退回", "review.escalated": "升级", "review.stale": "客户又来信，作废",
    "finding.released": "放行一条命中", "consent.recorded": "登记授权", "consent.withdrawn": "登记撤回授权", "review.sent": "已发送", "review.drifted": "发送内容有出入", "review.feedback": "对草稿提反馈",
    "draft.attempted": "起草一次", "draft.ready": "草稿完成", "text.checked": "检查一段话", "knowledge.searched": "检索知识",
    "message.received": "收到客户消息", "customer.unmasked": "查看完整信息", "customer.exported": "导出客户信息",
    "customer.erased": "删除客户信息", "customer.expired": "到期删除客户信息", "person.named": "登记姓名", "person.added": "添加同事", "person.changed": "调整同事",
    "person.password_set": "设置密码", "sign_in.succeeded": "登录", "sign_in.refused": "登录未通过", "signed_out": "退出登录",
    "key.created": "生成令牌", "key.revoked": "停用令牌", "store.migrated": "存档升级", "store.key_rotated": "轮换密钥",
    "store.backed_up": "备份", "store.restored": "从备份恢复", "audit.replayed": "重演一次判断",
    "audit.exported": "导出留痕证据", "program.changed": "程序换了版本", "rules.changed": "规则换了版本",
    "knowledge.changed": "知识换了版本", "operator.changed": "机构资料换了版本",
}  # fmt: skip
_UNITS = {
    "overdue_days": "天", "credit_enquiries_6m": "次", "term_months": "个月", "social_insurance_months": "个月",
    "business_years": "年",
}  # fmt: skip
_MONEY = ("amount_wanted", "income_monthly", "debt_monthly", "provident_fund_monthly")


def yuan(value: Any) -> str:
    """`300000` → `30万元`, `4500.50` → `4,500.5元`; what is no number comes back as it is."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not amount.is_finite():
        return str(value)
    if abs(amount) >= 10_000 and amount % 100 == 0:
        return f"{(amount / 10_000).normalize():,f}万元"
    return f"{amount.normalize():,f}元"


def fact_words(key: str, value: Any) -> str:
    """A profile value as an advisor says it: 有 / 没有, 30万元, 36个月."""
    if isinstance(value, bool):
        if key == "credit_good":
            return "良好" if value else "有瑕疵"
        return "有" if value else "没有"
    if key in _MONEY:
        return yuan(value)
    return f"{value}{_UNITS.get(key, '')}"


def fact_name(key: str) -> str:
    return FACTS.get(key, key)


def known(table: Mapping[str, str], code: object) -> str:
    """The word for a code; a code that has none is shown as it is."""
    return table.get(str(code), str(code))


def waited(since: datetime, now: datetime) -> str:
    """How long somebody has been waiting, in the coarsest unit that still says something."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return "刚刚"
    if minutes < 60:
        return f"{minutes}分钟"
    if minutes < 24 * 60:
        return f"{minutes // 60}小时{minutes % 60:02d}分" if minutes % 60 else f"{minutes // 60}小时"
    return f"{minutes // (24 * 60)}天"


def moment(at: datetime) -> str:
    """Wall time in China, month to minute."""
    return at.astimezone(CHINA).strftime("%m-%d %H:%M")


def clock(at: datetime) -> str:
    """Wall time in China, to the minute."""
    return at.astimezone(CHINA).strftime("%H:%M")
