"""What a person can do with one review, behind the screen: every step is checked on this side again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from replydraft.domain.finding import sha256_text
from replydraft.domain.release import marked
from replydraft.domain.review import OPEN_STATES, Decision, DecisionKind, Review
from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen.applying import apply_finding
from replydraft.entrypoints.screen.findings_view import counts, may_dismiss
from replydraft.entrypoints.screen.standing import Standing, standing
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit
from replydraft.errors import StaleReview
from replydraft.wire.outputs import check_json

SHORTEST_REASON = 2
Reasons = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the page keeps of the review it shows, between two events: nothing of the customer's."""

    review_id: str
    revision: int
    person_id: str
    base: str
    text: str
    check: dict[str, Any]
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class Opened:
    """One review as it stands, and one person's text for it. `check` is of exactly `text`.

    `seen` is the revision that came on their screen and `base` its text; `second` says why their text needs a second
    person. `reasons` answers for figures nobody could trace, by rule and words, so that an edit elsewhere keeps them.
    """

    review: Review
    text: str
    check: dict[str, Any]
    stands: Standing
    seen: int
    base: str
    second: tuple[str, ...] = ()
    reasons: Reasons = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.review.state in OPEN_STATES

    @property
    def unsaved(self) -> bool:
        return self.open and self.text != self.base

    @property
    def dismissed(self) -> dict[str, str]:
        """Finding id → reason, for those of the present check."""
        said = {str(f["id"]): self.reasons.get(_key(f), "") for f in self.check.get("findings", ()) if may_dismiss(f)}
        return {fid: reason for fid, reason in said.items() if reason}

    @property
    def faults(self) -> tuple[int, int]:
        """(must change, reminders)."""
        return counts(self.check, self.dismissed)

    def kept(self, visit: Visit) -> Kept:
        return Kept(self.review.id, self.seen, visit.person.id, self.base, self.text, self.check, self.reasons)


def _key(finding: dict[str, Any]) -> tuple[str, str]:
    return str(finding.get("rule")), str(finding.get("text"))


def finding_of(check: dict[str, Any], finding_id: str) -> dict[str, Any]:
    """Raises ScreenRefusal where the check has no such finding (the text changed meanwhile)."""
    for f in check.get("findings", ()):
        if f.get("id") == finding_id:
            return dict(f)
    raise ScreenRefusal("这条命中已经不在了，文字可能刚改过；右侧是最新的检查结果。")


def open_review(visit: Visit, review_id: str) -> Opened:
    """Nothing is claimed by looking. Raises ReviewNotFound, also for another branch's."""
    return shown_to(visit, visit.house.room.read(visit.caller, review_id))


def shown_to(visit: Visit, review: Review, reasons: Reasons | None = None) -> Opened:
    """A review just read, as one person's screen begins with it."""
    stands, text = standing(visit, review), review.text
    return Opened(review, text, review.check, stands, review.revision, text, review.second_for, reasons or {})


def reopen(visit: Visit, kept: Kept) -> Opened:
    """What the page keeps, with the review as it stands now. Raises ReviewNotFound; ScreenRefusal for another's page."""
    if kept.person_id != visit.person.id:
        raise ScreenRefusal(f"现在登录的是{visit.person.name}，这一页是另一位同事打开的；请刷新页面再继续。")
    now = shown_to(visit, visit.house.room.read(visit.caller, kept.review_id), kept.reasons)
    second = now.second if kept.text == now.review.text else _second(visit, now.review, kept.text)
    return replace(now, text=kept.text, check=kept.check, seen=kept.revision, base=kept.base, second=second)


def recheck(visit: Visit, opened: Opened, text: str) -> Opened:
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
    check = marked(check_json(visit.house.desk.recheck(opened.review, text)), opened.review.releases)
    return replace(opened, text=text, check=check, second=_second(visit, opened.review, text))


def _second(visit: Visit, review: Review, text: str) -> tuple[str, ...]:
    return visit.house.desk.second_for(review.draft, review.inquiry, text)


def apply(visit: Visit, opened: Opened, text: str, finding_id: str) -> Opened:
    """Raises ScreenRefusal where the finding is gone or changes nothing."""
    current = recheck(visit, opened, text)
    fixed = apply_finding(text, finding_of(current.check, finding_id), visit.house.rulebook)
    if fixed == text:
        raise ScreenRefusal("这一处没有现成的改法，请在下面的输入框里改。")
    return recheck(visit, current, fixed)


def rewrite(visit: Visit, opened: Opened, text: str) -> Opened:
    """Raises ScreenRefusal where there is no whole rewrite."""
    current = recheck(visit, opened, text)
    whole = current.check.get("rewrite")
    if not isinstance(whole, str) or not whole.strip():
        raise ScreenRefusal("这段话没有现成的整段改法，请逐条修改。")
    return recheck(visit, current, whole)


def dismiss(opened: Opened, finding_id: str, reason: str) -> Opened:
    """Answer, with a reason, for a figure nobody could trace. Raises ScreenRefusal for anything else."""
    finding = finding_of(opened.check, finding_id)
    if not may_dismiss(finding):
        raise ScreenRefusal("这一条不能放行，请改文字。")
    if len(reason.strip()) < SHORTEST_REASON:
        raise ScreenRefusal("请写清这个数字从哪来，再点“我来说明”。")
    return replace(opened, reasons=opened.reasons | {_key(finding): reason.strip()[:200]})


def let_go(visit: Visit, opened: Opened, text: str, finding_id: str, reason: str) -> Opened:
    """Compliance lets a blocking finding of the saved text go. Raises ScreenRefusal, NotAllowed, InputError,
    SecondPersonDue; StaleReview where the screen is behind."""
    if text != opened.review.text:
        raise ScreenRefusal("先保存修改，才能放行；放行只对保存下来的这段文字有效。")
    if len(reason.strip()) < SHORTEST_REASON:
        raise ScreenRefusal("请写清为什么是误拦，再点“放行”。")
    review = visit.house.room.release_finding(
        visit.caller, opened.review.id, finding_id, text_sha256=sha256_text(text), reason=reason, revision=opened.seen
    )
    return shown_to(visit, review, opened.reasons)


def undismiss(opened: Opened, finding_id: str) -> Opened:
    gone = _key(finding_of(opened.check, finding_id))
    return replace(opened, reasons={k: v for k, v in opened.reasons.items() if k != gone})


def claim(visit: Visit, opened: Opened, act: str) -> Opened:
    """领取, 接手 or 交还; the text being edited stays. Raises NotAllowed; StaleReview where somebody was faster."""
    room, review_id = visit.house.room, opened.review.id
    if act == "release":
        review = room.release(visit.caller, review_id)
    else:
        review = room.claim(visit.caller, review_id, take_over=act == "take_over")
    now = shown_to(visit, review, opened.reasons)
    if review.text != opened.base:  # whoever had it changed the text meanwhile
        return now
    return replace(now, text=opened.text, check=opened.check, second=opened.second)


def save(visit: Visit, opened: Opened, text: str) -> Opened:
    """Save the edit as a new revision. Raises StaleReview where somebody was faster."""
    if not text.strip():
        raise ScreenRefusal("内容是空的，没有保存。")
    if text == opened.base:
        return recheck(visit, opened, text)
    review = visit.house.room.revise(visit.caller, opened.review.id, text, revision=opened.seen)
    return shown_to(visit, review, opened.reasons)


def decide(visit: Visit, opened: Opened, text: str, kind: DecisionKind, reason: str, *, alone: bool = False) -> Opened:
    """One decision on exactly the text on the screen.

    Raises ScreenRefusal, DraftBlocked, SecondPersonDue, NotAllowed; StaleReview where the screen is behind.
    """
    if opened.seen != opened.review.revision:
        raise StaleReview("changed meanwhile")
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
    decision = Decision(kind, visit.caller.actor, text, sha256_text(text), reason, dismissed, alone)
    review = visit.house.room.decide(visit.caller, opened.review.id, decision, revision=opened.seen)
    return shown_to(visit, review, opened.reasons)


def redraft(visit: Visit, opened: Opened) -> Opened:
    """Another draft for one that was turned down. Raises StaleReview, NotAllowed, StoreError."""
    return shown_to(visit, visit.house.room.redraft(visit.caller, opened.review.id, today=today()))
