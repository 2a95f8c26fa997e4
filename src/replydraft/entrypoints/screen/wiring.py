"""What happens on the desk: every event goes to one function here, is checked on this side, and fails as a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.domain.review import DecisionKind
from replydraft.entrypoints.screen import entry_forms, review_actions
from replydraft.entrypoints.screen.applying import apply_finding
from replydraft.entrypoints.screen.markup import notice
from replydraft.entrypoints.screen.parts import CheckForm, Desk, PasteForm, Queue
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.shown import Updates, show_check, show_edit, show_review
from replydraft.entrypoints.screen.trouble import report
from replydraft.entrypoints.screen.waiting import next_waiting, waiting_html
from replydraft.errors import DraftBlocked, ReplydraftError, StaleReview

if TYPE_CHECKING:
    from replydraft.bootstrap import House

SAID = {DecisionKind.APPROVE: "已批准，可以复制发送。", DecisionKind.REJECT: "已退回，原因已留痕。",
        DecisionKind.ESCALATE: "已升级，请负责人跟进。"}  # fmt: skip


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
    """gr.State of Opened | None."""

    # what is shown

    def rows(self, state: str, tier: str, words: str, opened: Opened | None) -> str:
        """The queue as HTML, with the opened row marked."""
        return waiting_html(self.house, state, tier, words or "", opened.review.id if opened else None)

    def first(self) -> Opened | None:
        review = next_waiting(self.house)
        return review_actions.open_review(self.house, review.id) if review else None

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
            d.difference, d.outcome, d.reason, d.approve, d.reject, d.escalate, d.copy, d.findings, d.evidence,
            self.paste.panel, self.check.panel, self.check.side,
        ]  # fmt: skip

    # the events

    def start(self, state: str, tier: str, words: str, request: gr.Request) -> Updates:
        """First look: the one who waits most urgently, or the paste form where nobody does."""
        wanted = str(request.query_params.get("review") or "") if request else ""
        opened = review_actions.open_review(self.house, wanted) if wanted else self.first()
        out = self.show(opened) | self.panel("review" if opened else "paste")
        return out | {self.queue.rows: self.rows(state, tier, words, opened)}

    def pick(self, opened: Opened | None, text: str, state: str, tier: str, words: str, event: gr.EventData) -> Updates:
        """Open a row; an edit not yet saved is saved first, so that nothing typed is lost."""
        said = ""
        if opened and opened.open and text.strip() and text != opened.review.text:
            kept = review_actions.save(self.house, opened, text)
            said = notice("ok", f"刚才的修改已保存为第 {kept.review.revision} 版。")
        if event._data.get("act") == "next":
            chosen = self.first()
        else:
            chosen = review_actions.open_review(self.house, str(event._data.get("id", "")))
        out = self.show(chosen, said) | self.panel("review")
        return out | {self.queue.rows: self.rows(state, tier, words, chosen)}

    def typed(self, opened: Opened | None, text: str) -> Updates:
        if opened is None or not opened.open:
            return {self.notice: gr.skip()}
        now = review_actions.recheck(self.house, opened, text)
        return show_edit(self.desk, now) | {self.opened: now}

    def act(self, opened: Opened | None, text: str, event: gr.EventData) -> Updates:
        """A press on a finding: apply, rewrite, dismiss, undismiss."""
        if opened is None:
            return {self.notice: ""}
        data = event._data
        act, finding = str(data.get("act")), str(data.get("finding", ""))
        if act == "apply":
            now = review_actions.apply(self.house, opened, text, finding)
        elif act == "rewrite":
            now = review_actions.rewrite(self.house, opened, text)
        elif act == "dismiss":
            current = review_actions.recheck(self.house, opened, text)
            now = review_actions.dismiss(current, finding, str(data.get("reason", "")))
        elif act == "undismiss":
            now = review_actions.undismiss(opened, finding)
        else:
            return {self.notice: ""}
        return show_edit(self.desk, now) | {self.opened: now, self.desk.editor: now.text, self.notice: ""}

    def undo(self, opened: Opened | None) -> Updates:
        if opened is None:
            return {self.notice: ""}
        now = review_actions.recheck(self.house, opened, str(opened.review.draft.get("reply", "")))
        return show_edit(self.desk, now) | {self.opened: now, self.desk.editor: now.text, self.notice: ""}

    def save(self, opened: Opened | None, text: str, state: str, tier: str, words: str) -> Updates:
        if opened is None:
            return {self.notice: ""}
        now = review_actions.save(self.house, opened, text)
        said = notice("ok", f"已保存为第 {now.review.revision} 版。")
        return self.show(now, said, editor=False) | {self.queue.rows: self.rows(state, tier, words, now)}

    def decided(self, kind: DecisionKind) -> Callable[..., Updates]:
        def decide(opened: Opened | None, text: str, reason: str, state: str, tier: str, words: str) -> Updates:
            if opened is None or not opened.open:
                return {self.notice: ""}
            try:
                now = review_actions.decide(self.house, opened, text, kind, reason)
            except (review_actions.ScreenRefusal, DraftBlocked) as refused:
                again = review_actions.recheck(self.house, opened, text)
                return show_edit(self.desk, again) | {self.opened: again, self.notice: report(refused)}
            out = self.show(now, notice("ok", SAID[kind]))
            return out | {self.queue.rows: self.rows(state, tier, words, now)}

        return decide

    def drafted(self, state: str, tier: str, words: str, *fields: Any) -> Updates:
        """Paste form in, draft in the queue and open."""
        message, history, channel, name, has_property, has_vehicle, credit_good, amount, term, purpose = fields
        form = {
            "name": name, "has_property": has_property, "has_vehicle": has_vehicle, "credit_good": credit_good,
            "amount": amount, "term": term, "purpose": purpose,
        }  # fmt: skip
        opened = entry_forms.submit(self.house, message or "", history or "", channel or "", form)
        out = self.show(opened, notice("ok", "草稿好了，请看一遍再批准。")) | self.panel("review")
        p = self.paste
        cleared: Updates = dict.fromkeys((p.message, p.history, p.name, p.purpose, p.amount, p.term), "")
        cleared |= dict.fromkeys((p.has_property, p.has_vehicle, p.credit_good), entry_forms.UNKNOWN)
        return out | cleared | {self.queue.rows: self.rows(state, tier, words, opened)}

    def checked_words(self, text: str, customer: str) -> Updates:
        result = entry_forms.check_words(self.house, text or "", customer or "")
        return show_check(self.check, text, result) | {self.notice: ""}

    def check_act(self, text: str, customer: str, event: gr.EventData) -> Updates:
        """Apply a fix to one's own words, and check them again."""
        data, fixed = event._data, text or ""
        current = entry_forms.check_words(self.house, fixed, customer or "")
        if data.get("act") == "rewrite" and isinstance(current.get("rewrite"), str):
            fixed = current["rewrite"]
        elif data.get("act") == "apply":
            fixed = apply_finding(
                fixed, review_actions.finding_of(current, str(data.get("finding", ""))), self.house.rulebook
            )
        if fixed == (text or ""):
            raise review_actions.ScreenRefusal("这一处没有现成的改法，请直接在输入框里改。")
        result = entry_forms.check_words(self.house, fixed, customer or "")
        return show_check(self.check, fixed, result) | {self.check.text: fixed, self.notice: ""}

    def tick(self, opened: Opened | None, state: str, tier: str, words: str) -> Updates:
        """Every so often: the queue again, and a word where the open review moved on elsewhere."""
        out: Updates = {self.queue.rows: self.rows(state, tier, words, opened)}
        if opened and opened.open:
            stored = self.house.store.reviews.get(opened.review.id)
            if stored.revision != opened.review.revision:
                out[self.notice] = notice("warn", "这条咨询在别处有了更新，请从左侧重新打开。")
        return out

    def safely(self, fn: Callable[..., Updates]) -> Callable[..., Updates]:
        """Nothing escapes as a traceback; a stale review is loaded anew with what the person typed kept."""

        @wraps(fn)
        def run(*args: Any, **kwargs: Any) -> Updates:
            try:
                return fn(*args, **kwargs)
            except StaleReview as stale:
                return self._reload(args, stale)
            except Exception as error:
                return {self.notice: report(error)}

        return run

    def _reload(self, args: tuple[Any, ...], stale: StaleReview) -> Updates:
        mine = next((a for a in args if isinstance(a, Opened)), None)
        typed = args[args.index(mine) + 1] if mine and len(args) > args.index(mine) + 1 else None
        if mine is None:
            return {self.notice: report(stale)}
        try:
            fresh = review_actions.open_review(self.house, mine.review.id)
            if fresh.open and isinstance(typed, str) and typed.strip() and typed != mine.review.text:
                fresh = review_actions.recheck(self.house, fresh, typed)
                said = notice("warn", "这条咨询刚在别处改过；下面留着您输入的文字，请核对后再操作。")
                return self.show(fresh, said)
            return self.show(fresh, report(stale))
        except ReplydraftError as error:
            return {self.notice: report(error)}
