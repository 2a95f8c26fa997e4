"""知识: every document with its whole text, and whether it may be quoted today."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen.labels import DOC_KINDS, DOC_STATUSES, known
from replydraft.entrypoints.screen.markup import badge, esc, lines
from replydraft.entrypoints.screen.other_tabs import looked_up, table
from replydraft.entrypoints.screen.parts import plain
from replydraft.knowledge.documents import Document

if TYPE_CHECKING:
    from replydraft.bootstrap import House

AUDIENCES = {"public": "可以对客户说", "internal": "仅供内部，不要发给客户"}


def knowledge_html(house: House, today: date) -> str:
    """Every document, whether it may be quoted today, and why it may not."""
    quotable = {(p.doc_id, p.version) for p in house.knowledge.quotable_on(today)}
    rows = []
    for d in sorted(house.knowledge.documents, key=lambda d: (str(d.kind), d.id)):
        valid = _valid(d)
        fine = (d.id, d.version) in quotable
        now = badge("pass", "可引用", icon="✓") if fine else badge("muted", _why_not(d, today), icon="✕")
        rows.append(
            (esc(known(DOC_KINDS, d.kind.value)), _document(d),
             esc(known(DOC_STATUSES, d.status)), esc(valid), esc(d.version), esc(d.approved_by or "—"), now)
        )  # fmt: skip
    count = f"共 {len(rows)} 份文件，今天可引用 {len(quotable)} 份；版本 {esc(house.knowledge.version[:12])}。"
    headers = ["种类", "标题", "状态", "有效期", "版本", "批准人", "今天"]
    return (
        f"<h2>知识</h2><p class=rd-note>{count}只有已批准、对外、在有效期内的内容才会被引用；点标题看全文。</p>"
        + table(
            "rd-knowledge", headers, rows, search="搜索标题、编号、正文…", folded=["状态", "有效期", "版本", "批准人"]
        )
    )


def _why_not(d: Document, today: date) -> str:
    if d.status != "approved":
        return f"未批准（{known(DOC_STATUSES, d.status)}）"
    if d.audience != "public":
        return "仅供内部"
    if d.effective_to and d.effective_to < today:
        return "已过有效期"
    if d.effective_from and d.effective_from > today:
        return "还没生效"
    return "不可引用"


def _document(d: Document) -> str:
    """Its title, which opens: where it comes from, for how long it holds, and its text."""
    approved = " · ".join(w for w in (d.approved_by, f"{d.approved_on or ''}") if w)
    facts = {
        "版本": d.version, "状态": known(DOC_STATUSES, d.status), "有效期": _valid(d), "下次复核": d.review_by or "",
        "批准": approved, "对象": known(AUDIENCES, d.audience), "地区": d.region, "法规依据": "；".join(d.basis),
        "来源文件": "/".join(PurePath(d.where).parts[-2:]), "存档指纹": d.sha256[:12],
    }  # fmt: skip
    said = "".join(f"<div><dt>{esc(name)}</dt><dd>{esc(value)}</dd></div>" for name, value in facts.items() if value)
    text = "".join(f"{f'<h4>{esc(s.heading)}</h4>' if s.heading else ''}<p>{lines(s.text)}</p>" for s in d.sections)
    return (
        f'<details class="rd-document"><summary><b>{esc(d.title)}</b><code>{esc(d.id)}</code></summary>'
        f"<dl>{said}</dl>{text}</details>"
    )


def _valid(d: Document) -> str:
    since, until = d.effective_from, d.effective_to
    return f"{since or '不限'} 至 {until or '不限'}" if since or until else "长期"


def knowledge_tab(house: House, tab: Any) -> None:
    with gr.Column(elem_classes="rd-page"):
        box = plain(elem_id="rd-knowledge-page")
    looked_up(house, tab, box, lambda: knowledge_html(house, today()), lambda: house.knowledge.version)
