"""Replies to somebody who says that we did not listen: an apology first, then what they said, then one thing at most."""

from __future__ import annotations

from dataclasses import replace

from replydraft.domain.draft import Brief, Intent, Tier
from replydraft.drafting.followup import facts_told, not_answered, told_before
from replydraft.drafting.short_answers import short_answers
from replydraft.drafting.steps import picked, questions, seed_of
from replydraft.drafting.triage import plain, triage

_SORRY_AGAIN = (
    "抱歉，是我没接住您前面说的，不该让您再说一遍。",
    "对不起，您前面已经说过了，是我没看仔细。",
    "是我的疏忽，让您重复了，抱歉。",
)
_SORRY_VAGUE = (
    "抱歉，刚才说得太笼统，没答到您的问题上。",
    "您说得对，刚才那段等于没答，抱歉。",
    "对不起，刚才绕了一圈没说到点子上。",
)
_WHICH = (
    "您最想先弄清哪一样：利率和费用、能批多少，还是要多久？我直接答这一样。",
    "您把最想知道的那一句再发我，我只答这一句：是费用、额度，还是流程和时间？",
)
_WANTING = (Intent.PRODUCT_MATCH, Intent.ELIGIBILITY, Intent.DOCUMENTS, Intent.RATE_OBJECTION, Intent.PROCESS)


def not_heard(brief: Brief) -> str | None:
    """The reply to a customer who has to say it twice, or whom our last message did not answer; None for all others."""
    if brief.triage.tier is not Tier.ROUTINE:
        return None
    inquiry = brief.inquiry
    text, seed = plain(inquiry.customer), seed_of(inquiry.customer)
    if told_before(inquiry.history, text):
        return _said_twice(brief, text, seed)
    return _vague(brief, seed) if not_answered(inquiry.history, text) else None


def _said_twice(brief: Brief, text: str, seed: int) -> str:
    earlier = [plain(t.text) for t in brief.inquiry.history if t.role == "customer"]
    facts = facts_told([text]) or facts_told(list(reversed(earlier)))
    known = f"{'、'.join(facts)}，我按这个往下看，不再问这些。" if facts else "您前面说的我往上翻着看，不再问一遍。"
    asked = questions(brief.asks[:1], 0) if brief.triage.intents[0] in _WANTING else ""
    left = f"现在只差一样：{asked}" if asked else "您现在最想先知道哪一样？我直接答。"
    return f"{picked(_SORRY_AGAIN, seed)}{known}能批多少、利率多少以机构审批为准。{left}"


def _vague(brief: Brief, seed: int) -> str:
    inquiry = brief.inquiry
    earlier = next((t.text for t in reversed(inquiry.history) if t.role == "customer"), "")
    told: tuple[str, ...] = ()
    if earlier:
        asked = replace(inquiry, customer=earlier, history=())
        told = short_answers(replace(brief, inquiry=asked, triage=triage(asked)), "", each=True)
    return f"{picked(_SORRY_VAGUE, seed)}{''.join(told)}{picked(_WHICH, seed // 3)}"
