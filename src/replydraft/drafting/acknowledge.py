"""Picks up what the customer concretely said, so that the answer is to them and not to anyone."""

from __future__ import annotations

from replydraft.domain.draft import Brief, Intent
from replydraft.drafting.facts import said

_WANTING = (Intent.PRODUCT_MATCH, Intent.ELIGIBILITY)
_APPS = ("借呗", "花呗", "微粒贷", "网商贷", "白条", "京东金条", "度小满", "分期乐", "来分期")


def acknowledgement(brief: Brief, before: str, seed: int) -> str:
    """One short sentence with the customer's own amount, purpose or income that `before` does not hold; or ""."""
    if not set(brief.triage.intents[:1]) & set(_WANTING):
        return ""
    words = said(brief.inquiry)
    who = words.income or words.age
    amount = words.amount
    if who and amount:
        return (f"您说的{who}、想借{amount}，我记下了", f"{who}、需要{amount}，情况我了解了")[seed % 2]
    if amount and words.purpose:
        return (f"{words.purpose}用、{amount}左右，我记下了", f"您是{words.purpose}要用{amount}，明白了")[seed % 2]
    if amount:
        return (f"需要{amount}，我记下了", f"{amount}的需求，我记下了")[seed % 2]
    if words.purpose and words.purpose not in before:
        return (f"您是{words.purpose}要用钱，明白了", f"{words.purpose}用款，我记下了")[seed % 2]
    return ""


def opener(brief: Brief, seed: int) -> str:
    """What to begin with where no script gives warmer words: the product they named."""
    product = said(brief.inquiry).product
    if product in _APPS:
        return (f"您问的是{product}的事", f"{product}这个问题，我跟您说下")[seed % 2]
    return ""
