"""Review 审核: the human decision on one draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from replydraft.domain.release import Release


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
    alone: bool = False
    """The same person attests as the second, knowing that nobody else is there."""


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's approval of one exact text. `alone`: the second, by the same person (recorded as such)."""

    person: str
    text_sha256: str
    at: datetime
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Follows:
    """Which decided review this one goes on from: passed up (`escalated`), or drafted anew (`rejected`), and by whom."""

    review_id: str
    after: ReviewState
    person: str


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
    branch: str = ""
    claimed_until: datetime | None = None
    second_for: tuple[str, ...] = ()
    """Why a second person is due: `urgent`, or a matter of `domain.operator.MATTERS`. Empty: one is enough."""
    approvals: tuple[Approval, ...] = ()
    """Approvals of the text as it stands, first one first."""
    conversation_id: str | None = None
    sent_sha256: str | None = None
    """SHA-256 of what was in fact sent, once that is known."""
    erased: bool = False
    """What was the customer's has been erased; only hashes are left."""
    releases: tuple[Release, ...] = ()
    """Findings let go by compliance, of whichever text of this review, oldest first; `check` is marked with those that
    count for the text as it stands."""
    follows: Follows | None = None
    escalated_to: str = ""
    """Id of the review in which this one, `escalated`, is worked on; empty otherwise."""

    @property
    def passed_up(self) -> bool:
        """Whether a colleague passed it up: then only who may work on those may take, edit or decide it."""
        return self.follows is not None and self.follows.after is ReviewState.ESCALATED

    @property
    def etag(self) -> str:
        """The contract's ETag, quotes included."""
        return f'"{self.id}:{self.revision}"'


@dataclass(frozen=True, slots=True)
class Answers:
    """Which messages a draft answers: of this conversation, those received up to this one (a number of the store)."""

    conversation: int
    through: int


@dataclass(frozen=True, slots=True)
class Once:
    """A caller's idempotency key: whatever is asked under it is done once."""

    owner: str
    key: str
