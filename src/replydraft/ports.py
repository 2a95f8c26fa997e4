"""What the pipeline needs from outside, as Protocols. Adapters implement them; `testing.py` ships fakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from replydraft.domain.audit import AuditEvent
from replydraft.domain.consent import ConsentRecord, Ledger
from replydraft.domain.conversation import Message, Received, Waiting
from replydraft.domain.draft import Brief, Proposal
from replydraft.domain.finding import CheckResult, Finding
from replydraft.domain.inquiry import CheckRequest
from replydraft.domain.passage import DocKind, SearchResult
from replydraft.domain.review import Answers, Decision, Once, Review, ReviewState


class Retriever(Protocol):
    """Finds quotable passages: approved, public and in force on `as_of`, nothing else."""

    version: str

    def search(self, query: str, *, as_of: date, k: int = 5, kind: DocKind | None = None) -> SearchResult: ...


class Embedder(Protocol):
    """Turns texts into vectors. `id` names the model; vectors of different ids are never mixed."""

    id: str

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text. Raises UpstreamError."""
        ...


class Drafter(Protocol):
    """Writes a reply from a brief. `name` is the contract's `drafter`."""

    name: str

    def write(self, brief: Brief) -> Proposal:
        """Raises UpstreamError where a model failed; never returns an empty reply."""
        ...


class Checker(Protocol):
    """The guardrail layer, deterministic and local."""

    version: str

    def check(self, request: CheckRequest, *, rewriting: bool = True) -> CheckResult: ...


class Judge(Protocol):
    """A second layer run by the drafting pipeline over the same text. It adds findings, never removes any."""

    def judge(self, request: CheckRequest, known: Sequence[Finding]) -> tuple[Finding, ...]:
        """Further findings. Raises UpstreamError where it cannot judge: the draft then blocks."""
        ...


class AuditTrail(Protocol):
    """The hash chain."""

    def append(self, kind: str, subject: str, payload: dict[str, Any], *, actor: str = "system") -> AuditEvent:
        """Durable on return. Raises StoreError."""
        ...

    def events(self, after: int = 0) -> Iterable[AuditEvent]: ...


class ReviewDesk(Protocol):
    """The reviews, in the same store and transaction as their audit events. `person` is the name in the trail."""

    def open(
        self,
        inquiry: dict[str, Any],
        draft: dict[str, Any],
        check: dict[str, Any],
        *,
        customer_ref: str | None,
        actor: str,
        branch: str = "",
        second_for: Sequence[str] = (),
        answers: Answers | None = None,
        once: Once | None = None,
    ) -> Review: ...

    def redraft(
        self,
        review_id: str,
        inquiry: dict[str, Any],
        draft: dict[str, Any],
        check: dict[str, Any],
        *,
        person: str,
        second_for: Sequence[str] = (),
    ) -> Review:
        """Another draft for an inquiry whose last one was turned down. Raises StaleReview where it was not, it has another
        draft by now, or the customer wrote again."""
        ...

    def get(self, review_id: str) -> Review:
        """Raises ReviewNotFound."""
        ...

    def by_draft(self, draft_id: str, *, branch: str | None = None) -> Review: ...

    def list(
        self,
        *,
        state: ReviewState | None = None,
        tier: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
        branch: str | None = None,
    ) -> tuple[list[Review], str | None]:
        """One page by tier then age, and the next cursor or None."""
        ...

    def claim(self, review_id: str, *, person: str, take_over: bool = False) -> Review: ...

    def release(self, review_id: str, *, person: str) -> Review: ...

    def revise(
        self,
        review_id: str,
        text: str,
        check: dict[str, Any],
        *,
        revision: int,
        person: str,
        second_for: Sequence[str] = (),
        versions: Mapping[str, str] | None = None,
    ) -> Review:
        """Save an edit with its check. Raises StaleReview unless `revision` is current."""
        ...

    def decide(
        self,
        review_id: str,
        decision: Decision,
        check: dict[str, Any],
        *,
        revision: int,
        second_for: Sequence[str] = (),
        alone_after_s: int | None = None,
        versions: Mapping[str, str] | None = None,
    ) -> Review:
        """One decision ever; where `second_for` names reasons, two people's. Raises StaleReview; SecondPersonDue;
        DraftBlocked where an approval's check blocks or is of another text."""
        ...

    def release_finding(
        self,
        review_id: str,
        finding: str,
        check: dict[str, Any],
        *,
        revision: int,
        person: str,
        reason: str,
        versions: Mapping[str, str] | None = None,
    ) -> Review:
        """Let one blocking finding of the text as it stands go. Raises StaleReview, SecondPersonDue, InputError."""
        ...

    def sent(self, review_id: str, text: str, *, sent_at: str | None, by: str, verdict: str) -> Review: ...

    def feedback(self, review_id: str, reasons: Sequence[str], note: str, *, person: str) -> None: ...

    def unmask(self, review_id: str, *, person: str, reason: str) -> Review:
        """Recorded before it is shown."""
        ...


class Conversations(Protocol):
    """Messages from the CRM, kept once, and what waits for a draft."""

    def receive(self, message: Message, *, actor: str) -> Received:
        """Raises InputError where the conversation is another customer's."""
        ...

    def take_due(self) -> Waiting | None:
        """One conversation to draft for, held for a while; None where nothing is due."""
        ...

    def give_back(self, waiting: Waiting, *, retry_after_s: float) -> None: ...


class Consents(Protocol):
    """What customers agreed to, append-only. `ref` is what callers call the customer."""

    def ledger(self, ref: str, *, at: datetime | None = None) -> Ledger:
        """What was known at a moment (None: now); empty where nothing is."""
        ...

    def record(self, ref: str, record: ConsentRecord, *, once: Once | None = None) -> ConsentRecord:
        """Keep it under an id of its own, which `record` has not yet; it is recorded now. Raises InputError."""
        ...

    def withdraw(
        self, ref: str, consent_id: str, *, withdrawn_at: datetime | None, person: str, once: Once | None = None
    ) -> ConsentRecord:
        """A new fact; again it changes nothing. Raises ConsentNotFound, InputError."""
        ...

    def list(self, ref: str) -> tuple[ConsentRecord, ...]:
        """Oldest first; empty for a customer nobody knows."""
        ...

    def get(self, ref: str, consent_id: str) -> ConsentRecord:
        """Raises ConsentNotFound."""
        ...

    def branches(self, ref: str) -> frozenset[str]:
        """Branches that have to do with this customer; empty for one nobody knows."""
        ...
