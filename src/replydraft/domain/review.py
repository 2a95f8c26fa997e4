"""Review 审核: the human decision on one draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class ReviewState(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    AWAITING_SECOND = "awaiting_second"
    APPROVED = "approved"
    REJECTED = "rejected"
    ESCALATED = "escalated"
    STALE = "stale"
    SENT = "sent"
    DRIFTED = "drifted"


class DecisionKind(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    ESCALATE = "escalate"


OPEN_STATES = (ReviewState.PENDING, ReviewState.CLAIMED, ReviewState.AWAITING_SECOND)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a named person decided about one exact text. Never made by a service key."""

    kind: DecisionKind
    person: str
    text: str
    text_sha256: str
    reason: str = ""
    dismissed: tuple[tuple[str, str], ...] = ()
    """(finding id, reason) pairs of `warn` findings looked at and let go."""


@dataclass(frozen=True, slots=True)
class Review:
    """One draft waiting for, or having had, its decision. `revision` counts edits and state changes.

    `inquiry` and `draft` are the contract's objects (JSON-ready) as they stood when the draft was made;
    `text` is the reply at this revision and `check` the contract's check result for exactly that text.
    """

    id: str
    draft_id: str
    state: ReviewState
    revision: int
    tier: str
    created_at: datetime
    updated_at: datetime
    customer_ref: str | None
    inquiry: dict[str, Any]
    draft: dict[str, Any]
    text: str
    check: dict[str, Any]
    claimed_by: str | None = None
    decision: Decision | None = None
    decided_at: datetime | None = None

    @property
    def etag(self) -> str:
        """The contract's ETag, quotes included."""
        return f'"{self.id}:{self.revision}"'
