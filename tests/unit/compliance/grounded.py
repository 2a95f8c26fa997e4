"""What tracing finds in a reply, for tests: the findings against passages, a customer's words, the talk and the profile, or only the
figures without a source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from replydraft.compliance.figures import find_ungrounded
from replydraft.compliance.tracing.known import FigureSources
from replydraft.compliance.tracing.tracer import trace_figures
from replydraft.domain.finding import Finding, LegalCitation
from replydraft.domain.inquiry import Turn
from replydraft.wire.inputs import parse_check

DAY = date(2026, 11, 23)
CEILINGS = (Decimal("0.24"),)


class Laws:
    def cite(self, keys: Sequence[str]) -> tuple[LegalCitation, ...]:
        return tuple(LegalCitation(key, None, "A") for key in keys)


def found(draft: str, *passages: str, customer: str = "", history: Any = (), profile: Any = None) -> list[Finding]:
    request = {"id": "t", "draft": draft, "customer": customer, "history": list(history), "profile": profile or {}}
    evidence = {"passages": list(passages), "events": []}
    return find_ungrounded(parse_check(request | {"evidence": evidence}, today=DAY), Laws(), CEILINGS)


def untraced(reply: str, *passages: str, customer: str = "", history: tuple[str, ...] = ()) -> list[str]:
    """The figures of a reply without a source; `history` are the customer's turns."""
    turns = tuple(Turn("customer", t) for t in history)
    sources = FigureSources(passages=passages, customer=customer, history=turns, as_of=DAY)
    return [u.text for u in trace_figures(reply, sources)[1]]
