"""The rates and prices of a reply, each with the words around it: is it this customer's, or a figure in general?

Ours to promise: 您的执行年化是4.35% · 给您按3.6%办 · 那就年化3.6% · an unhedged 年化4.2% · 不会超过6%
In general: a product's range · an example · a conversion · the law's ceiling · somebody else's rate · a fee by tariff
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from replydraft.compliance import cues_rates as cues
from replydraft.compliance.quantities import Quantity, quantities
from replydraft.compliance.stance import stance_of
from replydraft.text.clauses import Structure
from replydraft.text.numerals import parse_numeral


class RateFigure:
    """One rate or price of a reply. `asked` is what the customer wrote; `priced`: the talk is about prices."""

    def __init__(self, cut: Structure, q: Quantity, asked: str, *, priced: bool) -> None:
        self.cut, self.q, self.asked, self.priced, text = cut, q, asked, priced, cut.text
        first, last = cut.sentence_at(q.start)
        clause = cut.clause_at(q.start)
        self.before, self.after = text[first : q.start], text[q.end : last]
        self.clause = text[clause.start : q.start] + "§" + text[q.end : max(q.end, clause.end)]
        self.sentence = f"{self.before}§{self.after}"
        self.ahead = text[max(0, first - 30) : first]
        self.hedged = bool(cues.HEDGE.search(text))
        opened = cues.OPEN_AFTER.match(self.after) or cues.OPEN_BEFORE.search(self.before)
        self.loose = len(q.values) > 1 or bool(opened)

    def stands(self) -> bool:
        """Whether the writer says the figure, as a price, of no one else and not as an example."""
        if cues.NO_PRICE.search(self.before[-14:]) or cues.NO_PRICE_AFTER.match(self.after):
            return False
        stance = stance_of(self.cut, self.q.start, self.q.end).name
        agreed = stance in ("reported", "quoted") and cues.AGREED_AFTER.search(self.after)
        if stance != "asserted" and not agreed and not cues.CAP.search(self.before):
            return False
        if cues.REFUSES.search(cues.TURN.split(self.before)[-1] + "§"):
            return False
        if cues.REFUSED_AFTER.match(cues.TURN.split(self.after)[0]):
            return False
        return not (self._example() or self._of_others())

    def is_theirs(self) -> bool:
        """Whether the words make the figure this customer's."""
        if self.loose and self.hedged and not cues.SURE.search(self.sentence):
            return False
        if cues.DEED.search(self.sentence) or cues.DEED_AFTER.search(self.sentence):
            return not (self.hedged and cues.EFFORT.search(self.before))
        if cues.LAW.search(self.sentence) or cues.FEES.search(self.before) or cues.OLD_LOAN.search(self.before):
            return False
        if cues.YOURS_AT_ONCE.search(self.sentence):
            return True
        product = bool(cues.PRODUCT.search(self.ahead + self.before) or cues.PRODUCT_AFTER.match(self.after))
        if self.priced and (cues.OF_YOURS.search(self.sentence) or cues.YOURS_IN_CLAUSE.search(self.clause)):
            return not (product and self.hedged)
        if cues.RESULT.search(self.before):
            return True
        return not (product or self.loose) and self._plainly_named()

    def _plainly_named(self) -> bool:
        """A single rate, said as it is: to a customer, theirs."""
        if cues.CONVERTS.search(self.cut.text) or cues.ASKS_MEANING.search(self.asked):
            return False
        if self.q.unit != "rate" and not self.priced and not cues.SETTLES.search(self.sentence):
            return False
        if max(self.q.values) > cues.DEAREST or cues.IF_AHEAD.search(self.before) or cues.BEYOND.search(self.before):
            return False
        return not self.hedged or bool(cues.SETTLES.search(self.sentence))

    def is_general(self) -> bool:
        """Whether the figure is the law's, or only tells which products are meant."""
        if self.hedged and cues.PRODUCT.search(self.before):
            return True
        return bool(cues.LAW.search(self.sentence) or cues.PRODUCT_AFTER.match(self.after))

    def _example(self) -> bool:
        return bool(
            cues.EXAMPLE.search(self.ahead + self.before)
            or cues.CALCULATES.search(self.clause)
            or cues.SHOWN.search(self.after)
            or cues.IF_SO.match(self.after)
        )

    def _of_others(self) -> bool:
        others = list(cues.OTHERS.finditer(self.before))
        return bool(others) and not cues.YOURS.search(self.before[others[-1].end() :])


def rates(text: str) -> Iterator[Quantity]:
    """The figures of a folded text that can be a rate or a price, a bare 3.85 and 年化三点六 among them."""
    for q in quantities(text):
        bare = (
            q.unit == "bare" and "." in q.text and Decimal("0.1") <= q.values[0] <= 24 and cues.BARE.match(text, q.end)
        )
        if bare or q.unit == "lead":
            yield replace(q, values=tuple(v / 100 for v in q.values))
        elif q.unit == "rate" or (q.unit in ("money", "bare") and cues.PER_TIME.search(text[: q.start][-14:])):
            yield q
    for m in cues.SPOKEN.finditer(text):
        yield Quantity(m[1], m.start(1), m.end(1), "rate", "rate", (parse_numeral(m[1]) / 100,))
