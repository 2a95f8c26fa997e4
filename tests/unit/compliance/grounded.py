"""What tracing finds in a reply, for tests: the findings against passages, a customer's words, the talk and the profile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from replydraft.compliance.figures import find_ungrounded
from replydraft.domain.finding import Finding, LegalCitation
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
