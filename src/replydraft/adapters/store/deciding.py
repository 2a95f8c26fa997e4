"""The decision on one exact text: the first approval, the second, and the one decision ever."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from replydraft.adapters.store.following import pass_up
from replydraft.adapters.store.opening import new_id
from replydraft.adapters.store.review_moves import Held, find_open, move
from replydraft.adapters.store.review_rows import save_text, seal_json, versions_of
from replydraft.adapters.store.schema import approvals, decisions, people
from replydraft.adapters.store.sealing import Vault
from replydraft.domain.approval import require_approvable, require_decidable
from replydraft.domain.finding import sha256_text
from replydraft.domain.people import Caller, Person
from replydraft.domain.permissions import Action, may
from replydraft.domain.release import counted
from replydraft.domain.review import Approval, Decision, DecisionKind, Review, ReviewState
from replydraft.errors import SecondPersonDue

_AFTER = {
    DecisionKind.APPROVE: ReviewState.APPROVED,
    DecisionKind.REJECT: ReviewState.REJECTED,
    DecisionKind.ESCALATE: ReviewState.ESCALATED,
}


def decide_in(
    connection: Connection,
    vault: Vault,
    review_id: str,
    decision: Decision,
    check: dict[str, Any],
    *,
    revision: int,
    now: str,
    second_for: Sequence[str],
    alone_after_s: int | None,
    versions: dict[str, str],
) -> Review:
    """See `StoredReviews.decide`."""
    require_decidable(decision, check)
    held = find_open(connection, vault, review_id, now, decision.person, revision)
    review, alone = held.review, False
    more: dict[str, Any] = {}
    if decision.text_sha256 == sha256_text(review.text):  # what was due for this very text stays due
        second_for = tuple(dict.fromkeys((*review.second_for, *second_for)))
    if decision.kind is DecisionKind.APPROVE:
        require_approvable(decision, check, review.releases)
        firsts = review.approvals if review.state is ReviewState.AWAITING_SECOND and second_for else ()
        first = next((a for a in firsts if a.text_sha256 == decision.text_sha256), None)
        alone = _let_go_alone(connection, review, first, decision, check, now, alone_after_s)
        if second_for:
            if first is None:
                return _first(connection, vault, held, decision, check, now, list(second_for), versions, alone=alone)
            if first.person == decision.person:
                alone = True
                others = _could(connection, review, Action.REVIEW_SECOND) - {decision.person}
                _may_be_alone(others, first.at, decision, now, alone_after_s)
            more = {"first": first.person, "first_at": first.at.isoformat()}
        _approve(connection, review, decision, now, alone=alone)
        more |= {"alone": alone} if more or alone else {}
    if decision.text_sha256 != sha256_text(review.text):
        save_text(
            connection, held.cipher, review.id, revision + 1, decision.text, check, person=decision.person, at=now
        )
    onward = new_id() if decision.kind is DecisionKind.ESCALATE else ""
    body = {
        "text": decision.text,
        "reason": decision.reason,
        "dismissed": [list(pair) for pair in decision.dismissed],
        "alone": alone,
        "check": check,
        **({"escalated_to": onward} if onward else {}),
    }
    connection.execute(
        insert(decisions).values(
            review_id=review.id, kind=decision.kind.value, person=decision.person, text_sha256=decision.text_sha256,
            body_sealed=seal_json(held.cipher, body, f"decisions.body:{review.id}"), at=now,
        )
    )  # fmt: skip
    more |= {
        "reason_mac": held.cipher.mac(decision.reason) if decision.reason else None,
        "dismissed": sorted(finding for finding, _ in decision.dismissed),
        "second_for": list(second_for),
        "versions": versions,
        **versions_of(check),
        **({"escalated_to": onward} if onward else {}),
    }
    state = _AFTER[decision.kind]
    free = {"claimed_by": decision.person, "claimed_until": None, "second_for": list(second_for)}
    done = move(
        connection, vault, review, state, state.value, decision.person, now,
        sha256=decision.text_sha256, more=more, **free,
    )  # fmt: skip
    if onward:
        pass_up(
            connection, vault, held, onward, decision.text, check,
            person=decision.person, second_for=list(second_for), now=now,
        )  # fmt: skip
    return done


def _first(
    connection: Connection,
    vault: Vault,
    held: Held,
    decision: Decision,
    check: dict[str, Any],
    now: str,
    second_for: list[str],
    versions: dict[str, str],
    *,
    alone: bool,
) -> Review:
    """The first of two approvals: kept, and the review goes back for somebody else."""
    review = held.review
    if decision.text_sha256 != sha256_text(review.text):
        save_text(
            connection, held.cipher, review.id, review.revision + 1, decision.text, check,
            person=decision.person, at=now,
        )  # fmt: skip
    _approve(connection, review, decision, now, alone=alone)
    more = {"second_for": second_for, "versions": versions, **versions_of(check), **({"alone": True} if alone else {})}
    return move(
        connection, vault, review, ReviewState.AWAITING_SECOND, "first_approved", decision.person, now,
        sha256=decision.text_sha256, more=more, claimed_by=None, claimed_until=None, second_for=second_for,
    )  # fmt: skip


def _approve(connection: Connection, review: Review, decision: Decision, now: str, *, alone: bool) -> None:
    connection.execute(
        insert(approvals).values(
            review_id=review.id, revision=review.revision, person=decision.person,
            text_sha256=decision.text_sha256, alone=alone, at=now,
        )
    )  # fmt: skip


def _let_go_alone(
    connection: Connection,
    review: Review,
    first: Approval | None,
    decision: Decision,
    check: dict[str, Any],
    now: str,
    after_s: int | None,
) -> bool:
    """Whether who approves let a finding of this very text go, and may: nobody else could approve. Raises SecondPersonDue."""
    own = [r.at for r in counted(check, review.releases).values() if r.person == decision.person]
    if not own:
        return False
    alone = Action.REVIEW_ESCALATED if review.passed_up else Action.REVIEW_DECIDE
    action = Action.REVIEW_SECOND if first is not None else alone
    others = _could(connection, review, action) - {decision.person} - ({first.person} if first is not None else set())
    _may_be_alone(others, max(own), decision, now, after_s)
    return True


def _may_be_alone(others: set[str], since: datetime, decision: Decision, now: str, after_s: int | None) -> None:
    """Raises SecondPersonDue unless nobody else could, enough time has passed and the person attests it."""
    if others or after_s is None:
        raise SecondPersonDue("这条需要另一位同事复核后才能发出 (another person must approve)")
    waited = (datetime.fromisoformat(now) - since).total_seconds()
    wait = max(0, round(after_s - waited))
    if wait > 0:
        raise SecondPersonDue(f"没有其他同事可以复核；请再等 {wait} 秒，重读一遍后再确认 (wait {wait} s)", wait_s=wait)
    if not decision.alone:
        raise SecondPersonDue("没有其他同事可以复核；请重读一遍，并注明由本人单独确认 (attest: alone)", wait_s=0)


def _could(connection: Connection, review: Review, action: Action) -> set[str]:
    """Names of those in service who may do this to the review."""
    rows = connection.execute(select(people).where(people.c.active))
    known = [Person(r.id, r.name, r.role, datetime.fromisoformat(r.created_at), r.branch) for r in rows]
    return {p.name for p in known if may(Caller.of(p), action, review.branch)}
