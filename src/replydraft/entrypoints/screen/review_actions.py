"""What a person can do with one review, behind the screen: every step is checked on this side again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from replydraft.domain.finding import sha256_text
from replydraft.domain.review import OPEN_STATES, Decision, DecisionKind, Review
from replydraft.entrypoints.screen.applying import apply_finding
from replydraft.entrypoints.screen.findings_view import counts, may_dismiss
from replydraft.errors import InputError
from replydraft.wire.outputs import check_json

if TYPE_CHECKING:
    from replydraft.bootstrap import House

SHORTEST_REASON = 2


class ScreenRefusal(InputError):
    """The person asked for something that cannot be done now; the message is a sentence for them."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One review as it stands on one person's screen. `check` is of exactly `text`.

    `reasons` answers for figures nobody could trace, by rule and words, so that an edit elsewhere keeps them.
    """

    review: Review
    text: str
    check: dict[str, Any]
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.review.state in OPEN_STATES

    @property
    def unsaved(self) -> bool:
        return self.open and self.text != self.review.text

    @property
    def dismissed(self) -> dict[str, str]:
        """Finding id → reason, for those of the present check."""
        said = {str(f["id"]): self.reasons.get(_key(f), "") for f in self.check.get("findings", ()) if may_dismiss(f)}
        return {fid: reason for fid, reason in said.items() if reason}

    @property
    def standing(self) -> tuple[int, int]:
        """(must change, reminders)."""
        return counts(self.check, self.dismissed)


def _key(finding: dict[str, Any]) -> tuple[str, str]:
    return str(finding.get("rule")), str(finding.get("text"))


def finding_of(check: dict[str, Any], finding_id: str) -> dict[str, Any]:
    """Raises ScreenRefusal where the check has no such finding (the text changed meanwhile)."""
    for f in check.get("findings", ()):
        if f.get("id") == finding_id:
            return dict(f)
    raise ScreenRefusal("这条命中已经不在了，文字可能刚改过；右侧是最新的检查结果。")


def person_name(house: House) -> str:
    """Raises ScreenRefusal until somebody has said who they are."""
    person = house.store.people.first()
    if person is None:
        raise ScreenRefusal("请先在页面上登记您的姓名，再做决定。")
    return person.name


def open_review(house: House, review_id: str) -> Opened:
    """Raises ReviewNotFound."""
    review = house.store.reviews.get(review_id)
    return Opened(review, review.text, review.check)


def recheck(house: House, opened: Opened, text: str) -> Opened:
    """The same review with another text and its check. Nothing is saved."""
    if not text.strip():
        nothing: dict[str, Any] = {
            "id": "",
            "verdict": "block",
            "text_sha256": sha256_text(text),
            "findings": [],
            "rewrite": None,
        }
        return replace(opened, text=text, check=nothing)
    if opened.check.get("text_sha256") == sha256_text(text):
        return replace(opened, text=text)
    return replace(opened, text=text, check=check_json(house.desk.recheck(opened.review, text)))


def apply(house: House, opened: Opened, text: str, finding_id: str) -> Opened:
    """Raises ScreenRefusal where the finding is gone or changes nothing."""
    current = recheck(house, opened, text)
    fixed = apply_finding(text, finding_of(current.check, finding_id), house.rulebook)
    if fixed == text:
        raise ScreenRefusal("这一处没有现成的改法，请在下面的输入框里改。")
    return recheck(house, current, fixed)


def rewrite(house: House, opened: Opened, text: str) -> Opened:
    """Raises ScreenRefusal where there is no whole rewrite."""
    current = recheck(house, opened, text)
    whole = current.check.get("rewrite")
    if not isinstance(whole, str) or not whole.strip():
        raise ScreenRefusal("这段话没有现成的整段改法，请逐条修改。")
    return recheck(house, current, whole)


def dismiss(opened: Opened, finding_id: str, reason: str) -> Opened:
    """Answer, with a reason, for a figure nobody could trace. Raises ScreenRefusal for anything else."""
    finding = finding_of(opened.check, finding_id)
    if not may_dismiss(finding):
        raise ScreenRefusal("这一条不能放行，请改文字。")
    if len(reason.strip()) < SHORTEST_REASON:
        raise ScreenRefusal("请写清这个数字从哪来，再点“我来说明”。")
    return replace(opened, reasons=opened.reasons | {_key(finding): reason.strip()[:200]})


def undismiss(opened: Opened, finding_id: str) -> Opened:
    gone = _key(finding_of(opened.check, finding_id))
    return replace(opened, reasons={k: v for k, v in opened.reasons.items() if k != gone})


def save(house: House, opened: Opened, text: str) -> Opened:
    """Save the edit as a new revision. Raises StaleReview where somebody was faster."""
    if not text.strip():
        raise ScreenRefusal("内容是空的，没有保存。")
    if text == opened.review.text:
        return recheck(house, opened, text)
    review = house.desk.revise(opened.review.id, text, revision=opened.review.revision, person=person_name(house))
    return Opened(review, review.text, review.check, opened.reasons)


def decide(house: House, opened: Opened, text: str, kind: DecisionKind, reason: str) -> Opened:
    """One decision on exactly the text on the screen. Raises ScreenRefusal, DraftBlocked, StaleReview."""
    person = person_name(house)
    reason = reason.strip()
    if kind is not DecisionKind.APPROVE and len(reason) < SHORTEST_REASON:
        raise ScreenRefusal(f"请先写一句{'退回' if kind is DecisionKind.REJECT else '升级'}的原因。")
    dismissed: tuple[tuple[str, str], ...] = ()
    if kind is DecisionKind.APPROVE:
        if not text.strip():
            raise ScreenRefusal("回复是空的，不能批准。")
        if opened.check.get("text_sha256") != sha256_text(text):
            raise ScreenRefusal("文字刚刚又改过，检查结果已经更新；请再看一眼，然后批准。")
        dismissed = tuple(opened.dismissed.items())
    decision = Decision(kind, person, text, sha256_text(text), reason, dismissed)
    review = house.desk.decide(opened.review.id, decision, revision=opened.review.revision)
    return Opened(review, review.text, review.check, opened.reasons)
