"""Opening hours and address, straight from the operator profile."""

from __future__ import annotations

import re

from replydraft.domain.draft import Brief, Intent, Tier
from replydraft.drafting.triage import plain

_ASKED = re.compile(
    r"(?:你们|门店|公司|店)?.{0,4}(?:几点|什么时候|啥时候|周末|周六|周日|星期天|节假日).{0,6}(?:上班|下班|开门|关门|营业|有人)|营业时间|(?:你们|公司|门店|店).{0,4}(?:在哪|地址|怎么(?:走|去)|哪里|位置)"
)
_OTHERS = (Intent.COMPLAINT, Intent.FRAUD_REPORT, Intent.EMERGENCY)


def about_us(brief: Brief) -> str | None:
    """The answer to when we are open or where we are; None where that was not (only) asked or is not known."""
    text, operator = plain(brief.inquiry.customer), brief.operator
    if brief.triage.tier is not Tier.ROUTINE or len(text) > 24 or not _ASKED.search(text):
        return None
    if brief.triage.intents[0] in _OTHERS:
        return None
    parts = []
    if operator.office_hours:
        parts.append(f"营业时间是{operator.office_hours}")
    if operator.address:
        parts.append(f"地址在{operator.address}")
    if not parts:
        return None
    return f"您好，我们{operator.short_name}{'，'.join(parts)}。来之前可以先跟我说一声，我帮您看看要带什么。您想咨询哪方面的事？"
