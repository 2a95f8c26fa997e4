"""What happens on the desk: every event goes to one function here, is checked on this side, and fails as a sentence.

Each function takes the visit first: who presses, looked up anew. What the page keeps (`Kept`) is read again through
the room before a function sees it, so that a branch or a role that changed meanwhile counts at the next press.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.domain.review import DecisionKind, ReviewState
from replydraft.entrypoints.screen import consent_actions, review_actions, sheet_actions
from replydraft.entrypoints.screen.customer_view import customer_html
from replydraft.entrypoints.screen.labels import STATES, known
from replydraft.entrypoints.screen.markup import button, notice
from replydraft.entrypoints.screen.parts import CheckForm, Desk, PasteForm, Queue
from replydraft.entrypoints.screen.passing_view import REDRAFT
from replydraft.entrypoints.screen.review_actions import Kept, Opened
from replydraft.entrypoints.screen.sheet_view import ATTACH, LOOK, REMOVE, sheet_html
from replydraft.entrypoints.screen.shown import Updates, show_edit, show_review
from replydraft.entrypoints.screen.trouble import report
from replydraft.entrypoints.screen.visits import ScreenRefusal, Visit, as_event, visit_of
from replydraft.entrypoints.screen.waiting import listed, next_waiting, waiting_html
from replydraft.errors import DraftBlocked, NotAllowed, ReplydraftError, SecondPersonDue, StaleReview

if TYPE_CHECKING:
    from replydraft.bootstrap import House

SAID = {
    ReviewState.APPROVED: "已批准，可以复制发送。", ReviewState.REJECTED: "已退回，原因已留痕；客户还没有收到回复。",
    ReviewState.ESCALATED: "已升级，转到资深顾问、合规和主管的待办。",
    ReviewState.AWAITING_SECOND: "已记下您的批准；还要另一位同事复核后才能发送。",
}  # fmt: skip
CLAIMS = {
    "claim": "已领取，这条由您处理。",
    "take_over": "已接手，这条改由您处理。",
    "release": "已交还，同事可以领取。",
}


@dataclass(frozen=True, slots=True)
class Wiring:
    """The desk's behaviour over one house."""

    house: House
    queue: Queue
    desk: Desk
    paste: PasteForm
    check: CheckForm
    notice: Any
    opened: Any
    """gr.State of Kept | None; the functions here see and give an Opened in its place."""

    # what is shown

    def rows(self, visit: Visit, state: str, tier: str, words: str, opened: Opened | None) -> str:
        """The queue as HTML, with the opened row marked."""
        return waiting_html(visit, state, tier, words or "", opened.review.id if opened else None)

    def filtered(self, visit: Visit, opened: Opened | None, state: str, tier: str, words: str) -> Updates:
        return {self.queue.rows: self.rows(visit, state, tier, words, opened)}

    def first(self, visit: Visit) -> Opened | None:
        review = next_waiting(visit)
        return consent_actions.opened_now(visit, review.id) if review else None

    def panel(self, name: str) -> Updates:
        """Which of review, paste, check stands in the middle."""
        return {
            self.desk.middle: gr.update(visible=name == "review"),
            self.desk.right: gr.update(visible=name == "review"),
            self.paste.panel: gr.update(visible=name == "paste"),
            self.check.panel: gr.update(visible=name == "check"),
            self.check.side: gr.update(visible=name == "check"),
        }

    def show(self, opened: Opened | None, said: str = "", *, editor: bool = True) -> Updates:
        return show_review(self.desk, opened, editor=editor) | {self.opened: opened, self.notice: said}

    def everything(self) -> list[Any]:
        d, q = self.desk, self.queue
        return [
            self.notice, self.opened, q.rows, d.middle, d.right, d.customer, d.draft, d.editor, d.save, d.undo,
            d.difference, d.faults, d.second, d.alone, d.outcome, d.reason, d.approve, d.reject, d.escalate, d.copy, d.findings,
            d.sheet, d.evidence, self.paste.panel, self.check.panel, self.check.side,
        ]  # fmt: skip

    # the events

    def start(self, visit: Visit, state: str, tier: str, words: str) -> Updates:
        opened = self.first(visit)
        return self.show(opened) | {self.queue.rows: self.rows(visit, state, tier, words, opened)}

    def pick(
        self, visit: Visit, opened: Opened | None, text: str, state: str, tier: str, words: str, event: gr.EventData
    ) -> Updates:
        """Open a row; an edit not yet saved is saved first, so that nothing typed is lost."""
        said = self._kept(visit, opened, text)
        if event._data.get("act") == "next":
            chosen = self.first(visit)
        elif event._data.get("act") == REDRAFT and opened:
            chosen = review_actions.redraft(visit, opened)
            said = notice("ok", "重新起草好了，放回了待办；请看一遍再批准。")
        else:
            chosen = consent_actions.opened_now(visit, str(event._data.get("id", "")))
        out = self.show(chosen, said) | self.panel("review")
        return out | {self.queue.rows: self.rows(visit, state, tier, words, chosen)}

    def turned(self, visit: Visit, opened: Opened | None, text: str, state: str, tier: str, words: str) -> Updates:
        """Another list of the queue: what is open and not in it is put away, so that nobody decides on the wrong one."""
        if opened is None or any(r.id == opened.review.id for r in listed(visit, state)):
            return self.filtered(visit, opened, state, tier, words)
        said = self._kept(visit, opened, text)
        return self.show(None, said) | {self.queue.rows: self.rows(visit, state, tier, words, None)}

    def _kept(self, visit: Visit, opened: Opened | None, text: str) -> str:
        """Save an edit not yet saved, and say so; empty where there was none."""
        if not (opened and opened.stands.may_edit and text.strip() and text != opened.base):
            return ""
        kept = review_actions.save(visit, opened, text)
        return notice("ok", f"刚才的修改已保存为第 {kept.review.revision} 版。")

    def typed(self, visit: Visit, opened: Opened | None, text: str) -> Updates:
        if opened is None or not opened.open:
            return {self.notice: gr.skip()}
        now = review_actions.recheck(visit, opened, text)
        return show_edit(self.desk, now) | {self.opened: now}

    def act(self, visit: Visit, opened: Opened | None, text: str, event: gr.EventData) -> Updates:
        """A press on a finding: apply, rewrite, dismiss, undismiss, let go."""
        if opened is None:
            return {self.notice: ""}
        data = event._data
        act, finding = str(data.get("act")), str(data.get("finding", ""))
        if act == "apply":
            now = review_actions.apply(visit, opened, text, finding)
        elif act == "rewrite":
            now = review_actions.rewrite(visit, opened, text)
        elif act == "dismiss":
            current = review_actions.recheck(visit, opened, text)
            now = review_actions.dismiss(current, finding, str(data.get("reason", "")))
        elif act == "let_go":
            now = review_actions.let_go(visit, opened, text, finding, str(data.get("reason", "")))
            return self.show(now, notice("ok", "已放行这一条，只对这段文字有效；由另一位同事批准。"))
        elif act == "undismiss":
            now = review_actions.undismiss(opened, finding)
        else:
            return {self.notice: ""}
        return show_edit(self.desk, now) | {self.opened: now, self.desk.editor: now.text, self.notice: ""}

    def on_customer(
        self, visit: Visit, opened: Opened | None, text: str, state: str, tier: str, words: str, event: gr.EventData
    ) -> Updates:
        """领取, 交还, 接手; and whether identifiers are shown, which the page alone keeps and nothing here."""
        act = str(event._data.get("act"))
        if opened is None:
            return {self.notice: ""}
        if act == "unmask":
            reason = str(event._data.get("reason", ""))
            review = visit.house.room.unmask(visit.caller, opened.review.id, reason=reason)
            return {self.desk.customer: customer_html(review, opened.stands, unmasked=True), self.notice: ""}
        if act == "mask":
            return {self.desk.customer: customer_html(opened.review, opened.stands), self.notice: ""}
        if act in consent_actions.SAID:
            now = consent_actions.done(visit, opened, text, event._data)
            return self.show(now, notice("ok", consent_actions.SAID[act]), editor=False)
        if act not in CLAIMS:
            return {self.notice: ""}
        current = review_actions.recheck(visit, opened, text)
        now = review_actions.claim(visit, current, act)
        out = self.show(now, notice("ok", CLAIMS[act]))
        return out | {self.queue.rows: self.rows(visit, state, tier, words, now)}

    def on_sheet(
        self, visit: Visit, opened: Opened | None, text: str, state: str, tier: str, words: str, event: gr.EventData
    ) -> Updates:
        """附上, 先看一眼 or 拿掉 a 成本明示表."""
        act = str(event._data.get("act"))
        if opened is None or act not in (ATTACH, LOOK, REMOVE):
            return {self.notice: ""}
        if act == REMOVE:
            now, filled = sheet_actions.remove(visit, opened, text), None
        else:
            filled = sheet_actions.look(visit, event._data)
            if act == LOOK or filled.shown is None:
                current = review_actions.recheck(visit, opened, text)
                return {self.desk.sheet: sheet_html(visit, current, filled), self.opened: current, self.notice: ""}
            now, filled = sheet_actions.attach(visit, opened, text, filled.shown), replace(filled, shown=None)
        said = f"成本明示表已{'从回复里拿掉' if act == REMOVE else '放进回复'}，保存为第 {now.review.revision} 版，并重新检查过。"
        out = self.show(now, notice("ok", said)) | {self.desk.sheet: sheet_html(visit, now, filled)}
        return out | {self.queue.rows: self.rows(visit, state, tier, words, now)}

    def reread(self, visit: Visit, opened: Opened | None, text: str) -> Updates:
        """The time to wait before attesting alone is over."""
        if opened is None:
            return {self.notice: ""}
        return self.show(review_actions.recheck(visit, opened, text), editor=False)

    def undo(self, visit: Visit, opened: Opened | None) -> Updates:
        if opened is None:
            return {self.notice: ""}
        now = review_actions.recheck(visit, opened, str(opened.review.draft.get("reply", "")))
        return show_edit(self.desk, now) | {self.opened: now, self.desk.editor: now.text, self.notice: ""}

    def save(self, visit: Visit, opened: Opened | None, text: str, state: str, tier: str, words: str) -> Updates:
        if opened is None:
            return {self.notice: ""}
        now = review_actions.save(visit, opened, text)
        said = notice("ok", f"已保存为第 {now.review.revision} 版。")
        return self.show(now, said, editor=False) | {self.queue.rows: self.rows(visit, state, tier, words, now)}

    def decided(self, kind: DecisionKind) -> Callable[..., Updates]:
        def decide(
            visit: Visit, opened: Opened | None, text: str, reason: str, alone: bool, state: str, tier: str, words: str
        ) -> Updates:
            if opened is None:
                return {self.notice: ""}
            try:
                now = review_actions.decide(visit, opened, text, kind, reason, alone=bool(alone))
            except (ScreenRefusal, DraftBlocked, SecondPersonDue, NotAllowed) as refused:
                again = review_actions.recheck(visit, opened, text)
                return show_edit(self.desk, again) | {self.opened: again, self.notice: report(refused)}
            out = self.show(now, notice("ok", SAID[now.review.state]))
            return out | {self.queue.rows: self.rows(visit, state, tier, words, now)}

        return decide

    def tick(self, visit: Visit, opened: Opened | None, state: str, tier: str, words: str) -> Updates:
        """Every so often: the queue again, and a word where the open review moved on elsewhere."""
        out: Updates = {self.queue.rows: self.rows(visit, state, tier, words, opened)}
        if opened and opened.seen != opened.review.revision:
            state = opened.review.state
            said = f"这条咨询在别处有了更新（{known(STATES, state.value)}）。"
            said = "客户又来信，这份草稿已过时。" if state is ReviewState.STALE else said
            out[self.notice] = notice(
                "warn", said, more=button("open", "载入最新", kind="rd-small", id=opened.review.id)
            )
        return out

    # between the page and the functions

    def safely(self, fn: Callable[..., Updates]) -> Callable[..., Any]:
        """Nothing escapes as a traceback; a stale review is loaded anew with what the person typed kept."""

        def run(request: Any, *args: Any) -> Updates:
            try:
                visit = visit_of(self.house, request)
            except Exception as error:
                return {self.notice: report(error)}
            try:
                out = fn(visit, *(review_actions.reopen(visit, a) if isinstance(a, Kept) else a for a in args))
            except StaleReview as stale:
                out = self._reload(visit, args, stale)
            except Exception as error:
                out = {self.notice: report(error)}
            now = out.get(self.opened)
            if isinstance(now, Opened) and self.desk.sheet not in out:
                out[self.desk.sheet] = sheet_html(visit, now)
            return {k: v.kept(visit) if isinstance(v, Opened) else v for k, v in out.items()}

        return as_event(fn, run)

    def _reload(self, visit: Visit, args: tuple[Any, ...], stale: StaleReview) -> Updates:
        mine = next((a for a in args if isinstance(a, Kept)), None)
        typed = args[args.index(mine) + 1] if mine and len(args) > args.index(mine) + 1 else None
        if mine is None:
            return {self.notice: report(stale)}
        try:
            fresh = review_actions.open_review(visit, mine.review_id)
            if fresh.open and isinstance(typed, str) and typed.strip() and typed != mine.base:
                fresh = review_actions.recheck(visit, fresh, typed)
                said = notice("warn", "这条咨询刚在别处改过；下面留着您输入的文字，请核对后再操作。")
                return self.show(fresh, said)
            return self.show(fresh, report(stale))
        except ReplydraftError as error:
            return {self.notice: report(error)}
