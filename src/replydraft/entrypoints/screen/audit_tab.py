"""审计: the trail, newest first, and a button that verifies the whole of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.domain.audit import AuditEvent
from replydraft.domain.permissions import Action
from replydraft.entrypoints.days import CHINA
from replydraft.entrypoints.screen.customer_view import shown_customer
from replydraft.entrypoints.screen.labels import EVENTS, known
from replydraft.entrypoints.screen.markup import esc, notice
from replydraft.entrypoints.screen.other_tabs import table
from replydraft.entrypoints.screen.parts import plain
from replydraft.entrypoints.screen.trouble import report
from replydraft.entrypoints.screen.visits import Updates, Visit, visiting
from replydraft.errors import ReplydraftError

if TYPE_CHECKING:
    from replydraft.bootstrap import House

LAST = 200
_REVIEW = "rv_"
_DRAFT = "draft."


def audit_html(visit: Visit) -> str:
    """The last records, newest first, each with its customer's masked name where it has one that this person may see."""
    total = 0
    last: list[AuditEvent] = []
    for event in visit.house.store.audit.events():
        total += 1
        last.append(event)
        if len(last) > 2 * LAST:
            del last[:LAST]
    names = _Names(visit)
    rows = [
        (str(e.sequence), esc(_local(e.at)), esc(known(EVENTS, e.kind)), esc(e.actor), esc(names.of(e)),
         f"<code>{esc(e.subject)}</code>", f"<code>{esc(e.hash[:12])}</code>")
        for e in reversed(last[-LAST:])
    ]  # fmt: skip
    note = f"共 {total} 条，下面是最近 {len(rows)} 条。" if total else ""
    headers = ["序号", "时间", "事件", "谁", "客户", "对象", "指纹"]
    return f"<p class=rd-note>{note}</p>" + table("rd-audit", headers, rows, search="搜索事件、人、客户、编号…")


class _Names:
    """Masked names, each review read once and through the room: what this person may not see has none."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.known: dict[tuple[bool, str], str] = {}

    def of(self, event: AuditEvent) -> str:
        drafted = event.kind.startswith(_DRAFT)
        if not drafted and not event.subject.startswith(_REVIEW):
            return "—"
        key = (drafted, event.subject)
        if key not in self.known:
            self.known[key] = self._read(drafted, event.subject)
        return self.known[key]

    def _read(self, drafted: bool, subject: str) -> str:
        room = self.visit.house.room
        try:
            review = (room.of_draft if drafted else room.read)(self.visit.caller, subject)
        except ReplydraftError:
            return "—"
        return "已删除" if review.erased else shown_customer(review)[0]


def _local(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def audit_tab(house: House, tab: Any) -> None:
    """The trail, and a button that verifies the whole of it: for those who may verify it."""
    with gr.Column(elem_classes="rd-page"):
        plain(value="<h2>审计</h2><p class=rd-note>每一条留痕都带着上一条的指纹，改动、删除或调换都会被发现。</p>")
        with gr.Row(elem_classes="rd-bar-left"):
            verify = gr.Button("校验整条留痕", variant="primary", size="sm", elem_id="rd-verify", min_width=140)
            refresh = gr.Button("刷新", size="sm", elem_id="rd-audit-refresh", min_width=80)
        said = plain(elem_id="rd-verified")
        trail = plain(elem_id="rd-trail")

    def look(visit: Visit) -> Updates:
        visit.require(Action.AUDIT_VERIFY)
        return {trail: audit_html(visit), said: ""}

    def check(visit: Visit) -> Updates:
        visit.require(Action.AUDIT_VERIFY)
        broken = house.store.first_broken()
        if broken:
            return {said: notice("block", f"留痕校验不通过：{broken}。请立即停用并联系管理员。")}
        return {said: notice("ok", "留痕完整：每一条记录都与写下时一致。")}

    def on(event: Any, fn: Any) -> None:
        run = visiting(house, fn, failed=lambda e: {said: report(e)})
        event(run, None, [trail, said], api_visibility="private", show_progress="hidden")

    on(tab.select, look)
    on(refresh.click, look)
    on(verify.click, check)
