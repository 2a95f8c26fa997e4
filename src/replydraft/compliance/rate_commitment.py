"""Whether a reply commits to a rate or price for this very customer.

A figure commits where the words around it make it the customer's own (您的执行年化是4.35%), do something for them with it
(给您按3.6%办), or settle it (那就年化3.6%). A product's published range, an example of the calculator, the law's ceiling, somebody
else's rate, a denial and a question commit to nothing. So does a short yes to a customer who wants a rate fixed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from replydraft.compliance import cues_rates as cues
from replydraft.compliance.quantities import Quantity, quantities
from replydraft.compliance.stance import stance_of
from replydraft.domain.inquiry import Turn
from replydraft.text.clauses import Structure, structure


def commits_to_rate(reply: str, customer: str, turns: Sequence[Turn]) -> bool:
    """Whether `reply` fixes a rate or price for the customer. All texts are folded and in lower case."""
    if not reply.strip():
        return False
    cut = structure(reply)
    asked = _asked(customer, turns)
    priced = bool(cues.RATE.search(reply) or cues.RATE.search(asked))
    figures = [f for q in _figures(reply, priced) if (f := _Figure(cut, q, asked)).stands()]
    if any(f.is_theirs() for f in figures) or _promises(cut):
        return True
    return _agrees(cut, asked, [f for f in figures if not f.excused()])


class _Figure:
    """One rate or price of a reply, with the words around it."""

    def __init__(self, cut: Structure, q: Quantity, asked: str) -> None:
        self.cut, self.q, self.asked, text = cut, q, asked, cut.text
        self.first, self.last = cut.sentence_at(q.start)
        clause = cut.clause_at(q.start)
        self.before, self.after = text[self.first : q.start], text[q.end : self.last]
        self.clause = text[clause.start : q.start] + "§" + text[q.end : max(q.end, clause.end)]
        self.sentence = f"{self.before}§{self.after}"
        self.ahead = text[max(0, self.first - 30) : self.first]
        self.hedged = bool(cues.HEDGE.search(text))
        self.loose = len(q.values) > 1 or bool(
            cues.OPEN_AFTER.match(self.after) or cues.OPEN_BEFORE.search(self.before)
        )

    def stands(self) -> bool:
        """Whether the writer says the figure, as a price, of no one else and not as an example."""
        if cues.NO_PRICE.search(self.before[-12:]) or cues.NO_PRICE_AFTER.match(self.after):
            return False
        stance = stance_of(self.cut, self.q.start, self.q.end).name
        if stance != "asserted" and not (stance in ("reported", "quoted") and cues.AGREED_AFTER.search(self.after)):
            return False
        if cues.REFUSES.search(re.sub(cues.TURN, "\n", self.sentence).rpartition("§")[0].rpartition("\n")[2] + "§"):
            return False
        if cues.REFUSED_AFTER.match(re.split(cues.TURN, self.after)[0]):
            return False
        return not (self._example() or self._of_others() or cues.LAW.search(self.before))

    def _example(self) -> bool:
        return bool(
            cues.EXAMPLE.search(self.ahead + self.before)
            or cues.CALCULATES.search(self.clause)
            or cues.IF_SO.match(self.after)
        )

    def _of_others(self) -> bool:
        others = list(cues.OTHERS.finditer(self.before))
        return bool(others) and not cues.YOURS.search(self.before[others[-1].end() :])

    def excused(self) -> bool:
        return self.loose and self.hedged

    def is_theirs(self) -> bool:
        """Whether the words make the figure this customer's."""
        product = bool(cues.PRODUCT.search(self.before) or cues.PRODUCT.search(self.ahead))
        if self.excused() and not cues.SURE.search(self.sentence):
            return False
        if cues.DEED.search(self.sentence) or cues.DEED_AFTER.search(self.sentence):
            return not (self.hedged and cues.EFFORT.search(self.before))
        if cues.OF_YOURS.search(self.sentence) or cues.YOURS_IN_CLAUSE.search(self.clause):
            return not (cues.OLD_LOAN.search(self.before) or (product and self.hedged))
        if cues.RESULT.search(self.before):
            return True
        if product or self.loose or not cues.RATE.search(self.clause + self.asked):
            return False
        return bool(cues.SETTLES.search(self.clause)) or (not self.hedged and bool(cues.WANTS_PRICE.search(self.asked)))


def _figures(reply: str, priced: bool) -> list[Quantity]:
    found = []
    for q in quantities(reply):
        near = reply[max(0, q.start - 14) : q.start]
        rate = q.unit in ("rate", "lead") and max(q.values) <= 36
        bare = q.unit == "bare" and priced and "." in q.text and 1 < q.values[0] <= 36
        if rate or bare or (q.unit == "money" and cues.PER_TIME.search(near)):
            found.append(q)
    return found


def _asked(customer: str, turns: Sequence[Turn]) -> str:
    """The newest message, with the one before it where the newest alone says little."""
    earlier = [t.text for t in turns if t.role == "customer"]
    return f"{earlier[-1]}\n{customer}" if earlier and len(customer) <= 10 else customer


def _promises(cut: Structure) -> bool:
    """A promise about the price without a figure: 利率给您锁定, 就按刚才说的利率给您办."""
    for pattern in cues.PROMISES:
        for m in pattern.finditer(cut.text):
            first, last = cut.sentence_at(m.start())
            sentence = cut.text[first:last]
            if stance_of(cut, *m.span()).name != "asserted" or cues.REFUSES.search(sentence):
                continue
            if not (
                cues.EFFORT.search(sentence)
                or cues.PRODUCT.search(sentence)
                or cues.OTHERS.search(cut.text[first : m.start()])
            ):
                return True
    return False


def _agrees(cut: Structure, asked: str, figures: Sequence[_Figure]) -> bool:
    """The customer wants a rate fixed or confirmed, and the reply says yes or answers with one rate."""
    wants = cues.WANTS_FIXED.search(asked) and not cues.ASKS_MEANING.search(asked)
    confirms = cues.CONFIRMS.search(asked) and not cues.ASKS_MEANING.search(asked)
    if not (wants or confirms) or cues.REFUSES.search(cut.text):
        return False
    start = cut.text[:60]
    if (yes := cues.YES.match(start)) and not cues.SOFT.search(start[yes.end() :]):
        return True
    if not wants:
        return False
    if any(stance_of(cut, *m.span()).name == "asserted" for m in cues.CAN_DO.finditer(cut.text)):
        return not cues.SOFT.search(cut.text)
    return len({f.q.values for f in figures}) == 1 and not figures[0].loose
