"""How one person stands to one review at this moment: what they may do, and what holds them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from replydraft.domain.consent import ConsentRecord
from replydraft.domain.finding import sha256_text
from replydraft.domain.people import Caller
from replydraft.domain.permissions import Action, may
from replydraft.domain.release import counted
from replydraft.domain.review import OPEN_STATES, Approval, Review, ReviewState
from replydraft.entrypoints.screen.visits import Visit
from replydraft.errors import ReviewNotFound


@dataclass(frozen=True, slots=True)
class Standing:
    """`held_by`: somebody else has it. `first`: the first approval of the text as it stands, `own` where it is ours.

    `seconds`: who else could be the second. `wait_s`: after how many seconds the first may attest alone; None: never.
    `let_go`: this person let a finding of the text as it stands go; `deciders` and `release_wait_s` are then the same
    for approving it.
    """

    me: str
    held_by: str = ""
    mine: bool = False
    until: datetime | None = None
    may_claim: bool = False
    may_take_over: bool = False
    may_edit: bool = False
    may_decide: bool = False
    may_second: bool = False
    may_unmask: bool = False
    first: Approval | None = None
    seconds: tuple[str, ...] = ()
    wait_s: int | None = None
    may_release: bool = False
    let_go: bool = False
    deciders: tuple[str, ...] = ()
    release_wait_s: int | None = None
    consents: tuple[ConsentRecord, ...] | None = None
    """What the customer agreed to; None where they have no reference, or this person may not know."""
    may_record: bool = False
    may_withdraw: bool = False
    may_redraft: bool = False
    before: Review | None = None
    """The review this one goes on from."""
    after: Review | None = None
    """The review in which it goes on, once it was passed up or turned down."""

    @property
    def own(self) -> bool:
        return self.first is not None and self.first.person == self.me


def holder(review: Review, now: datetime) -> str:
    """Who has taken it; nobody where it is decided or their time is over."""
    over = review.claimed_until is not None and review.claimed_until <= now
    return review.claimed_by or "" if review.state in OPEN_STATES and not over else ""


def first_approval(review: Review) -> Approval | None:
    """The approval that waits for a second, of exactly the text as it stands."""
    if review.state is not ReviewState.AWAITING_SECOND:
        return None
    digest = sha256_text(review.text)
    return next((a for a in review.approvals if a.text_sha256 == digest), None)


def standing(visit: Visit, review: Review, now: datetime | None = None) -> Standing:
    now = now or datetime.now(UTC)
    held, me, branch = holder(review, now), visit.caller.actor, review.branch
    free = review.state in OPEN_STATES and held in ("", me) and not review.erased
    first = first_approval(review)
    own = first is not None and first.person == me
    others = could_second(visit, review) if first else ()
    wait = _wait_s(visit, first.at, now) if first and not others else None
    released = max((r.at for r in counted(review.check, review.releases).values() if r.person == me), default=None)
    deciders = could_decide(visit, review) if released else ()
    known = review.customer_ref is not None and not review.erased
    for_me = not review.passed_up or visit.may(Action.REVIEW_ESCALATED, branch)
    return Standing(
        me=me,
        held_by="" if held == me else held,
        mine=held == me,
        until=review.claimed_until if held else None,
        may_claim=for_me and free and not held and not (others and own) and visit.may(Action.REVIEW_CLAIM, branch),
        may_take_over=for_me and held not in ("", me) and visit.may(Action.REVIEW_TAKE_OVER, branch),
        may_edit=for_me and free and visit.may(Action.REVIEW_EDIT, branch),
        may_decide=for_me and free and visit.may(Action.REVIEW_DECIDE, branch),
        may_second=visit.may(Action.REVIEW_SECOND, branch),
        may_unmask=not review.erased and visit.may(Action.CUSTOMER_UNMASK, branch),
        first=first,
        seconds=others,
        wait_s=wait,
        may_release=review.state in OPEN_STATES and not review.erased and visit.may(Action.FINDING_RELEASE, branch),
        let_go=released is not None,
        deciders=deciders,
        release_wait_s=_wait_s(visit, released, now) if released and not deciders else None,
        consents=_consents(visit, review) if known and visit.may(Action.CONSENT_READ, branch) else None,
        may_record=known and visit.may(Action.CONSENT_RECORD, branch),
        may_withdraw=known and visit.may(Action.CONSENT_WITHDRAW, branch),
        may_redraft=not review.erased and visit.may(Action.REVIEW_EDIT, branch) and visit.may(Action.DRAFT),
        before=_there(visit, review.follows.review_id) if review.follows is not None else None,
        after=_after(visit, review),
    )


def _after(visit: Visit, review: Review) -> Review | None:
    if review.escalated_to:
        return _there(visit, review.escalated_to)
    if review.state is not ReviewState.REJECTED or review.erased:
        return None
    newest = visit.house.room.of_draft(visit.caller, review.draft_id)
    return newest if newest.id != review.id and newest.created_at >= review.created_at else None


def _there(visit: Visit, review_id: str) -> Review | None:
    """None where this person may not see it."""
    try:
        return visit.house.room.read(visit.caller, review_id)
    except ReviewNotFound:
        return None


def _consents(visit: Visit, review: Review) -> tuple[ConsentRecord, ...] | None:
    return visit.house.consents.list(visit.caller, review.customer_ref) if review.customer_ref is not None else None


def could_second(visit: Visit, review: Review) -> tuple[str, ...]:
    """Everybody in service, other than whoever approved first, who may be the second."""
    firsts = {a.person for a in review.approvals}
    people = (p for p in visit.house.store.people.list() if p.active and p.name not in firsts)
    return tuple(p.name for p in people if may(Caller.of(p), Action.REVIEW_SECOND, review.branch))


def could_decide(visit: Visit, review: Review) -> tuple[str, ...]:
    """Everybody else in service who may approve it."""
    people = (p for p in visit.house.store.people.list() if p.active and p.name != visit.caller.actor)
    return tuple(p.name for p in people if may(Caller.of(p), Action.REVIEW_DECIDE, review.branch))


def waits_for(visit: Visit, review: Review, now: datetime) -> bool:
    """Whether it waits for this very person as the second."""
    if review.state is not ReviewState.AWAITING_SECOND or holder(review, now) not in ("", visit.caller.actor):
        return False
    firsts = {a.person for a in review.approvals}
    return visit.caller.actor not in firsts and visit.may(Action.REVIEW_SECOND, review.branch)


def _wait_s(visit: Visit, since: datetime, now: datetime) -> int | None:
    after = visit.house.operator.second_person.alone_after_s
    if after is None:
        return None
    return max(0, round((since + timedelta(seconds=after) - now).total_seconds()))
