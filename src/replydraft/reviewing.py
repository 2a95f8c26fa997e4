"""ReviewRoom: what people do with a draft, each step permitted, checked again, and recorded before it counts.

claim → edit → approve | reject | escalate, a second person where one is due, and what was in fact sent. What is escalated
goes on with a senior in a review of its own; what is rejected may be drafted anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from replydraft.compliance.releasing import releasable
from replydraft.compliance.showing import masked_text
from replydraft.domain.finding import CheckResult, Family, Severity, sha256_text, verdict_of
from replydraft.domain.people import Caller
from replydraft.domain.permissions import Action, Reach, may, reach, require
from replydraft.domain.release import marked
from replydraft.domain.review import Decision, DecisionKind, Review, ReviewState
from replydraft.errors import DraftBlocked, InputError, NotAllowed, ReviewNotFound, StaleReview
from replydraft.pipeline import ReplyDesk
from replydraft.ports import ReviewDesk
from replydraft.wire.inputs import parse_inquiry
from replydraft.wire.outputs import check_json

REASONS = ("good", "wrong_facts", "off_topic", "tone", "too_long", "missing_risk", "missing_question", "other")
"""What feedback may say."""
MAX_REASON = 500
"""Characters kept of why a finding was let go."""


@dataclass(frozen=True, slots=True)
class ReviewRoom:
    """Every step names its caller. Raises NotAllowed where they may not; of another branch's review ReviewNotFound."""

    desk: ReplyDesk
    reviews: ReviewDesk

    def queue(
        self,
        caller: Caller,
        *,
        state: ReviewState | None = None,
        tier: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> tuple[list[Review], str | None]:
        """One page of what this caller may see, urgent first, then oldest first, and the next cursor or None."""
        far = reach(caller, Action.REVIEW_READ)
        if far is Reach.NONE:
            require(caller, Action.REVIEW_READ)
        branch = caller.branch if far is Reach.BRANCH else None
        return self.reviews.list(state=state, tier=tier, cursor=cursor, limit=limit, branch=branch)

    def read(self, caller: Caller, review_id: str) -> Review:
        return self._seen(caller, self.reviews.get(review_id))

    def of_draft(self, caller: Caller, draft_id: str) -> Review:
        """The newest review of a draft with this id."""
        far = reach(caller, Action.REVIEW_READ)
        branch = caller.branch if far is Reach.BRANCH else None
        return self._seen(caller, self.reviews.by_draft(draft_id, branch=branch))

    def unmask(self, caller: Caller, review_id: str, *, reason: str = "") -> Review:
        """The review for eyes that may see identifiers; that they looked is on record first."""
        self._may(caller, Action.CUSTOMER_UNMASK, review_id)
        return self.reviews.unmask(review_id, person=caller.actor, reason=masked_text(reason.strip()[:200]))

    def claim(self, caller: Caller, review_id: str, *, take_over: bool = False) -> Review:
        """Take it, for a while; `take_over` from somebody else. Raises StaleReview."""
        self._may_work(caller, Action.REVIEW_TAKE_OVER if take_over else Action.REVIEW_CLAIM, review_id)
        return self.reviews.claim(review_id, person=caller.actor, take_over=take_over)

    def release(self, caller: Caller, review_id: str) -> Review:
        self._may(caller, Action.REVIEW_CLAIM, review_id)
        return self.reviews.release(review_id, person=caller.actor)

    def revise(self, caller: Caller, review_id: str, text: str, *, revision: int) -> Review:
        """Save an edit with its new check. Raises StaleReview."""
        review = self._may_work(caller, Action.REVIEW_EDIT, review_id)
        return self.reviews.revise(
            review_id, text, check_json(self.desk.recheck(review, text)), revision=revision, person=caller.actor,
            second_for=self.desk.second_for(review.draft, review.inquiry, text), versions=self.desk.versions,
        )  # fmt: skip

    def decide(self, caller: Caller, review_id: str, decision: Decision, *, revision: int) -> Review:
        """One person's decision on one exact text, which is checked again here.

        Raises DraftBlocked; StaleReview; SecondPersonDue where this person may not be the second; InputError.
        """
        review = self._may_work(caller, Action.REVIEW_DECIDE, review_id)
        if decision.person != caller.actor:
            raise NotAllowed("决定只能由本人作出 (a decision is its maker's own)")
        if sha256_text(decision.text) != decision.text_sha256:
            raise InputError("is not the SHA-256 of text", field="text_sha256", code="hash_mismatch")
        if decision.kind is not DecisionKind.APPROVE and not decision.reason.strip():
            raise InputError("must say why", field="reason", code="reason_required")
        check = check_json(_let_go(self.desk.recheck(review, decision.text), dict(decision.dismissed)))
        shown = marked(check, review.releases)
        if decision.kind is DecisionKind.APPROVE and shown["verdict"] == "block":
            raise DraftBlocked("the text still has findings that block", list(shown["findings"]))
        second = self.desk.second_for(review.draft, review.inquiry, decision.text)
        if decision.kind is DecisionKind.APPROVE and second and review.state is ReviewState.AWAITING_SECOND:
            self._may_be_second(caller, review)
        return self.reviews.decide(
            review_id, decision, check, revision=revision, second_for=second,
            alone_after_s=self.desk.operator.second_person.alone_after_s, versions=self.desk.versions,
        )  # fmt: skip

    def redraft(self, caller: Caller, review_id: str, *, today: date) -> Review:
        """Another draft for an inquiry whose last one was turned down, with what is known and in force today.

        Raises StaleReview: it was not turned down, or it has another draft by now.
        """
        require(caller, Action.DRAFT)
        review = self._may(caller, Action.REVIEW_EDIT, review_id)
        if review.erased or review.state is not ReviewState.REJECTED:
            raise StaleReview(f"只有退回的才能重新起草 (is {review.state.value})")
        asked = {k: v for k, v in review.inquiry.items() if v is not None and k != "as_of"}
        inquiry = parse_inquiry(asked, today=today)
        ref, branch = review.customer_ref, review.branch
        return self.desk.submit(inquiry, customer_ref=ref, branch=branch, actor=caller.actor, after=review)[1]

    def release_finding(
        self, caller: Caller, review_id: str, finding: str, *, text_sha256: str, reason: str, revision: int
    ) -> Review:
        """Let one finding that blocks the text as it stands go; that text only. Raises StaleReview; SecondPersonDue where
        this person approved it; InputError: no such finding, not one that may be let go, another text, no reason."""
        review = self._may(caller, Action.FINDING_RELEASE, review_id)
        if text_sha256 != sha256_text(review.text):
            raise InputError("is not the SHA-256 of the text as it stands", field="text_sha256", code="hash_mismatch")
        check = check_json(self.desk.recheck(review, review.text))
        found = next((f for f in check["findings"] if f["id"] == finding), None)
        if found is not None and found["severity"] == "block" and not releasable(found):
            raise InputError("身份、账号和密码类信息不能放行，只能改掉", field="finding", code="never_released")
        return self.reviews.release_finding(
            review_id, finding, check, revision=revision, person=caller.actor, versions=self.desk.versions,
            reason=masked_text(reason.strip()[:MAX_REASON]),
        )  # fmt: skip

    def sent(self, caller: Caller, review_id: str, text: str, *, sent_at: str | None = None) -> Review:
        """What was in fact sent: `sent` where it is what was approved, else `drifted`, with the check of what went out."""
        review = self._may(caller, Action.REVIEW_SENT, review_id)
        verdict = "block"
        if not review.erased:
            verdict = str(marked(check_json(self.desk.recheck(review, text)), review.releases)["verdict"])
        return self.reviews.sent(review_id, text, sent_at=sent_at, by=caller.actor, verdict=verdict)

    def feedback(self, caller: Caller, review_id: str, reasons: Sequence[str], note: str = "") -> None:
        """What somebody thought of the draft. Raises InputError for a reason not among `REASONS`."""
        if not reasons or any(reason not in REASONS for reason in reasons):
            raise InputError(f"must be some of {', '.join(REASONS)}", field="reasons")
        self._may(caller, Action.REVIEW_FEEDBACK, review_id)
        self.reviews.feedback(review_id, list(dict.fromkeys(reasons)), note.strip()[:2000], person=caller.actor)

    def _seen(self, caller: Caller, review: Review) -> Review:
        if not may(caller, Action.REVIEW_READ, review.branch):
            if reach(caller, Action.REVIEW_READ) is Reach.NONE:
                require(caller, Action.REVIEW_READ)
            raise ReviewNotFound("没有这条审核 (no such review)")
        return review

    def _may(self, caller: Caller, action: Action, review_id: str) -> Review:
        if reach(caller, action) is Reach.NONE:
            require(caller, action)
        review = self.reviews.get(review_id)
        if not may(caller, action, review.branch):
            raise ReviewNotFound("没有这条审核 (no such review)")
        return review

    def _may_work(self, caller: Caller, action: Action, review_id: str) -> Review:
        """What was passed up is for those who may work on such; a colleague without that reads it."""
        review = self._may(caller, action, review_id)
        if review.passed_up:
            require(caller, Action.REVIEW_ESCALATED, review.branch)
        return review

    def _may_be_second(self, caller: Caller, review: Review) -> None:
        """Who approved first is told so by the store; anybody else must be one who may be the second."""
        if caller.actor not in {a.person for a in review.approvals}:
            require(caller, Action.REVIEW_SECOND, review.branch)


def _let_go(result: CheckResult, dismissed: dict[str, str]) -> CheckResult:
    """A named person may answer, with a reason, for a figure nobody could trace; for nothing else that blocks."""
    findings = tuple(
        replace(f, severity=Severity.WARN)
        if f.family is Family.UNGROUNDED and f.severity is Severity.BLOCK and dismissed.get(f.id, "").strip()
        else f
        for f in result.findings
    )
    return replace(result, findings=findings, verdict=verdict_of(findings))
