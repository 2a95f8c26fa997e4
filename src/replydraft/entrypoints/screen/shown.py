"""One opened review as what every component shows."""

from __future__ import annotations

from typing import Any

import gradio as gr

from replydraft.domain.review import ReviewState
from replydraft.entrypoints.screen.customer_view import customer_html
from replydraft.entrypoints.screen.differences import diff_html
from replydraft.entrypoints.screen.evidence_view import drafter_words, evidence_html
from replydraft.entrypoints.screen.findings_view import findings_html
from replydraft.entrypoints.screen.highlights import highlighted
from replydraft.entrypoints.screen.labels import STATES, known, moment
from replydraft.entrypoints.screen.markup import badge, button, empty, esc, lines
from replydraft.entrypoints.screen.parts import CheckForm, Desk
from replydraft.entrypoints.screen.review_actions import Opened

Updates = dict[Any, Any]


def show_review(desk: Desk, opened: Opened | None, *, editor: bool = True) -> Updates:
    """Everything of one review; `editor=False` leaves alone what the person is typing in."""
    if opened is None:
        return show_nothing(desk)
    out: Updates = show_edit(desk, opened) | {
        desk.customer: customer_html(opened.review),
        desk.outcome: outcome_html(opened),
        desk.reason: gr.update(value="", visible=opened.open),
        desk.reject: gr.update(interactive=opened.open, visible=opened.open),
        desk.escalate: gr.update(interactive=opened.open, visible=opened.open),
        desk.copy: gr.update(interactive=opened.review.state is ReviewState.APPROVED),
    }
    if editor:
        out[desk.editor] = gr.update(value=opened.text, interactive=opened.open, visible=opened.open)
    return out


def show_edit(desk: Desk, opened: Opened) -> Updates:
    """What changes with every keystroke; never the editor itself."""
    return {
        desk.draft: draft_html(opened),
        desk.difference: diff_html(str(opened.review.draft.get("reply", "")), opened.text),
        desk.findings: findings_html(opened.check, opened.dismissed, editable=opened.open),
        desk.evidence: evidence_html(opened.review.draft, opened.text),
        desk.approve: approve_button(opened),
        desk.save: gr.update(interactive=opened.unsaved, visible=opened.open),
        desk.undo: gr.update(interactive=opened.open and opened.text != opened.review.draft.get("reply"), visible=opened.open),
    }  # fmt: skip


def show_nothing(desk: Desk) -> Updates:
    off = gr.update(interactive=False, visible=False)
    return {
        desk.customer: empty("没有打开的咨询", "从左侧选一位客户，或者点“粘贴客户消息”。"),
        desk.draft: "", desk.difference: "", desk.findings: "", desk.evidence: "", desk.outcome: "",
        desk.editor: gr.update(value="", interactive=False, visible=False),
        desk.save: off, desk.undo: off, desk.reason: gr.update(value="", visible=False),
        desk.approve: off, desk.reject: off, desk.escalate: off, desk.copy: gr.update(interactive=False),
    }  # fmt: skip


def draft_html(opened: Opened) -> str:
    """The reply with its findings marked, who wrote it, and why it was not the model where it was not."""
    draft = opened.review.draft
    marks = [badge("chip", drafter_words(draft))]
    if opened.text != draft.get("reply"):
        marks.append(badge("changed", "已人工修改", icon="✎"))
    if opened.unsaved:
        marks.append(badge("warm", "未保存"))
    fallback = draft.get("fallback_reason")
    said = f'<p class="rd-fallback"><span aria-hidden="true">⚠</span> {esc(fallback)}</p>' if fallback else ""
    advice = ""
    if draft.get("escalate") and opened.open:
        advice = (
            '<p class="rd-fallback"><span aria-hidden="true">●</span> 这类情况建议升级：请负责人或同事一起处理。</p>'
        )
    body = highlighted(opened.text, opened.check.get("findings", ())) or '<span class="rd-note">（回复是空的）</span>'
    return (
        f'<section class="rd-card rd-draft-card"><h3>草稿{"".join(marks)}</h3>{said}{advice}'
        f'<p class="rd-text">{body}</p><p class="rd-note">{len(opened.text)} 字</p></section>'
    )


def approve_button(opened: Opened) -> Any:
    """On only where an approval would stand; else it says why not."""
    blocks, warns = opened.standing
    if not opened.open:
        return gr.update(value=known(STATES, opened.review.state.value), interactive=False, visible=True)
    if not opened.text.strip():
        return gr.update(value="回复是空的", interactive=False, visible=True)
    if blocks:
        return gr.update(value=f"还有 {blocks} 处必须修改", interactive=False, visible=True)
    word = f"批准（{warns} 处提醒）Alt+A" if warns else "批准 Alt+A"
    return gr.update(value=word, interactive=True, visible=True)


def outcome_html(opened: Opened) -> str:
    """What was decided, by whom, and the approved text to copy. Empty while open."""
    decision, review = opened.review.decision, opened.review
    if decision is None:
        return ""
    when = f" · {moment(review.decided_at)}" if review.decided_at else ""
    kind = {"approve": "ok", "reject": "block", "escalate": "warn"}[decision.kind.value]
    icon = {"approve": "✓", "reject": "↩", "escalate": "↑"}[decision.kind.value]
    reason = f"<p>原因：{lines(decision.reason)}</p>" if decision.reason else ""
    text = ""
    if decision.kind.value == "approve":
        text = (
            f'<pre id="rd-approved-text" hidden>{esc(decision.text)}</pre>'
            f'<p class="rd-note">批准的就是上面这段文字（指纹 {esc(decision.text_sha256[:12])}），复制后请原样发送。</p>'
        )
    return (
        f'<div class="rd-notice rd-{kind}"><span aria-hidden="true">{icon}</span> '
        f"<b>{esc(known(STATES, review.state.value))}</b> {esc(decision.person)}{esc(when)}"
        f'<span class="rd-spring"></span>{button("next", "下一位 →", kind="rd-small")}</div>{reason}{text}'
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
