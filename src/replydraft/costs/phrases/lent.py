"""How much and for how long, where a price phrase says so (10万分12期每月还9000), and the whole of one loan that somebody tells."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from replydraft.costs.phrases.figures import Figure
from replydraft.costs.phrases.flows import months_of
from replydraft.costs.phrases.hearing import talk_of
from replydraft.costs.phrases.phrase import MAX_PHRASE, read_folded
from replydraft.costs.phrases.readings import Part, Relation
from replydraft.costs.phrases.reference import Lpr
from replydraft.costs.phrases.roles import prices_of
from replydraft.costs.phrases.tokens import tokens_of
from replydraft.text.folding import fold

_DAYS = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class LoanTold:
    """One loan as a text tells it. Money in yuan, None where unsaid; `method` is "" then. `text` is folded: the places of
    `parts`, its prices, are in it. `terms` are all terms that stand there."""

    text: str
    principal: Decimal | None
    received: Decimal | None
    term: Figure | None
    method: str
    parts: tuple[Part, ...]
    relation: Relation
    terms: tuple[Figure, ...]

    @property
    def months(self) -> int | None:
        """The term in whole months."""
        return months_of(self.term)

    @property
    def days(self) -> int | None:
        """A term of days or weeks in days."""
        if self.term is None or self.term.unit not in _DAYS:
            return None
        return int(self.term.value) * _DAYS[self.term.unit]


def lent_and_months(text: str) -> tuple[Decimal | None, int | None]:
    """The amount borrowed in yuan, and the term in whole months; None what the phrase leaves open, both of a long text."""
    if not text.strip() or len(text) > MAX_PHRASE:
        return None, None
    talk = talk_of(fold(text).text)
    prices_of(talk)
    return talk.principal, months_of(talk.term)


def loan_told(text: str) -> LoanTold | None:
    """The loan of a running text, read as strictly as `read_prices` does; None of an empty or a long one."""
    if not text.strip() or len(text) > MAX_PHRASE:
        return None
    folded = fold(text).text
    read, parts = read_folded(folded, Lpr((), None), strict=True)
    talk = talk_of(folded)
    prices_of(talk)
    terms = tuple(t.figure for t in tokens_of(folded)[0] if t.kind == "term" and t.figure is not None)
    return LoanTold(folded, talk.principal, talk.received, talk.term, talk.method, tuple(parts), read.relation, terms)
