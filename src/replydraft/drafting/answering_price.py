"""The customer's own price in a reply: whether it is reckoned, and which step of the reply it is."""

from __future__ import annotations

from replydraft.domain.draft import Brief, Emotion, Intent, Tier
from replydraft.drafting.acknowledge import opener
from replydraft.drafting.equity import house_left
from replydraft.drafting.leaving_out import beside_a_price
from replydraft.drafting.money import Priced
from replydraft.drafting.plan import Plan, closed
from replydraft.drafting.prices_told import asks_of_money
from replydraft.drafting.pricing import priced_for
from replydraft.drafting.triage import plain

ANYTHING_ELSE = "除了这一项，还有没有另收的费用？告诉我，一起折进年化里再比。"
PRICED = frozenset({Intent.RATE_OBJECTION, Intent.FEES, Intent.REPAYMENT})
_ALSO = PRICED | {Intent.PRODUCT_MATCH, Intent.ELIGIBILITY, Intent.EARLY_REPAYMENT, Intent.PROCESS, Intent.SMALLTALK}
"""Where a loan told whole is reckoned too, if what it costs is asked."""
_OF_A_HOUSE = (Intent.PRODUCT_MATCH, Intent.ELIGIBILITY, Intent.PROCESS)
BESIDE = frozenset({"refund_dispute"})
"""Risks a reply may have and still reckon the price."""
_RECKONING = ("换算", "算出", "日利率", "每期手续费多少", "每期还多少")
"""A next step that offers what was just done."""


def price_of(brief: Brief) -> Priced | None:
    """The customer's price, reckoned; None where it is not what the message is about."""
    intents = brief.triage.intents[:2]
    if brief.triage.tier is Tier.URGENT or not set(intents) & _ALSO:
        return None
    found = priced_for(brief)
    if found is None:
        return house_left(brief.inquiry.customer) if intents[0] in _OF_A_HOUSE else None
    if set(intents) & PRICED:
        return found
    return found if found.whole and asks_of_money(plain(brief.inquiry.customer)) else None


def with_price(plan: Plan, price: Priced, brief: Brief, seed: int, *, again: bool = False) -> None:
    """Put into the plan: as the whole answer, beside what a script says, or as an aside where it only says what was told.

    Where something else weighs more (they cannot pay, they ask for documents first) the script's own answer stays before it.
    `again`: another wording of it, where it has one."""
    if price.whole and brief.triage.intents[0] in _ALSO and not set(brief.triage.risks) - BESIDE:
        plan.empathy = plan.empathy if brief.triage.emotion is not Emotion.CALM else opener(brief, seed)
        plan.need, plan.body, plan.caution = (
            "",
            closed(price.retold if again and price.retold else price.sentence),
            price.caution,
        )
        plan.step = price.ask or ANYTHING_ELSE
        return
    plan.body = beside_a_price(plan.body) + closed(price.sentence)
    plan.caution = plan.caution or "以合同和综合融资成本明示表为准"
    if price.aside:
        return
    done = any(word in plan.step for word in _RECKONING)
    plan.step = price.ask or (ANYTHING_ELSE if done or not plan.step else plan.step)
