"""The whole page: bar, welcome, the desk's tab and the others, and which event reaches which function."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.domain.review import DecisionKind
from replydraft.entrypoints.screen.identity import Identity, identity_tab, top_bar, welcome_form
from replydraft.entrypoints.screen.other_tabs import audit_tab, knowledge_tab, rules_tab
from replydraft.entrypoints.screen.parts import check_form, paste_form, plain, queue_column, review_columns
from replydraft.entrypoints.screen.wiring import Wiring

if TYPE_CHECKING:
    from replydraft.bootstrap import House

REFRESH_S = 20
TITLE = "replydraft 审核台"


def build_page(house: House) -> Any:
    """The Gradio page over one house."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        bar = plain(value=top_bar(house), elem_id="rd-bar")
        welcome = welcome_form()
        with gr.Tabs(elem_id="rd-tabs"):
            with gr.Tab("审核台", id="desk"):
                w = _desk(house)
            with gr.Tab("规则", id="rules"):
                rules_tab(house)
            with gr.Tab("知识", id="knowledge"):
                knowledge_tab(house)
            with gr.Tab("审计", id="audit") as audit:
                audit_tab(house, audit)
            with gr.Tab("我的", id="me"):
                me = identity_tab()
        Identity(house, bar, welcome, me).connect(page)
        _connect(page, w)
    return page


def _desk(house: House) -> Wiring:
    notice = plain(elem_id="rd-notice")
    opened = gr.State(None)
    with gr.Row(elem_id="rd-desk", equal_height=False):
        queue = queue_column()
        desk = review_columns_with_forms()
    return Wiring(house, queue, desk[0], desk[1], desk[2], notice, opened)


def review_columns_with_forms() -> tuple[Any, Any, Any]:
    """Middle and right: the review, or one of the two forms in its place."""
    paste = paste_form()
    desk = review_columns()
    return desk, paste, check_form()


def _connect(page: Any, w: Wiring) -> None:
    q, d, p, c = w.queue, w.desk, w.paste, w.check
    filters = [q.state, q.tier, q.words]
    everything = w.everything()
    edit = [d.draft, d.editor, d.difference, d.findings, d.evidence, d.approve, d.save, d.undo, w.opened, w.notice]
    # one press after the other on one desk; drafting may take its time beside it
    desk = {"api_visibility": "private", "concurrency_id": "desk", "concurrency_limit": 1}
    quiet = desk | {"show_progress": "hidden"}

    page.load(w.safely(w.start), filters, everything, **quiet)
    for view in (q.rows, d.outcome):
        view.act(w.safely(w.pick), [w.opened, d.editor, *filters], everything, **quiet)
    # a text box says `input` only for pressed keys, which Chinese input methods, pasting and deleting are not: `change`
    for control in (q.state.change, q.tier.change, q.words.change):
        control(
            w.safely(lambda state, tier, words, opened: {q.rows: w.rows(state, tier, words, opened)}),
            [*filters, w.opened], [q.rows, w.notice], trigger_mode="always_last", **quiet,
        )  # fmt: skip
    gr.Timer(REFRESH_S).tick(w.safely(w.tick), [w.opened, *filters], [q.rows, w.notice], **quiet)

    d.editor.change(w.safely(w.typed), [w.opened, d.editor], edit, trigger_mode="always_last", **quiet)
    for view in (d.findings, d.draft):
        view.act(w.safely(w.act), [w.opened, d.editor], edit, **quiet)
    d.undo.click(w.safely(w.undo), [w.opened], edit, **quiet)
    d.save.click(w.safely(w.save), [w.opened, d.editor, *filters], everything, **quiet)
    for button, kind in ((d.approve, "approve"), (d.reject, "reject"), (d.escalate, "escalate")):
        button.click(
            w.safely(w.decided(DecisionKind(kind))), [w.opened, d.editor, d.reason, *filters], everything, **quiet
        )
    d.copy.click(None, None, None, js="() => window.rdCopy('rd-approved-text')", api_visibility="private")

    panels = [d.middle, d.right, p.panel, c.panel, c.side, w.notice]
    for button, name in ((q.paste, "paste"), (q.check, "check"), (p.back, "review"), (c.back, "review")):
        button.click(w.safely(partial(_turn, w, name)), None, panels, **quiet)
    cleared = [p.message, p.history, p.name, p.purpose, p.amount, p.term, p.has_property, p.has_vehicle, p.credit_good]
    p.submit.click(
        w.safely(w.drafted), [*filters, *p.fields], [*everything, *cleared],
        api_visibility="private", concurrency_id="drafting", concurrency_limit=4, show_progress="minimal",
    )  # fmt: skip
    checking = [c.text, c.marked, c.findings, w.notice]
    c.submit.click(w.safely(w.checked_words), [c.text, c.customer], checking, **quiet)
    for view in (c.findings, c.marked):
        view.act(w.safely(w.check_act), [c.text, c.customer], checking, **quiet)


def _turn(w: Wiring, name: str) -> dict[Any, Any]:
    return w.panel(name) | {w.notice: ""}
