"""Asking for consent where the next step needs the customer's material or a credit enquiry and the ledger has none.

Only where a ledger is kept, and only when somebody wants to go on: not in small talk, not in trouble, not twice in a row.
"""

from __future__ import annotations

import re

from replydraft.domain.consent import Consent, moment_for
from replydraft.domain.draft import Brief, Intent, Tier
from replydraft.domain.product import Fit
from replydraft.drafting.triage import plain

GOES_ON = frozenset({Intent.DOCUMENTS, Intent.PRODUCT_MATCH, Intent.ELIGIBILITY, Intent.PROCESS})
_NOT_NOW = frozenset(
    {Intent.OVERDUE, Intent.REPAYMENT, Intent.EARLY_REPAYMENT, Intent.COMPLAINT, Intent.EMERGENCY, Intent.FRAUD_REPORT, Intent.SMALLTALK, Intent.OFF_TOPIC,
     Intent.INJECTION}
)  # fmt: skip
_WANTS = re.compile(
    r"(?:想|要|准备|打算|决定|现在就?|帮我|给我|直接)[^,，。？?]{0,8}(?:办(?!什么|哪|法)|申请|提交|递|报|进件|往下走|开始|走流程)"
    r"|(?:怎么|咋|如何)[^,，。？?]{0,4}(?:办理|申请|提交|走流程|往下)|怎么办(?:这个|这笔|贷)|流程"
    r"|(?:发|交|给|传|寄)(?:给)?(?:你|您)们?(?:了|吧|哈)|下一步|后面(?:怎么|咋)|然后呢|查(?:一下|下)?征信"
    r"|(?:材料|资料|流水|征信|身份证|证件|执照|房本)[^,，。？?]{0,8}(?:发|交|准备|带|齐|需|哪些|什么|够|递|提交)"
    r"|(?:带|准备|交|提供|需要)(?:[^,，。？?]{0,6}(?:材料|资料|证件|流水|征信)|(?:一?些|点)?(?:什么|哪些|啥))"
)
_ASKED_BEFORE = re.compile(r"单独同意|授权书|随时(?:可以?)?撤回")
_TURNS = 4
"""Turns of the advisor looked back at: who was asked just now is not asked again."""
_WORDS = (
    "提交资料或查征信前，要您单独同意：用途是这次贷款申请，接收方是{who}，内容是身份信息、流水和征信；可随时撤回，不同意不影响咨询",
    "往下办要您先单独同意：身份信息、流水和征信只用于这次贷款申请，接收方是{who}，随时可以撤回，不同意也不影响咨询，您看可以吗？",
    "资料递出去之前先征得您单独同意：接收方是{who}，用途是这次贷款申请，内容是身份信息、流水和征信，您随时能撤回，不同意也不影响咨询",
)
_SOMEBODY = "您选定的机构（名称会先告诉您）"


def consent_request(brief: Brief, seed: int) -> str:
    """The sentence that asks for consent; empty where none is due now."""
    if brief.inquiry.ledger is None or in_force(brief) or not _due(brief):
        return ""
    said = [t.text for t in brief.inquiry.history if t.role == "advisor"][-_TURNS:]
    if any(_ASKED_BEFORE.search(text) for text in said):
        return ""
    return _WORDS[seed % len(_WORDS)].format(who=_lender(brief) or _SOMEBODY)


def in_force(brief: Brief) -> tuple[Consent, ...]:
    """The consents that count on the day."""
    ledger = brief.inquiry.ledger
    return () if ledger is None else ledger.in_force(moment_for(ledger, None, brief.as_of))


def agreed_line(brief: Brief) -> str:
    """What a model is told of the ledger, nobody named; empty where nobody knows."""
    if brief.inquiry.ledger is None:
        return ""
    agreed = [f"{'、'.join(c.data)}给{'、'.join(c.recipients)}（{c.purpose}）" for c in in_force(brief)]
    return (
        f"客户已有的授权：{'；'.join(agreed) or '没有'}。授权以外的资料不说已提交、会提交给谁，不查、不引用征信；"
        "需要时先征求单独同意：用途、接收方名称、内容、可随时撤回、不同意有什么影响。\n"
    )


def _due(brief: Brief) -> bool:
    understood = brief.triage
    return (
        understood.intents[0] in GOES_ON
        and not _NOT_NOW & set(understood.intents)
        and understood.tier is not Tier.URGENT
        and not understood.risks
        and bool(_WANTS.search(plain(brief.inquiry.customer)))
    )


def _lender(brief: Brief) -> str:
    """The lender the customer names, where we know it."""
    if not brief.operator.may_present_products:
        return ""
    words = brief.inquiry.customer
    named = (p.lender for p in brief.products if p.lender in words or p.name in words)
    fitting = {m.id for m in brief.matches if m.fit is not Fit.DOES_NOT_FIT}
    return next(named, "") or next((p.lender for p in brief.products if p.id in fitting and len(fitting) == 1), "")
