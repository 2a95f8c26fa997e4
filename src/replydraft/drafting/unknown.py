"""Honest answers where there is nothing to answer from: no words in the message, or a product we hold nothing about."""

from __future__ import annotations

import re

from replydraft.domain.draft import Brief, Intent, Tier
from replydraft.drafting.triage import plain

_NAMED = re.compile(
    r"(?:^|[,。 \"“《:?!]|你们|有没有|那个|这个|申请|办理?|了解(?:下|一下)?|问(?:下|一下)?|叫|介绍(?:下|一下)?)"
    r"(?P<name>[\u4e00-\u9fff]{3,6}贷)(?!款|给|到|的?钱)(?=这|是|怎|咋|的|利|有|可|能|好|靠|要|多|多少|和|跟|[,。?!\"”》 ]|$)"
)
_KIND = re.compile(
    r"房|车|信用|消费|经营|抵押|公积金|装修|税|发票|流水|微|网|白条|想|能|可|借|要|办|还|怎|什|哪|有|个|我|你|他|她|校|利|套路|按揭|学|创业|企业|商业|组合|小额|"
    r"置换|转|接力|保单|存单|农|不|再|多|以|过桥|垫|首付|银行|生意|工薪|社保|担保|续|贷.*贷|了解|介绍|问|申请|次|高|民间|现金|联合"
)
_SAFE = (Intent.PROCESS, Intent.PRODUCT_MATCH, Intent.ELIGIBILITY, Intent.FEES, Intent.RATE_OBJECTION, Intent.OFF_TOPIC)


def nothing_written(brief: Brief) -> str | None:
    """A friendly question where the message holds no letter, digit or Chinese character; None otherwise."""
    if any(c.isalnum() for c in brief.inquiry.customer) and plain(brief.inquiry.customer).strip():
        return None
    if brief.triage.tier is not Tier.ROUTINE:
        return None
    return "您好，我这边没收到文字内容，可能是没发出来。您想咨询哪方面的事，方便再打字跟我说一下吗？"


def unknown_product(brief: Brief) -> str | None:
    """The answer to a question about a named product of which no approved document knows; None otherwise."""
    if brief.triage.tier is not Tier.ROUTINE or brief.triage.intents[0] not in _SAFE:
        return None
    found = _NAMED.search(plain(brief.inquiry.customer))
    name = found["name"] if found else ""
    if not name or _KIND.search(name):
        return None
    known = [p.name for p in brief.products] + [f"{p.title} {p.text}" for p in brief.passages]
    if any(name in text for text in known):
        return None
    return (
        f"我这边没有“{name}”这款产品的资料，不敢随便跟您说它的条件和利率。建议您先核实是哪家机构的、有没有放款资质，"
        "放款前要您先交钱的不要信。您是在哪里看到的，这笔钱主要想用在什么地方？"
    )
