"""What is still worth asking: at most two things a good answer needs that nobody has told us yet (KYC)."""

from __future__ import annotations

import re

from replydraft.domain.draft import Intent, Tier, Triage
from replydraft.domain.inquiry import Inquiry
from replydraft.drafting.cues_intent import APP, US
from replydraft.drafting.facts import asked_before, known_keys, stated_flag

MOST = 2

SLOTS: dict[Intent, tuple[str, ...]] = {
    Intent.PRODUCT_MATCH: ("purpose", "amount_wanted", "has_property", "income_monthly", "credit_good", "term_months"),
    Intent.ELIGIBILITY: ("income_monthly", "purpose", "credit_good", "debt_monthly", "amount_wanted", "occupation"),
    Intent.RATE_OBJECTION: ("has_property", "provident_fund_monthly", "term_months", "amount_wanted"),
    Intent.FEES: (),
    Intent.CREDIT_ISSUE: ("overdue_days", "credit_enquiries_6m", "debt_monthly"),
    Intent.OVERDUE: ("overdue_days", "income_monthly", "debt_monthly"),
    Intent.EMERGENCY: ("income_monthly", "has_property"),
    Intent.DOCUMENTS: ("occupation", "income_monthly"),
}
"""Profile keys by intent, the most useful first. Identifiers, passwords and codes are never asked for in a chat."""

QUESTIONS: dict[str, tuple[str, ...]] = {
    "purpose": ("这笔钱主要用来做什么", "资金具体用在哪方面", "这笔资金打算做什么用"),
    "amount_wanted": ("大概需要多少", "预算大概要用多少", "需要的金额大概是多少"),
    "term_months": ("打算用多久", "希望分多长时间还", "期限想用多长"),
    "has_property": ("名下有没有房产", "有没有房产可以做抵押", "名下有房子吗"),
    "has_vehicle": ("名下有没有车", "有车辆可以作为补充吗"),
    "income_monthly": ("每月收入大概多少", "平时收入怎么发、一个月大概多少", "现在月收入大概是多少"),
    "credit_good": ("征信上有没有逾期", "征信情况怎么样、有没有逾期", "信用记录有没有逾期"),
    "debt_monthly": (
        "现在还有没有别的贷款，每月要还多少",
        "目前其他贷款和信用卡每月一共还多少",
        "手上还有几笔贷款、月供多少",
    ),
    "occupation": ("您现在做什么工作", "平时是上班还是自己做生意", "目前从事什么工作"),
    "provident_fund_monthly": ("有没有缴公积金", "单位缴公积金吗", "公积金在缴吗"),
    "social_insurance_months": ("社保缴了多久", "社保是连续缴的吗、多久了"),
    "business_years": ("营业执照办了多久", "生意做了几年、有没有营业执照", "店开了多久、执照是哪年办的"),
    "overdue_days": ("逾期大概多久了", "已经逾期多少天", "现在逾期几天了"),
    "credit_enquiries_6m": ("最近申请过几次贷款", "最近征信大概被查过几次"),
}
"""Key → ways to ask, without the closing question mark."""

_WANTS_LESS = r"降|低|便宜|少|优惠|打折|高|贵"
_TROUBLED = r"逾期|黑|花|查询|不好|差|多|过不了|拒|能贷|能批|乱|烂"
_BUSINESS = ("经营", "周转", "进货", "生意", "货款", "税", "开店", "设备", "供应商", "创业")


def needs(inquiry: Inquiry, triage: Triage) -> tuple[str, ...]:
    """At most two profile keys worth asking for, most useful first; none where safety or a complaint comes first."""
    if triage.tier is Tier.URGENT:
        return ()
    first = triage.intents[0]
    if first in (Intent.COMPLAINT, Intent.FRAUD_REPORT, Intent.PRIVACY, Intent.INJECTION, Intent.OFF_TOPIC):
        return ()
    if re.search(APP, inquiry.customer) and not re.search(US, inquiry.customer) and triage.tier is Tier.ROUTINE:
        return ()
    known = known_keys(inquiry)
    wanted = [k for k in _slots(inquiry, first) if k not in known]
    fresh = [k for k in wanted if not asked_before(inquiry, _ASKED.get(k, k))]
    return tuple(fresh[:MOST])


def _slots(inquiry: Inquiry, intent: Intent) -> tuple[str, ...]:
    slots = SLOTS.get(intent, ())
    if intent is Intent.CREDIT_ISSUE and not re.search(_TROUBLED, inquiry.customer):
        return ()
    if intent is Intent.RATE_OBJECTION and not re.search(_WANTS_LESS, inquiry.customer):
        return ()
    if intent is Intent.CREDIT_ISSUE and stated_flag(inquiry, "repaid"):
        return ()
    if (
        intent is Intent.CREDIT_ISSUE
        and re.search(r"查了|查过|查询|次", inquiry.customer)
        and not re.search(r"逾期|欠|没还|还不", inquiry.customer)
    ):
        slots = tuple(s for s in slots if s != "overdue_days")
    words = f"{inquiry.customer}{inquiry.profile.text('purpose') or ''}"
    owner = stated_flag(inquiry, "business")
    owner = any(w in words for w in _BUSINESS) if owner is None else owner
    if intent in (Intent.PRODUCT_MATCH, Intent.ELIGIBILITY, Intent.EMERGENCY) and owner:
        slots = ("business_years", "credit_good", "has_property", *slots)
    if "多少" in inquiry.customer or "额度" in inquiry.customer:
        slots = tuple(s for s in slots if s != "amount_wanted") + tuple(s for s in slots if s == "amount_wanted")
    if intent is Intent.CREDIT_ISSUE and stated_flag(inquiry, "credit_good") is True:
        slots = ("credit_enquiries_6m", "debt_monthly")
    return tuple(dict.fromkeys(slots))


def keys_asked(wording: str) -> frozenset[str]:
    """Profile keys that the questions of a text ask for."""
    asked = "".join(q for q in re.findall(r"[^。！？!?]*[？?]", wording))
    return frozenset(k for k, pattern in _ASKED.items() if re.search(pattern, asked))


_ASKED = {
    "purpose": r"用途|做什么用|用在(?:哪|什么)|用来做|做什么(?:用)?[?？]",
    "amount_wanted": r"需要多少|多少钱|金额|预算|(?:借|贷|缺|差|用)多少",
    "term_months": r"多久|多长时间|期限",
    "has_property": r"房产|房子|有没有房",
    "has_vehicle": r"车",
    "income_monthly": r"收入|工资|流水",
    "credit_good": r"征信|逾期|信用记录",
    "debt_monthly": r"别的贷款|其他贷款|负债|月供",
    "occupation": r"工作|职业|做什么的|上班|自己做",
    "provident_fund_monthly": r"公积金",
    "business_years": r"执照|做了几年|开了多久",
    "overdue_days": r"逾期.{0,4}(?:多久|几天|多少天)",
    "credit_enquiries_6m": r"查过几次|申请过几次",
}
