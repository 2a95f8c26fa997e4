"""Whether a reply commits to a rate or price for this very customer.

By a figure that is theirs (`rate_figures`), by a promise without one (利率给您锁定), or by a short yes to a customer who wants
a rate fixed or confirmed. A denial, a question and what is true of everybody commit to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from replydraft.compliance import cues_promises as cues
from replydraft.compliance.cues_rates import ASKS_MEANING, EFFORT, EXAMPLE, OTHERS, PRODUCT, RATE, REFUSES
from replydraft.compliance.rate_figures import RateFigure, rates
from replydraft.compliance.stance import stance_of
from replydraft.domain.inquiry import Turn
from replydraft.text.clauses import Structure, structure

SHORT = 10
"""A message this short is read with the one before it."""
MOST = 60
"""Figures of one reply that are looked at."""


def commits_to_rate(reply: str, customer: str, turns: Sequence[Turn]) -> bool:
    """Whether `reply` fixes a rate or price for the customer. All texts are folded and in lower case. Never raises."""
    if not reply.strip():
        return False
    cut = structure(reply)
    asked = _asked(customer, turns)
    priced = bool(RATE.search(reply) or RATE.search(asked))
    figures = [RateFigure(cut, q, asked, priced=priced) for q in islice(rates(reply), MOST)]
    figures = [f for f in figures if f.stands()]
    return any(f.is_theirs() for f in figures) or _promises(cut) or _agrees(cut, asked, figures)


def _asked(customer: str, turns: Sequence[Turn]) -> str:
    earlier = [t.text for t in turns if t.role == "customer"]
    return f"{earlier[-1]}\n{customer}" if earlier and len(customer) <= SHORT else customer


def _asserts(cut: Structure, start: int, end: int) -> bool:
    return stance_of(cut, start, end).name == "asserted"


def _promises(cut: Structure) -> bool:
    """A promise about the price without a figure: 利率给您锁定, 就按刚才说的利率给您办."""
    for pattern in cues.PROMISES:
        for m in pattern.finditer(cut.text):
            first, last = cut.sentence_at(m.start())
            sentence = cut.text[first:last]
            if not _asserts(cut, *m.span()) or any(
                excuse.search(sentence) for excuse in (REFUSES, EFFORT, PRODUCT, EXAMPLE)
            ):
                continue
            if not OTHERS.search(cut.text[first : m.start()]):
                return True
    return False


def _agrees(cut: Structure, asked: str, figures: Sequence[RateFigure]) -> bool:
    """The customer wants a rate fixed or confirmed, and the reply says yes or answers with one rate."""
    if ASKS_MEANING.search(asked) or REFUSES.search(cut.text):
        return False
    named = any(True for _ in rates(asked))
    if cues.ASKS_RISE.search(asked) and (named or RATE.search(asked)) and cues.NO_RISE.match(cut.text):
        return True
    wants = bool(cues.WANTS_FIXED.search(asked))
    if not (wants or cues.CONFIRMS.search(asked) or (named and cues.QUESTION.search(asked))):
        return False
    start = cut.text[:60]
    if (yes := cues.YES.match(start)) and not cues.SOFT.search(start[yes.end() :]):
        return True
    if not wants:
        return False
    if any(_asserts(cut, *m.span()) for m in cues.CAN_DO.finditer(cut.text)):
        return not cues.SOFT.search(cut.text)
    ours = {f.q.values for f in figures if not f.is_general()}
    return len(ours) == 1 and not any(f.loose for f in figures)
