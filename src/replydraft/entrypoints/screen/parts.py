"""The components of the desk and where they stand. No behaviour: `wiring` gives them that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from replydraft.entrypoints.screen.entry_forms import CHANNEL_WORDS, UNKNOWN
from replydraft.entrypoints.screen.labels import TIERS

ACTS = """
const button = (e) => {
  const b = e.target.closest('[data-act]');
  return b && element.contains(b) && !b.disabled ? b : null;
};
const asked = (b) => {
  const data = {...b.dataset};
  const box = b.parentElement.querySelector('[data-reason]');
  if (box) data.reason = box.value;
  for (const f of b.closest('[data-form]')?.querySelectorAll('[data-field]') ?? []) {
    if (f.type !== 'checkbox') data[f.dataset.field] = f.value;
    else data[f.dataset.field] = [...(data[f.dataset.field] ?? []), ...(f.checked ? [f.value] : [])];
  }
  return data;
};
element.addEventListener('click', (e) => {
  const b = button(e);
  if (b) trigger('act', asked(b));
});
let held = null;
element.addEventListener('pointerdown', (e) => {
  const b = e.isPrimary && e.button === 0 && button(e);
  held = b ? {b, data: asked(b), x: e.clientX, y: e.clientY} : null;
});
document.addEventListener('pointercancel', () => { held = null; });
document.addEventListener('pointerup', (e) => {
  const was = held;
  held = null;
  if (!was || was.b.isConnected || Math.hypot(e.clientX - was.x, e.clientY - was.y) > 8) return;
  trigger('act', was.data);
});
element.addEventListener('keydown', (e) => {
  if (e.key !== 'Enter' || e.isComposing) return;
  const box = e.target.closest('[data-reason]');
  const act = e.target.dataset?.enter;
  if (!box && !act) return;
  e.preventDefault();
  const near = box ? box.parentElement : e.target.closest('[data-form]');
  near?.querySelector(box ? '[data-act]' : `[data-act="${act}"]`)?.click();
});
"""
"""Presses inside our own HTML become the event `act` with the data of what was pressed; `data-enter` of a field names the
button that Enter presses. Where the HTML is drawn anew between down and up (the queue is, every so often), the browser
knows of no click: the press still counts."""


def acting(**more: Any) -> Any:
    return gr.HTML(js_on_load=ACTS, apply_default_css=False, **more)


def plain(**more: Any) -> Any:
    return gr.HTML(js_on_load=None, apply_default_css=False, **more)


@dataclass(frozen=True, slots=True)
class Queue:
    paste: Any
    check: Any
    state: Any
    tier: Any
    words: Any
    rows: Any


@dataclass(frozen=True, slots=True)
class Desk:
    """The review in the middle and on the right."""

    middle: Any
    right: Any
    customer: Any
    draft: Any
    editor: Any
    save: Any
    undo: Any
    difference: Any
    faults: Any
    second: Any
    alone: Any
    outcome: Any
    reason: Any
    approve: Any
    reject: Any
    escalate: Any
    copy: Any
    findings: Any
    sheet: Any
    evidence: Any


@dataclass(frozen=True, slots=True)
class PasteForm:
    panel: Any
    message: Any
    channel: Any
    history: Any
    name: Any
    has_property: Any
    has_vehicle: Any
    credit_good: Any
    amount: Any
    term: Any
    purpose: Any
    submit: Any
    back: Any

    @property
    def fields(self) -> list[Any]:
        return [
            self.message, self.history, self.channel, self.name, self.has_property, self.has_vehicle,
            self.credit_good, self.amount, self.term, self.purpose,
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckForm:
    panel: Any
    text: Any
    customer: Any
    submit: Any
    back: Any
    marked: Any
    findings: Any
    side: Any


def queue_column() -> Queue:
    with gr.Column(elem_id="rd-left", min_width=0):
        paste = gr.Button("＋ 粘贴客户消息", variant="primary", elem_id="rd-paste-open", size="sm")
        check = gr.Button("✓ 检查我写的话", variant="secondary", elem_id="rd-check-open", size="sm")
        states = [("待办", "open"), ("待我复核", "second"), ("已办", "done")]
        state = gr.Radio(states, value="open", label="看哪些", show_label=False, elem_id="rd-state")
        tiers = [("全部", "all"), *((word, tier) for tier, word in TIERS.items())]
        tier = gr.Radio(tiers, value="all", label="分级", show_label=False, elem_id="rd-tier")
        words = gr.Textbox(
            placeholder="搜索称呼、意图、内容…",
            label="搜索",
            show_label=False,
            container=False,
            elem_id="rd-search",
            max_length=60,
        )
        rows = acting(elem_id="rd-rows")
    return Queue(paste, check, state, tier, words, rows)


def review_columns() -> Desk:
    with gr.Column(elem_id="rd-middle", elem_classes="rd-pane", min_width=0) as middle:
        with gr.Column(elem_id="rd-reading", min_width=0):
            customer = acting(elem_id="rd-customer")
            draft = acting(elem_id="rd-draft")
            editor = gr.Textbox(
                label="回复（直接在这里改，每次改动都会自动重新检查）",
                lines=3,
                max_lines=14,
                elem_id="rd-editor",
                interactive=True,
            )
            with gr.Row(elem_id="rd-edit-bar"):
                undo = gr.Button("恢复草稿", size="sm", elem_id="rd-undo", min_width=60)
                save = gr.Button("保存修改", size="sm", elem_id="rd-save", min_width=60)
            difference = plain(elem_id="rd-difference")
        with gr.Column(elem_id="rd-decide", min_width=0):
            faults = plain(elem_id="rd-faults")
            second = acting(elem_id="rd-second")
            alone = gr.Checkbox(
                label="没有其他同事可以复核，我已重读并单独确认", value=False, visible=False, container=False,
                elem_id="rd-alone",
            )  # fmt: skip
            outcome = acting(elem_id="rd-outcome")
            reason = gr.Textbox(
                placeholder="退回或升级时，写一句原因（必填）", label="退回或升级的原因", show_label=False, container=False,
                elem_id="rd-reason", max_length=500,
            )  # fmt: skip
            with gr.Row(elem_id="rd-buttons"):
                approve = gr.Button("批准", variant="primary", elem_id="rd-approve", min_width=120)
                reject = gr.Button("退回", elem_id="rd-reject", min_width=90)
                escalate = gr.Button("升级", elem_id="rd-escalate", min_width=90)
                copy = gr.Button("复制", elem_id="rd-copy", min_width=70, interactive=False)
    with gr.Column(elem_id="rd-right", elem_classes="rd-pane", min_width=0) as right:
        findings = acting(elem_id="rd-findings")
        sheet = acting(elem_id="rd-sheet")
        evidence = acting(elem_id="rd-evidence")
    return Desk(
        middle, right, customer, draft, editor, save, undo, difference, faults, second, alone, outcome, reason, approve,
        reject, escalate, copy, findings, sheet, evidence,
    )  # fmt: skip


def paste_form() -> PasteForm:
    with gr.Column(elem_id="rd-paste", elem_classes="rd-pane rd-form", min_width=0, visible=False) as panel:
        plain(value="<h2>粘贴客户消息</h2><p class=rd-note>贴进来就会起草一份回复，放进待办，由您审核后再发。</p>")
        message = gr.Textbox(
            label="客户发来的话", lines=5, max_lines=12, elem_id="rd-paste-message",
            placeholder="例如：我在别家问的是月息三厘，你们怎么贵这么多？",
        )  # fmt: skip
        history = gr.Textbox(
            label="之前的对话（可不填）", lines=2, max_lines=8, elem_id="rd-paste-history",
            placeholder="一行一句，以“客户：”或“我：”开头",
        )  # fmt: skip
        with gr.Row():
            name = gr.Textbox(label="称呼", elem_id="rd-paste-name", min_width=90, max_length=30)
            purpose = gr.Textbox(label="用途", elem_id="rd-paste-purpose", min_width=110, max_length=60)
            amount = gr.Textbox(label="金额（万元）", elem_id="rd-paste-amount", min_width=90, max_length=12)
            term = gr.Textbox(label="期限（月）", elem_id="rd-paste-term", min_width=90, max_length=6)
        with gr.Row():
            has_property = gr.Radio(
                ["有", "没有", UNKNOWN], value=UNKNOWN, label="房产", min_width=190, elem_classes="rd-pills"
            )
            has_vehicle = gr.Radio(
                ["有", "没有", UNKNOWN], value=UNKNOWN, label="车辆", min_width=190, elem_classes="rd-pills"
            )
            credit_good = gr.Radio(
                ["良好", "有瑕疵", UNKNOWN], value=UNKNOWN, label="征信", min_width=210, elem_classes="rd-pills"
            )
            channel = gr.Dropdown([*CHANNEL_WORDS], value="微信", label="渠道", min_width=100)
        with gr.Row(elem_classes="rd-form-bar"):
            submit = gr.Button("起草回复", variant="primary", elem_id="rd-paste-submit", min_width=140)
            back = gr.Button("返回待办", elem_id="rd-paste-back", min_width=90)
    return PasteForm(
        panel, message, channel, history, name, has_property, has_vehicle, credit_good, amount, term, purpose, submit,
        back,
    )  # fmt: skip


def check_form() -> CheckForm:
    with gr.Column(elem_id="rd-check", elem_classes="rd-pane rd-form", min_width=0, visible=False) as panel:
        plain(value="<h2>检查我写的话</h2><p class=rd-note>发给客户之前先查一遍：哪里不能说、依据哪条、怎么改。</p>")
        text = gr.Textbox(label="您想发的话", lines=6, max_lines=16, elem_id="rd-check-text")
        customer = gr.Textbox(
            label="客户问的是（可不填，填了查得更准）", lines=2, max_lines=6, elem_id="rd-check-customer"
        )
        with gr.Row(elem_classes="rd-form-bar"):
            submit = gr.Button("检查", variant="primary", elem_id="rd-check-submit", min_width=140)
            back = gr.Button("返回待办", elem_id="rd-check-back", min_width=90)
        marked = acting(elem_id="rd-check-marked")
    with gr.Column(elem_id="rd-check-side", elem_classes="rd-pane", min_width=0, visible=False) as side:
        findings = acting(elem_id="rd-check-findings")
    return CheckForm(panel, text, customer, submit, back, marked, findings, side)
