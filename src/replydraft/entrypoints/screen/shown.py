"""One opened review as what every component shows."""

from __future__ import annotations

from typing import Any

import gradio as gr

from replydraft.domain.review import ReviewState
from replydraft.entrypoints.screen.customer_view import customer_html
from replydraft.entrypoints.screen.differences import diff_html
from replydraft.entrypoints.screen.evidence_view import drafter_words, evidence_html
from replydraft.entrypoints.screen.findings_view import findings_html
from replydraft.entrypoints.screen.highlights import cuts, highlighted
from replydraft.entrypoints.screen.labels import STATES, known, moment
from replydraft.entrypoints.screen.markup import badge, button, empty, esc, lines
from replydraft.entrypoints.screen.parts import CheckForm, Desk
from replydraft.entrypoints.screen.passing_view import onward_html, passed_html
from replydraft.entrypoints.screen.release_view import mode_of, own_release, release_html
from replydraft.entrypoints.screen.review_actions import Opened
from replydraft.entrypoints.screen.second_view import may_attest_alone, second_html, waits

Updates = dict[Any, Any]
COPIED = (ReviewState.APPROVED, ReviewState.SENT)
"""States in which the approved text may be copied."""


def show_review(desk: Desk, opened: Opened | None, *, editor: bool = True) -> Updates:
    """Everything of one review; `editor=False` leaves alone what the person is typing in."""
    if opened is None:
        return show_nothing(desk)
    decide = opened.stands.may_decide
    out: Updates = show_edit(desk, opened) | {
        desk.customer: customer_html(opened.review, opened.stands),
        desk.outcome: outcome_html(opened),
        desk.alone: gr.update(value=False, visible=may_attest_alone(opened)),
        desk.reason: gr.update(value="", visible=decide),
        desk.reject: gr.update(interactive=decide, visible=opened.open),
        desk.escalate: gr.update(interactive=decide, visible=opened.open),
        desk.copy: gr.update(interactive=opened.review.state in COPIED and not opened.review.erased, visible=True),
    }
    if editor:
        out[desk.editor] = gr.update(value=opened.text, interactive=opened.stands.may_edit, visible=opened.open)
    return out


def show_edit(desk: Desk, opened: Opened) -> Updates:
    """What changes with every keystroke; never the editor itself."""
    edit = opened.stands.may_edit
    return {
        desk.draft: draft_html(opened),
        desk.difference: diff_html(str(opened.review.draft.get("reply", "")), opened.text),
        desk.findings: findings_html(
            opened.check, opened.dismissed, editable=edit, release=lambda f: release_html(f, mode_of(opened))
        ),
        desk.evidence: evidence_html(opened.review.draft, opened.text),
        desk.faults: faults_html(opened),
        desk.second: second_html(opened),
        desk.approve: approve_button(opened),
        desk.save: gr.update(interactive=edit and opened.unsaved, visible=opened.open),
        desk.undo: gr.update(interactive=edit and opened.text != opened.review.draft.get("reply"), visible=opened.open),
    }


def show_nothing(desk: Desk) -> Updates:
    off = gr.update(interactive=False, visible=False)
    return {
        desk.customer: empty("没有打开的咨询", "从待办里选一位客户，或者点“粘贴客户消息”。"),
        desk.draft: "", desk.difference: "", desk.findings: "", desk.sheet: "", desk.evidence: "", desk.outcome: "", desk.faults: "", desk.second: "",
        desk.alone: gr.update(value=False, visible=False),
        desk.editor: gr.update(value="", interactive=False, visible=False),
        desk.save: off, desk.undo: off, desk.reason: gr.update(value="", visible=False),
        desk.approve: off, desk.reject: off, desk.escalate: off, desk.copy: off,
    }  # fmt: skip


def draft_html(opened: Opened) -> str:
    """Who wrote it, why it was not the model where it was not, and the reply with its findings marked.

    Where nothing is marked and the reply stands in the editor below, it is not shown twice.
    """
    draft = opened.review.draft
    marks = [badge("chip", drafter_words(draft))]
    if opened.text != draft.get("reply"):
        marks.append(badge("changed", "已人工修改", icon="✎"))
    if opened.unsaved:
        marks.append(badge("warm", "未保存"))
    fallback = draft.get("fallback_reason")
    said = f'<p class="rd-fallback"><span aria-hidden="true">⚠</span> {esc(fallback)}</p>' if fallback else ""
    advice = ""
    if draft.get("escalate") and opened.open and not opened.review.passed_up:
        advice = (
            '<p class="rd-fallback"><span aria-hidden="true">●</span> 这类情况建议升级：请负责人或同事一起处理。</p>'
        )
    findings = [f for f in opened.check.get("findings", ()) if f.get("severity") != "info"]
    body = ""
    if not opened.open or any(over for _, over in cuts(opened.text, findings)):
        text = (
            highlighted(opened.text, opened.check.get("findings", ())) or '<span class="rd-note">（回复是空的）</span>'
        )
        body = f'<p class="rd-text">{text}</p>'
    return (
        f'<section class="rd-card rd-draft-card"><h3>草稿{"".join(marks)}<span class="rd-note">{len(opened.text)} 字</span></h3>'
        f"{said}{advice}{body}</section>"
    )


def faults_html(opened: Opened) -> str:
    """What is wrong in one line that leads to it, for where the findings do not stand beside the buttons."""
    blocks, warns = opened.faults
    if not opened.open or not opened.text.strip():
        return ""
    if not (blocks or warns):
        return '<p class="rd-faults rd-pass"><span aria-hidden="true">✓</span> 没有发现要改的</p>'
    said = " · ".join([f"{blocks} 处须改"] * bool(blocks) + [f"{warns} 处提醒"] * bool(warns))
    kind, icon = ("block", "✕") if blocks else ("warn", "⚠")
    return (
        f'<button type="button" class="rd-faults rd-{kind}" data-go="rd-findings"><span aria-hidden="true">{icon}</span> '
        f"<b>{esc(said)}</b><span>去看看 ›</span></button>"
    )


def approve_button(opened: Opened) -> Any:
    """On only where an approval would stand; else it says why not."""
    word, on = _approve_word(opened)
    return gr.update(value=word, interactive=on, visible=True)


def _approve_word(opened: Opened) -> tuple[str, bool]:
    stands = opened.stands
    blocks, warns = opened.faults
    if not opened.open:
        return known(STATES, opened.review.state.value), False
    if stands.held_by:
        return f"{stands.held_by}正在处理", False
    if not stands.may_decide:
        return "您的权限不能批准", False
    if not opened.text.strip():
        return "回复是空的", False
    if blocks:
        return f"还有 {blocks} 处必须修改", False
    tail = f"（{warns} 处提醒）" if warns else ""
    if own_release(opened) and not may_attest_alone(opened):
        return ("请另一位同事批准" if stands.release_wait_s is None else "稍后可以单独确认"), False
    if not (waits(opened) or own_release(opened)):
        return f"批准{tail}", True
    if may_attest_alone(opened):
        return f"单独确认并批准{tail}", True
    if not stands.own:
        return (f"复核通过{tail}", True) if stands.may_second else ("等待资深或合规复核", False)
    return ("等待另一位同事复核" if stands.wait_s is None else "稍后可以单独确认"), False


_SAID = {
    ReviewState.APPROVED: ("ok", "✓", "已批准"),
    ReviewState.REJECTED: ("block", "↩", "已退回"),
    ReviewState.ESCALATED: ("warn", "↑", "已升级"),
    ReviewState.SENT: ("ok", "✓", "已发送，与批准的文字一致"),
    ReviewState.DRIFTED: ("block", "⚠", "发出去的话和批准的不一样，请核对聊天记录"),
    ReviewState.STALE: ("warn", "↻", "客户又来信，这份草稿已过时；请看这位客户的新草稿"),
}
_AGAIN = {
    ReviewState.APPROVED: "批准的就是上面这段文字（指纹 {digest}），复制后请原样发送。",
    ReviewState.SENT: "批准的就是上面这段文字（指纹 {digest}），已原样发出。",
    ReviewState.DRIFTED: "上面是批准的文字（指纹 {digest}），不是实际发出的。",
}


def outcome_html(opened: Opened) -> str:
    """What became of it: decided by whom, the approved text to copy, sent or outdated, and where it goes on. While open: what it goes on
    from, empty where from nothing."""
    review, decision = opened.review, opened.review.decision
    if review.state not in _SAID:
        return passed_html(opened)
    kind, icon, said = _SAID[review.state]
    who = ""
    if decision is not None:
        first = next((a.person for a in review.approvals if a.person != decision.person), "")
        names = f"{first}、{decision.person}" if first else decision.person
        who = f" {names}{'（单独确认）' if decision.alone else ''}"
        who += f" · {moment(review.decided_at)}" if review.decided_at else ""
    reason = f"<p>原因：{lines(decision.reason)}</p>" if decision and decision.reason else ""
    text = ""
    if decision is not None and review.state in _AGAIN and not review.erased:
        note = _AGAIN[review.state].format(digest=decision.text_sha256[:12])
        text = f'<pre id="rd-approved-text" hidden>{esc(decision.text)}</pre><p class="rd-note">{esc(note)}</p>'
    return (
        f'<div class="rd-notice rd-{kind}"><span aria-hidden="true">{icon}</span> <b>{esc(said)}</b>{esc(who)}'
        f'<span class="rd-spring"></span>{button("next", "下一位 →", kind="rd-small")}</div>{reason}{text}{onward_html(opened)}'
    )


def show_check(form: CheckForm, text: str, check: dict[str, Any] | None) -> Updates:
    """One's own words with their findings; before the first check, what will be here."""
    if check is None:
        hint = empty("还没有检查", "左边贴上要发的话，点“检查”；结论、依据和改法会出现在这里。")
        return {form.marked: "", form.findings: hint}
    marked = (
        f'<section class="rd-card rd-draft-card"><h3>检查的文字</h3>'
        f'<p class="rd-text">{highlighted(text, check.get("findings", ()))}</p></section>'
    )
    label = "" if check.get("findings") else "没有命中任何规则。没有提供依据时，数字的出处不在这里核对。"
    return {form.marked: marked, form.findings: findings_html(check, {}, editable=True, label=label)}
