"""Comparing what a store says with what the model says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from lifecycle_ground import Outcome
from lifecycle_words import Act, Event, Op, Page, Step

from replydraft.domain.audit import AuditEvent
from replydraft.domain.conversation import Received
from replydraft.domain.finding import sha256_text
from replydraft.domain.review import OPEN_STATES, Review

_IN_ANY_ORDER = ("review.stale", "review.claim_expired")


def event_of(event: AuditEvent, names: Mapping[str, str]) -> Event:
    get = event.payload.get
    step = (get("state"), get("revision"), get("text_sha256")) if event.kind.startswith("review.") else (None,) * 3
    return (event.kind, event.actor, names.get(event.subject, event.subject), *step)


def runs_sorted(events: Sequence[Event]) -> list[Event]:
    """One message makes several reviews stale in whatever order."""
    runs = [(kind, list(run)) for kind, run in groupby(events, key=lambda e: e[0])]
    return [e for kind, run in runs for e in (sorted(run, key=str) if kind in _IN_ANY_ORDER else run)]


def agrees(step: Step, op: Op, outcome: Outcome, names: Mapping[str, str]) -> bool:
    """Whether this answer is the one that goes with this step."""
    if step.wrong or outcome.error is not None:
        return outcome.error in step.wrong
    answer = outcome.answer
    if step.page is not None:
        if not isinstance(answer, Review):
            return False
        return names.get(answer.id) == step.page and not unlike(step.book.pages[step.page], answer)
    if op.act is Act.EXPIRE:
        gone = [names.get(g, g) for g in answer] if isinstance(answer, tuple) else ["?"]
        return sorted(gone) == sorted(step.told)
    if op.act is Act.MESSAGE:
        if not isinstance(answer, Received):
            return False
        return answer.duplicate is step.again and sorted(names.get(s, s) for s in answer.stale) == sorted(step.told)
    return True


def unlike(page: Page, review: Review) -> dict[str, tuple[object, object]]:
    """Fields in which the review is not the model's page: (ours, theirs)."""
    ours: dict[str, object] = {
        "state": page.state,
        "revision": page.revision,
        "text": page.text,
        "customer": page.customer,
        "branch": page.branch,
        "created_at": page.created,
        "second_for": page.reasons,
        "approvals": [(s.person, s.sha, s.at, s.alone) for s in page.signed],
        "decision": page.decided,
        "sent": page.went_out,
        "check": sha256_text(page.text),
    }
    decision = review.decision
    theirs: dict[str, object] = {
        "state": review.state,
        "revision": review.revision,
        "text": review.text,
        "customer": review.customer_ref,
        "branch": review.branch,
        "created_at": review.created_at,
        "second_for": review.second_for,
        "approvals": [(a.person, a.text_sha256, a.at, a.alone) for a in review.approvals],
        "decision": (Act(decision.kind.value), decision.person, review.decided_at) if decision else None,
        "sent": review.sent_sha256,
        "check": review.check.get("text_sha256"),
    }
    if page.state in OPEN_STATES:
        ours |= {"claimed_by": page.holder, "claimed_until": page.until}
        theirs |= {"claimed_by": review.claimed_by, "claimed_until": review.claimed_until}
    return {name: (ours[name], theirs[name]) for name in ours if ours[name] != theirs[name]}


def brief(answer: object) -> str:
    """An answer in a line."""
    if not isinstance(answer, Review):
        return str(answer)
    signed = [f"{a.person}{' alone' if a.alone else ''} {a.at:%H:%M:%S}" for a in answer.approvals]
    held = f" held by {answer.claimed_by} until {answer.claimed_until:%H:%M:%S}" if answer.claimed_until else ""
    return f"{answer.state.value}/{answer.revision} {answer.text[:6]} {signed}{held}"
