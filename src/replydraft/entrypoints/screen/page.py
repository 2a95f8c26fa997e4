"""The whole page: bar, the desk's tab and the others, and which event reaches which function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.domain.permissions import Action
from replydraft.domain.review import DecisionKind
from replydraft.entrypoints.screen.audit_tab import audit_tab
from replydraft.entrypoints.screen.calculator_tab import calculator_tab
from replydraft.entrypoints.screen.entry_wiring import Entries
from replydraft.entrypoints.screen.identity import Identity, identity_tab, top_bar
from replydraft.entrypoints.screen.knowledge_tab import knowledge_tab
from replydraft.entrypoints.screen.model_tab import model_tab
from replydraft.entrypoints.screen.other_tabs import rules_tab
from replydraft.entrypoints.screen.parts import acting, check_form, paste_form, plain, queue_column, review_columns
from replydraft.entrypoints.screen.people_tab import People, people_parts
from replydraft.entrypoints.screen.wiring import Wiring

if TYPE_CHECKING:
    from replydraft.bootstrap import House

REFRESH_S = 20
TITLE = "replydraft 审核台"


def build_page(house: House) -> Any:
    """The Gradio page over one house. It is built once, for everybody: whoever looks is known at each event only."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        bar = plain(value=top_bar(house, None), elem_id="rd-bar")
        with gr.Tabs(elem_id="rd-tabs"):
            with gr.Tab("审核台", id="desk"):
                w = _desk(house)
            with gr.Tab("算一算", id="calculator"):
                calculator_tab(house)
            with gr.Tab("规则", id="rules") as rules:
                rules_tab(house, rules)
            with gr.Tab("知识", id="knowledge") as knowledge:
                knowledge_tab(house, knowledge)
            with gr.Tab("审计", id="audit", visible=False) as audit:
                audit_tab(house, audit)
            with gr.Tab("同事", id="people", visible=False) as people:
                People(house, people_parts()).connect(people)
            with gr.Tab("接入模型", id="model", visible=False) as model:
                model_tab(house, model)
            with gr.Tab("我的", id="me"):
                me = identity_tab()
        timer = gr.Timer(REFRESH_S)
        hidden = ((audit, Action.AUDIT_VERIFY), (people, Action.PEOPLE_READ), (model, Action.KEYS_CHANGE))
        Identity(house, bar, me, hidden, gr.State(None)).connect(page, timer)
        _connect_desk(page, w, timer)
        _connect_entries(Entries(w))
    return page


def _desk(house: House) -> Wiring:
    """Queue, then the review or one of the two forms in its place."""
    notice = acting(elem_id="rd-notice")
    opened = gr.State(None)
    with gr.Row(elem_id="rd-desk", equal_height=False):
        plain(value='<button type="button" class="rd-button">← 返回待办</button>', elem_id="rd-back")
        queue, paste, desk, check = queue_column(), paste_form(), review_columns(), check_form()
    return Wiring(house, queue, desk, paste, check, notice, opened)


# one press after the other on one desk; drafting and looking at the queue may take their time beside it
LOOK: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
PRESS = LOOK | {"concurrency_id": "desk", "concurrency_limit": 1}


def _connect_desk(page: Any, w: Wiring, timer: Any) -> None:
    q, d = w.queue, w.desk
    filters, everything = [q.state, q.tier, q.words], w.everything()
    edit = [
        d.draft, d.editor, d.difference, d.findings, d.sheet, d.evidence, d.faults, d.second, d.approve, d.save, d.undo, w.opened, w.notice,
    ]  # fmt: skip
    page.load(w.safely(w.start), filters, everything, **PRESS)
    for view in (q.rows, d.outcome, w.notice):
        view.act(w.safely(w.pick), [w.opened, d.editor, *filters], everything, **PRESS)
    d.customer.act(w.safely(w.on_customer), [w.opened, d.editor, *filters], everything, **PRESS)
    d.sheet.act(w.safely(w.on_sheet), [w.opened, d.editor, *filters], everything, **PRESS)
    d.second.act(w.safely(w.reread), [w.opened, d.editor], everything, **PRESS)
    # a text box says `input` only for pressed keys, which Chinese input methods, pasting and deleting are not: `change`
    seen = {"inputs": [w.opened, *filters], "outputs": [q.rows, w.notice]}
    for control in (q.tier.change, q.words.change):
        control(w.safely(w.filtered), **seen, trigger_mode="always_last", **LOOK)
    q.state.change(w.safely(w.turned), [w.opened, d.editor, *filters], everything, trigger_mode="always_last", **PRESS)
    timer.tick(w.safely(w.tick), **seen, **LOOK)

    d.editor.change(w.safely(w.typed), [w.opened, d.editor], edit, trigger_mode="always_last", **PRESS)
    for view in (d.findings, d.draft):
        view.act(w.safely(w.act), [w.opened, d.editor], everything, **PRESS)
    d.undo.click(w.safely(w.undo), [w.opened], edit, **PRESS)
    d.save.click(w.safely(w.save), [w.opened, d.editor, *filters], everything, **PRESS)
    for button, kind in ((d.approve, "approve"), (d.reject, "reject"), (d.escalate, "escalate")):
        asked = [w.opened, d.editor, d.reason, d.alone, *filters]
        button.click(w.safely(w.decided(DecisionKind(kind))), asked, everything, **PRESS)
    d.copy.click(None, None, None, js="() => window.rdCopy('rd-approved-text')", api_visibility="private")


def _connect_entries(entries: Entries) -> None:
    w = entries.w
    q, d, p, c = w.queue, w.desk, w.paste, w.check
    panels = [d.middle, d.right, p.panel, c.panel, c.side, w.notice]
    for button, name in ((q.paste, "paste"), (q.check, "check"), (p.back, "review"), (c.back, "review")):
        button.click(w.safely(entries.turn(name)), None, panels, **PRESS)
    p.submit.click(
        w.safely(entries.drafted), [q.state, q.tier, q.words, *p.fields], [*w.everything(), *entries.cleared()],
        api_visibility="private", concurrency_id="drafting", concurrency_limit=4, show_progress="hidden",
    )  # fmt: skip
    checking = [c.text, c.marked, c.findings, w.notice]
    c.submit.click(w.safely(entries.checked_words), [c.text, c.customer], checking, **PRESS)
    for view in (c.findings, c.marked):
        view.act(w.safely(entries.check_act), [c.text, c.customer], checking, **PRESS)
