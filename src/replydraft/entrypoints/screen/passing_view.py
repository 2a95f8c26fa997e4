"""升级 and 退回: what a review goes on from, where it goes on, and what is still owed to the customer."""

from __future__ import annotations

from replydraft.domain.permissions import Action
from replydraft.domain.review import OPEN_STATES, Review, ReviewState
from replydraft.entrypoints.screen.labels import STATES, known, moment
from replydraft.entrypoints.screen.markup import button, esc, lines
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.visits import Visit

REDRAFT = "redraft"


def may_work(visit: Visit, review: Review) -> bool:
    """Whether it is for this person: what a colleague passed up is for those who may work on such."""
    return not review.passed_up or visit.may(Action.REVIEW_ESCALATED, review.branch)


def passed_up_to(visit: Visit, review: Review) -> bool:
    """Whether it was passed up and now waits for this person among others."""
    return review.passed_up and review.state in OPEN_STATES and may_work(visit, review)


def passed_html(opened: Opened) -> str:
    """Over the decision of one that goes on from another: who passed it up or had it drafted anew, and why."""
    follows, before = opened.review.follows, opened.stands.before
    if follows is None or not opened.open:
        return ""
    up = follows.after is ReviewState.ESCALATED
    said = f"{follows.person} 升级上来的" if up else f"退回后重新起草（{follows.person}）"
    reason = before.decision.reason if before is not None and before.decision is not None else ""
    why = f"：{lines(reason)}" if reason else ""
    note = "" if opened.stands.may_decide or not up else '<span class="rd-note">由资深顾问、合规或主管处理。</span>'
    look = button("open", "看原来那条", kind="rd-small rd-quiet", id=follows.review_id) if before is not None else ""
    icon = "↑" if up else "↻"
    return (
        f'<div class="rd-second rd-passed"><span aria-hidden="true">{icon}</span>'
        f"<p><b>{esc(said)}</b>{why} {note}</p>{look}</div>"
    )


def onward_html(opened: Opened) -> str:
    """Under the outcome of one passed up or turned down: where it goes on; or that nobody has answered the customer."""
    review, after = opened.review, opened.stands.after
    if review.state is ReviewState.ESCALATED and after is not None:
        at = f"，{moment(after.updated_at)}" if after.state not in OPEN_STATES else ""
        held = f"，{after.claimed_by}在处理" if after.state in OPEN_STATES and after.claimed_by else ""
        said = f"已转到有权限的同事那里：{known(STATES, after.state.value)}{held}{at}。"
        return _line(said, button("open", "看现在这条", kind="rd-small", id=after.id))
    if review.state is not ReviewState.REJECTED or review.erased:
        return ""
    if after is not None:
        return _line("这位客户已经有了新的草稿。", button("open", "看新的那条", kind="rd-small", id=after.id))
    anew = button(REDRAFT, "重新起草", kind="rd-small") if opened.stands.may_redraft else ""
    return _line("退回的是这份草稿，客户还没有收到回复：可以重新起草一份，放回待办。", anew)


def _line(said: str, more: str) -> str:
    return f'<div class="rd-onward"><p>{esc(said)}</p>{more}</div>'
