"""Which findings compliance may let go at all. Identifiers and secrets never: nobody can vouch for a number that leaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from replydraft.compliance.privacy import LEAKS, OTHER_PERSON, PLACEHOLDER
from replydraft.domain.finding import Family

NEVER = frozenset({*(rule.id for rule in LEAKS.values()), PLACEHOLDER.id, OTHER_PERSON.id, "RD0434"})
"""Rules of the identifier detectors, and the one for passwords and codes in other words."""


def releasable(finding: Mapping[str, Any]) -> bool:
    """Whether this finding (the contract's object) may be let go; of leaks only those that a rule we can read found."""
    if finding.get("severity") != "block" or finding.get("rule") in NEVER:
        return False
    return finding.get("family") != Family.PRIVACY_LEAK or finding.get("source") == "rule"
