"""What must hold whatever happens, read from the trail and the reviews alone: no model, no memory of what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lifecycle_words import ALONE_S, BLOCKED, Act, Op

from replydraft.domain.audit import GENESIS, AuditEvent, first_broken
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import OPEN_STATES, Review, ReviewState

P, C, W = ReviewState.PENDING, ReviewState.CLAIMED, ReviewState.AWAITING_SECOND
DECIDED = {ReviewState.APPROVED, ReviewState.REJECTED, ReviewState.ESCALATED}
ARROWS: dict[ReviewState, set[ReviewState]] = {
    P: {C, W, ReviewState.STALE} | DECIDED,
    C: {P, C, W, ReviewState.STALE} | DECIDED,
    W: {C, W, ReviewState.STALE} | DECIDED,
    ReviewState.APPROVED: {ReviewState.SENT, ReviewState.DRIFTED},
}
STEPS = {
    "review.opened": {P},
    "review.claimed": {C, W},
    "review.taken_over": {C, W},
    "review.released": {P, W},
    "review.claim_expired": {P, W},
    "review.revised": {C},
    "review.first_approved": {W},
    **{f"review.{state.value}": {state} for state in (*DECIDED, *ARROWS[ReviewState.APPROVED], ReviewState.STALE)},
}
"""The state that each kind of event leads to."""
SILENT = {"message.received", "review.feedback", "person.changed", "person.added"}
"""Events that change no review."""


@dataclass(slots=True)
class Witness:
    """Watches one store. `due` says whether a review's text (by its hash) needs two people."""

    due: Callable[[str, str], bool]
    trails: dict[str, list[AuditEvent]] = field(default_factory=dict)
    last: tuple[str, int] = (GENESIS, 0)
    before: dict[str, Review] = field(default_factory=dict)

    def see(
        self,
        events: Sequence[AuditEvent],
        reviews: Iterable[Review],
        done: Sequence[Op],
        ids: dict[str, str],
        now: datetime,
        nobody_else: Callable[[str, str], bool],
    ) -> list[str]:
        """What was broken by the steps just acknowledged (`done`)."""
        found = [told] if (told := first_broken(events, self.last[0], self.last[1] + 1)) else []
        for event in events:
            self.last = (event.hash, event.sequence)
            if datetime.fromisoformat(event.at) != now:
                found.append(f"{event.kind} is dated {event.at}, the clock says {now}")
            if event.kind in STEPS:
                found += self._moved(event)
                found += _unchecked(event, done, ids)
            elif event.kind not in SILENT:
                found.append(f"an event nobody asked for: {event.kind}")
        seen = {review.id: review for review in reviews}
        found += [f"{gone} is gone" for gone in self.before.keys() - seen.keys()]
        for review in seen.values():
            found += self._stands(review)
            if review.state is ReviewState.APPROVED:
                found += self._signed(review, nobody_else)
        self.before = seen
        return found

    def _moved(self, event: AuditEvent) -> list[str]:
        """One more link in a review's own trail: one revision further, along an arrow."""
        trail = self.trails.setdefault(event.subject, [])
        old = trail[-1] if trail else None
        trail.append(event)
        state = ReviewState(event.payload["state"])
        found = []
        if (old is None) is not (event.kind == "review.opened"):
            found.append(f"{event.kind} where the trail has {len(trail) - 1} events")
        if event.payload["revision"] != (1 if old is None else old.payload["revision"] + 1):
            found.append(
                f"{event.kind} is revision {event.payload['revision']} after {old and old.payload['revision']}"
            )
        if old is not None and state not in ARROWS.get(ReviewState(old.payload["state"]), set()):
            found.append(f"{event.kind} moves {old.payload['state']} to {state.value}")
        if state not in STEPS[event.kind]:
            found.append(f"{event.kind} leads to {state.value}")
        decisions = [e.kind for e in trail if e.payload["state"] in DECIDED and e.kind not in ("review.feedback",)]
        if len(decisions) > 1:
            found.append(f"decided more than once: {decisions}")
        return found

    def _stands(self, review: Review) -> list[str]:
        """The review is what its trail says, and a finished one is as it was."""
        end, sha = self.trails[review.id][-1].payload, sha256_text(review.text)
        found = []
        if (end["state"], end["revision"], end["text_sha256"]) != (review.state.value, review.revision, sha):
            found.append(f"{review.id} is {review.state.value}/{review.revision}, its trail ends {end}")
        if review.etag != f'"{review.id}:{review.revision}"':
            found.append(f"ETag {review.etag}")
        if review.check.get("text_sha256") != sha:
            found.append(f"the check of {review.id} is of another text")
        if any(a.text_sha256 != sha for a in review.approvals):
            found.append(f"{review.id} keeps an approval of another text")
        old = self.before.get(review.id)
        changed = old is not None and old != review
        if changed and old is not None and old.state not in OPEN_STATES:
            ok = old.state is ReviewState.APPROVED and review.state in ARROWS[ReviewState.APPROVED]
            kept = (old.text, old.approvals, old.decision, old.decided_at, old.check)
            if not ok or kept != (review.text, review.approvals, review.decision, review.decided_at, review.check):
                found.append(f"{old.state.value} changed: {old} to {review}")
        if changed and old is not None and review.state is old.state and review.revision == old.revision:
            same = (old.text, old.approvals, old.second_for, old.claimed_by, old.decision)
            if same != (review.text, review.approvals, review.second_for, review.claimed_by, review.decision):
                found.append(f"changed without an event: {old} to {review}")
        return found

    def _signed(self, review: Review, nobody_else: Callable[[str, str], bool]) -> list[str]:
        """Two people for exactly this text, or one, alone, after the pause, with nobody else who could."""
        trail = self.trails[review.id]
        end, sha = trail[-1], sha256_text(review.text)
        if not self.due(review.id, sha) or self.before.get(review.id) == review:
            return []
        firsts = []
        for event in reversed(trail[:-1]):
            if event.payload["text_sha256"] != sha:
                break
            firsts += [event] if event.kind == "review.first_approved" else []
        people = {e.actor for e in firsts} | {end.actor}
        if len(people) > 1 and len({a.person for a in review.approvals}) > 1:
            return []
        pause = timedelta(seconds=ALONE_S)
        waited = [e for e in firsts if datetime.fromisoformat(end.at) - datetime.fromisoformat(e.at) >= pause]
        recorded = bool(end.payload.get("alone")) and review.approvals[-1].alone
        if waited and recorded and nobody_else(end.actor, review.branch):
            return []
        return [f"approved by {people} only (alone: {recorded}, waited: {bool(waited)})"]


def _unchecked(event: AuditEvent, done: Sequence[Op], ids: dict[str, str]) -> list[str]:
    """An approval must come from somebody who asked for it, with a check of exactly that text that does not block."""
    if event.kind not in ("review.approved", "review.first_approved"):
        return []
    sha = event.payload["text_sha256"]
    asked = [
        op
        for op in done
        if op.act is Act.APPROVE and op.person == event.actor and ids.get(op.page) == event.subject and not op.forged
    ]
    if any(op.check == "own" and op.text != BLOCKED and sha256_text(op.text) == sha for op in asked):
        return []
    return [f"{event.kind} by {event.actor} of a text whose check is not of it, or blocks"]
