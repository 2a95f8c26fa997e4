"""The words the life-cycle tests speak in: who there is, what they may do, and what a review is to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from replydraft.domain.inquiry import Role
from replydraft.domain.people import Caller, Person
from replydraft.domain.permissions import Action, may
from replydraft.domain.review import ReviewState

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CLAIM = timedelta(minutes=30)
ALONE_S = 60
CRM = "rk_crm"

REPLY = "您好，材料清单我整理好发您，最终能否获批以贷款机构审核为准。"
MATTER = "您好，年化利率以合同为准，最终以贷款机构审核为准。"
WARNED = "您好，材料尽快给到我，最终能否获批以贷款机构审核为准。"
BLOCKED = "放心，保证能批。"
TEXTS = (REPLY, "您好，清单见附件，最终能否获批以贷款机构审核为准。", MATTER, WARNED, BLOCKED)

STAFF = {
    name: Person(name, name, role, START, branch)
    for name, role, branch in (
        ("甲", "advisor", ""),
        ("乙", "advisor", "南"),
        ("丙", "senior", ""),
        ("丁", "senior", "南"),
    )
}
SENIORS = ("丙", "丁")


KNOWN: frozenset[str] = frozenset()
"""Deviations found by this machine and kept as tests in `test_lifecycle_deviations.py`; it steps around them until mended:
take the name out then."""


class Act(StrEnum):
    OPEN = "open"
    CLAIM = "claim"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    REVISE = "revise"
    APPROVE = "approve"
    REJECT = "reject"
    ESCALATE = "escalate"
    SENT = "sent"
    FEEDBACK = "feedback"
    MESSAGE = "message"
    EXPIRE = "expire"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Op:
    """One thing somebody does, through one of the two open stores."""

    act: Act
    page: str = ""
    person: str = ""
    text: str = ""
    check: str = "own"
    """`own`: what the guardrail says of this text; `other`: the check of another text; `sly`: says `pass` over a
    blocking finding; `void`: says nothing."""
    revision: int = 0
    alone: bool = False
    forged: bool = False
    """The hash beside the text is another text's."""
    talk: str = ""
    message: str = ""
    role: Role = "customer"
    answers: tuple[int, int, int] | None = None
    """Conversation and `through` as the store numbers them, and how many bubbles the model counts up to there."""
    urgent: bool = False
    branch: str = ""
    here: bool = True
    store: int = 0


@dataclass(frozen=True, slots=True)
class Signed:
    person: str
    sha: str
    at: datetime
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One review."""

    name: str
    customer: str
    talk: str
    urgent: bool
    branch: str
    created: datetime
    text: str = REPLY
    state: ReviewState = ReviewState.PENDING
    revision: int = 1
    reasons: tuple[str, ...] = ()
    holder: str | None = None
    until: datetime | None = None
    signed: tuple[Signed, ...] = ()
    decided: tuple[Act, str, datetime] | None = None
    went_out: str | None = None

    def held_against(self, person: str, now: datetime) -> bool:
        return self.holder not in (None, person) and self.until is not None and now < self.until


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation: ids seen, bubbles of the customer counted, and up to which one a draft was made."""

    seen: frozenset[str] = frozenset()
    heard: int = 0
    drafted: int = 0


@dataclass(frozen=True, slots=True)
class Book:
    pages: Mapping[str, Page] = field(default_factory=dict)
    talks: Mapping[str, Talk] = field(default_factory=dict)
    here: frozenset[str] = frozenset(STAFF)

    def put(self, page: Page) -> Book:
        return replace(self, pages={**self.pages, page.name: page})


Event = tuple[str, str, str, str | None, int | None, str | None]
"""kind, actor, subject, and of a review's step: state, revision, text_sha256."""


@dataclass(frozen=True, slots=True)
class Step:
    """One allowed outcome. `wrong` names the errors that are right here; empty: it is acknowledged."""

    book: Book
    events: tuple[Event, ...] = ()
    wrong: frozenset[str] = frozenset()
    page: str | None = None
    """The review that is answered with."""
    told: frozenset[str] = frozenset()
    """Reviews named in the answer (made stale, gone back to the queue)."""
    again: bool = False
    """The answer says that this was known already."""


def onward_of(page: str) -> str:
    """The name of the review in which an escalated one goes on."""
    return f"{page}↑"


def reasons_of(urgent: bool, text: str) -> tuple[str, ...]:
    return (("urgent",) if urgent else ()) + (("rate_commitment",) if text == MATTER else ())


def approvable(op: Op) -> bool:
    return op.check == "own" and op.text != BLOCKED


def another_could(book_here: frozenset[str], person: str, branch: str) -> bool:
    """Whether somebody else who is here may be the second, by the table of permissions."""
    return any(may(Caller.of(STAFF[p]), Action.REVIEW_SECOND, branch) for p in book_here - {person})
