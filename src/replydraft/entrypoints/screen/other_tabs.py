"""规则, 知识, 审计: what the verdicts rest on, to look things up."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.entrypoints.screen.labels import (
    DOC_KINDS,
    DOC_STATUSES,
    EVENTS,
    FAMILIES,
    RULE_STATUSES,
    SEVERITIES,
    known,
)
from replydraft.entrypoints.screen.markup import notice
from replydraft.entrypoints.screen.parts import plain
from replydraft.entrypoints.screen.trouble import report

if TYPE_CHECKING:
    from replydraft.bootstrap import House

LAST = 200


def _table(rows: list[list[str]], headers: list[str], widths: list[str], elem_id: str) -> Any:
    return gr.Dataframe(
        rows, headers=headers, interactive=False, show_search="search", wrap=True, column_widths=widths,
        elem_id=elem_id, max_height=640, buttons=[],
    )  # fmt: skip


def rule_rows(house: House) -> list[list[str]]:
    rows = [
        [r.id, known(FAMILIES, r.family), known(SEVERITIES, r.severity), known(RULE_STATUSES, r.status), r.message,
         r.suggestion]
        for r in house.rulebook.rules
    ]  # fmt: skip
    return sorted(rows)


def rules_tab(house: House) -> None:
    with gr.Column(elem_classes="rd-page"):
        rows = rule_rows(house)
        plain(value=f"<h2>规则</h2><p class=rd-note>共 {len(rows)} 条，版本 {house.rulebook.version[:12]}。规则是文件，一条一个，改动走评审。</p>")
        _table(rows, ["编号", "类别", "级别", "状态", "说什么不行、为什么", "可以怎么说"],
               ["90px", "100px", "90px", "80px", "38%", "38%"], "rd-rules")  # fmt: skip


def knowledge_rows(house: House, today: date) -> list[list[str]]:
    quotable = {p.doc_id for p in house.knowledge.quotable_on(today)}
    rows = []
    for d in house.knowledge.documents:
        since, until = d.effective_from, d.effective_to
        valid = f"{since or '不限'} 至 {until or '不限'}" if since or until else "长期"
        now = "✓ 可引用" if d.id in quotable else "✕ 不可引用"
        rows.append([d.id, known(DOC_KINDS, d.kind), d.title, known(DOC_STATUSES, d.status), valid, d.version, now])
    return sorted(rows, key=lambda r: (r[1], r[0]))


def knowledge_tab(house: House) -> None:
    with gr.Column(elem_classes="rd-page"):
        rows = knowledge_rows(house, date.today())
        usable = sum(r[-1].startswith("✓") for r in rows)
        plain(value=f"<h2>知识</h2><p class=rd-note>共 {len(rows)} 份文件，今天可引用 {usable} 份。只有已批准、对外、在有效期内的才会被引用。</p>")
        _table(rows, ["编号", "种类", "标题", "状态", "有效期", "版本", "今天"],
               ["170px", "70px", "34%", "80px", "200px", "80px", "100px"], "rd-knowledge")  # fmt: skip


def audit_rows(house: House) -> list[list[str]]:
    events = [e for e in house.store.audit.events()][-LAST:]
    return [
        [str(e.sequence), e.at.replace("T", " ")[:19], known(EVENTS, e.kind), e.actor, e.subject, e.hash[:12]]
        for e in reversed(events)
    ]


def audit_tab(house: House, tab: Any) -> None:
    """The last records, newest first, and a button that verifies the whole chain."""
    headers = ["序号", "时间（UTC）", "事件", "谁", "对象", "指纹"]
    with gr.Column(elem_classes="rd-page"):
        plain(value=f"<h2>审计</h2><p class=rd-note>最近 {LAST} 条留痕。每一条都带着上一条的指纹，改动、删除或调换都会被发现。</p>")
        with gr.Row():
            verify = gr.Button("校验整条留痕", variant="primary", size="sm", elem_id="rd-verify", scale=0, min_width=160)
            refresh = gr.Button("刷新", size="sm", elem_id="rd-audit-refresh", scale=0, min_width=90)
        said = plain(elem_id="rd-verified")
        table = _table([], headers, ["70px", "170px", "130px", "110px", "40%", "130px"], "rd-audit")

    def look() -> Any:
        try:
            return audit_rows(house), ""
        except Exception as error:
            return gr.skip(), report(error)

    def check() -> str:
        try:
            broken = house.store.first_broken()
        except Exception as error:
            return report(error)
        if broken:
            return notice("block", f"留痕校验不通过：{broken}。请立即停用并联系管理员。")
        return notice("ok", "留痕完整：每一条记录都与写下时一致。")

    quiet = {"api_visibility": "private", "show_progress": "hidden"}
    tab.select(look, None, [table, said], **quiet)
    refresh.click(look, None, [table, said], **quiet)
    verify.click(check, None, [said], **quiet)
