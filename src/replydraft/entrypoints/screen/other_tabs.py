"""规则, 知识: what the verdicts rest on, to look things up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen.labels import (
    DOC_KINDS,
    DOC_STATUSES,
    FAMILIES,
    RULE_STATUSES,
    known,
)
from replydraft.entrypoints.screen.markup import badge, empty, esc, lines, severity_badge
from replydraft.entrypoints.screen.parts import plain

if TYPE_CHECKING:
    from replydraft.bootstrap import House

LAST = 200


def table(name: str, headers: Sequence[str], rows: Iterable[Sequence[str]], *, search: str) -> str:
    """A table of cells that are HTML already, with a box that filters its rows in the browser."""
    head = "".join(f"<th scope=col>{esc(h)}</th>" for h in headers)
    named = [esc(h) for h in headers]
    body = "".join(
        "<tr>" + "".join(f'<td data-label="{h}">{cell}</td>' for h, cell in zip(named, row, strict=True)) + "</tr>"
        for row in rows
    )
    if not body:
        return empty("还没有内容", "有了记录就会出现在这里。")
    return (
        f'<input type="search" class="rd-filter" data-filter="{esc(name)}" placeholder="{esc(search)}" '
        f'aria-label="{esc(search)}"><div class="rd-scroll"><table id="{esc(name)}" class="rd-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f'<div class="rd-empty" data-none="{esc(name)}" role="status" hidden><strong>没有找到</strong><p>换个说法，或者少写几个字再搜。</p></div>'
    )


def rules_html(house: House, today: date) -> str:
    """Every rule and disclosure set, those not in force today said so."""
    book = house.rulebook
    rows = []
    for r in book.rules:
        laws = "；".join(f"{c.law}{c.article or ''}" for c in book.cite(r.citations))
        state = known(RULE_STATUSES, r.status) if r.in_force(today) else "今天不适用"
        rows.append(
            (r.id, known(FAMILIES, r.family.value), severity_badge(r.severity.value), esc(state), r.message,
             r.suggestion, laws)
        )  # fmt: skip
    shown = [
        (
            f"<code>{esc(i)}</code>",
            esc(family),
            level,
            state,
            lines(message),
            lines(suggestion),
            f'<span class="rd-note">{esc(law)}</span>',
        )
        for i, family, level, state, message, suggestion, law in sorted(rows)
    ]
    count = f"共 {len(rows)} 条规则，另有 {len(book.disclosures)} 组风险揭示要求；版本 {esc(book.version[:12])}。"
    headers = ["编号", "类别", "级别", "状态", "哪里不行、为什么", "可以怎么说", "依据"]
    return f"<h2>规则</h2><p class=rd-note>{count}一条规则一个文件，改动由合规负责人确认。</p>" + table(
        "rd-rules", headers, shown, search="搜索编号、类别、说法…"
    )


def knowledge_html(house: House, today: date) -> str:
    """Every document, whether it may be quoted today, and why it may not."""
    quotable = {(p.doc_id, p.version) for p in house.knowledge.quotable_on(today)}
    rows = []
    for d in sorted(house.knowledge.documents, key=lambda d: (str(d.kind), d.id)):
        since, until = d.effective_from, d.effective_to
        valid = f"{since or '不限'} 至 {until or '不限'}" if since or until else "长期"
        fine = (d.id, d.version) in quotable
        now = badge("pass", "可引用", icon="✓") if fine else badge("muted", _why_not(d, today), icon="✕")
        rows.append(
            (esc(known(DOC_KINDS, d.kind.value)), f"<b>{esc(d.title)}</b><br><code>{esc(d.id)}</code>",
             esc(known(DOC_STATUSES, d.status)), esc(valid), esc(d.version), esc(d.approved_by or "—"), now)
        )  # fmt: skip
    count = f"共 {len(rows)} 份文件，今天可引用 {len(quotable)} 份；版本 {esc(house.knowledge.version[:12])}。"
    headers = ["种类", "标题", "状态", "有效期", "版本", "批准人", "今天"]
    return f"<h2>知识</h2><p class=rd-note>{count}只有已批准、对外、在有效期内的内容才会被引用。</p>" + table(
        "rd-knowledge", headers, rows, search="搜索标题、编号、种类…"
    )


def _why_not(d: Any, today: date) -> str:
    if d.status != "approved":
        return f"未批准（{known(DOC_STATUSES, d.status)}）"
    if d.audience != "public":
        return "仅供内部"
    if d.effective_to and d.effective_to < today:
        return "已过有效期"
    if d.effective_from and d.effective_from > today:
        return "还没生效"
    return "不可引用"


def rules_tab(house: House) -> None:
    with gr.Column(elem_classes="rd-page"):
        plain(value=rules_html(house, today()))


def knowledge_tab(house: House) -> None:
    with gr.Column(elem_classes="rd-page"):
        plain(value=knowledge_html(house, today()))
