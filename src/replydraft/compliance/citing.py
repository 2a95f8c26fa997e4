"""What a detector needs of the rule book: the laws behind its findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from replydraft.domain.finding import LegalCitation


class Cites(Protocol):
    """Turns keys of `guardrails/citations.yaml` into citations. Raises ContentError for an unknown key."""

    def cite(self, keys: Sequence[str]) -> tuple[LegalCitation, ...]: ...
