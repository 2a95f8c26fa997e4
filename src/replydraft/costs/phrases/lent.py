"""How much and for how long, where a price phrase says so: 10万分12期每月还9000."""

from __future__ import annotations

from decimal import Decimal

from replydraft.costs.phrases.flows import months_of
from replydraft.costs.phrases.hearing import talk_of
from replydraft.costs.phrases.phrase import MAX_PHRASE
from replydraft.costs.phrases.roles import prices_of
from replydraft.text.folding import fold


def lent_and_months(text: str) -> tuple[Decimal | None, int | None]:
    """The amount borrowed in yuan, and the term in whole months; None what the phrase leaves open, both of a long text."""
    if not text.strip() or len(text) > MAX_PHRASE:
        return None, None
    talk = talk_of(fold(text).text)
    prices_of(talk)
    return talk.principal, months_of(talk.term)
