"""Picks up what the customer concretely said, so that the answer is to them and not to anyone."""

from __future__ import annotations

import re

from replydraft.domain.draft import Brief, Intent
from replydraft.drafting.cues_intent import APP, US
from replydraft.drafting.facts import said
from replydraft.drafting.followup import answers_us, facts_told
from replydraft.drafting.triage import plain

_WANTING = (Intent.PRODUCT_MATCH, Intent.ELIGIBILITY)
_APPS = ("借呗", "花呗", "微粒贷", "网商贷", "白条", "京东金条", "度小满", "分期乐", "来分期")


def acknowledgement(brief: Brief, before: str, seed: int) -> str:
    """One short sentence with the customer's own amount, purpose or income that `before` does not hold; or ""."""
    if not set(brief.triage.intents[:1]) & set(_WANTING):
        return ""
    if answers_us(brief.inquiry.history, plain(brief.inquiry.customer)):
        told = facts_told([plain(brief.inquiry.customer)])
        return f"{'、'.join(told)}，明白" if told else ""
    words = said(brief.inquiry)
    who = words.income or words.age
    amount = words.amount
    if who and amount:
        return (f"{who}、想借{amount}，明白", f"{who}、需要{amount}，我按这个来说")[seed % 2]
    if amount and words.purpose:
        return (f"{words.purpose}用、{amount}左右，好的", f"您是{words.purpose}要用{amount}，明白了")[seed % 2]
    if amount:
        return (f"您要{amount}，好的", f"您需要{amount}，明白")[seed % 2]
    if words.purpose and words.purpose not in before:
        return (f"您是{words.purpose}要用钱，明白了", f"{words.purpose}用款，好的")[seed % 2]
    return ""


def named_app(brief: Brief) -> str:
    """The other company's app the message is about, "" where it is about us or names none."""
    text = plain(brief.inquiry.customer)
    found = re.search(APP, text)
    return found.group() if found and not re.search(US, text) and found.group() in _APPS else ""


def opener(brief: Brief, seed: int) -> str:
    """What to begin with where no script gives fitting warmer words: the product and the thing they asked about."""
    app = named_app(brief)
    topic = next((name for name, cue in _TOPICS.items() if re.search(cue, plain(brief.inquiry.customer))), "")
    if app or topic:
        about = f"{app}{topic}"
        return (f"您问的是{about}的事", "")[seed % 2]
    return ""


_TOPICS = {
    "提前还款": r"提前.{0,6}还|结清",
    "逾期": r"逾期|晚还|没还上",
    "额度": r"额度|提额",
    "利息": r"利息|利率|手续费",
    "还款": r"还款|扣款|还钱|账单",
    "到账": r"到账|放款|没收到",
    "审核": r"审核|审批|申请|评估|通过",
    "开通": r"开通|入口|图标|激活",
    "绑卡": r"绑|换卡|银行卡",
    "验证": r"验证码|刷脸|人脸|手机号",
    "征信": r"征信|信用",
    "资料": r"资料|材料|证明|证件",
    "费用": r"费用|收费",
}


def mentioned(brief: Brief, text: str) -> str:
    """One short sentence naming what the customer brought up and `text` does not name; "" where there is nothing."""
    words = plain(brief.inquiry.customer)
    found = [
        w for w in _THINGS if w in words and w not in text and not re.search(f"{w}[^,。]{{0,6}}(?:不|没|空号)", words)
    ]
    return f"{'和'.join(found[:2])}的事，我一并看" if found else ""


_THINGS = re.split(
    r"\s+",
    "担保费 服务费 咨询费 中介费 手续费 会员费 评估费 保证金 定金 押金 红包 砍头息 验证码 身份证 银行卡 密码 征信报告 营业执照 房产证 房本 "
    "工资流水 流水 发票 合同 朋友圈 客户群 通讯录 传票 首付 房贷 车贷 网贷 信用卡 利息 年化 额度 执照",
)
"""Things a customer names that may be repeated without hurting them."""
