"""待办: who is waiting, as rows by tier then age."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from replydraft.domain.review import OPEN_STATES, Review, ReviewState
from replydraft.entrypoints.screen.customer_view import shown_customer
from replydraft.entrypoints.screen.labels import EMOTIONS, ICONS, INTENTS, STATES, TIERS, known, waited
from replydraft.entrypoints.screen.markup import badge, empty, esc, tier_badge
from replydraft.entrypoints.screen.standing import holder

SNIPPET = 26


@dataclass(frozen=True, slots=True)
class QueueRow:
    """What one row says; nothing in it identifies the customer."""

    id: str
    tier: str
    name: str
    intent: str
    mood: str
    snippet: str
    waited: str
    state: str
    verdict: str
    findings: int
    open: bool
    held: str = ""
    """Who has it: 您 or a name."""
    second: bool = False
    passed_up: bool = False
    notes: int = 0
    """Findings that only inform."""


def queue_row(review: Review, now: datetime, me: str = "") -> QueueRow:
    name, said = shown_customer(review)
    said = " ".join(said.split())
    verdict = str(review.check.get("verdict", "block"))
    emotion = str(review.draft.get("emotion", "calm"))
    held = holder(review, now)
    return QueueRow(
        id=review.id,
        tier=review.tier,
        name=name,
        intent=known(INTENTS, review.draft.get("intent")),
        mood="" if emotion == "calm" else known(EMOTIONS, emotion),
        snippet=said if len(said) <= SNIPPET else said[:SNIPPET] + "…",
        waited=waited(review.created_at, now),
        state=known(STATES, review.state.value),
        verdict=verdict,
        findings=sum(f.get("severity") != "info" for f in review.check.get("findings", ())),
        open=review.state in OPEN_STATES,
        held="您" if me and held == me else held,
        second=review.state is ReviewState.AWAITING_SECOND,
        passed_up=review.passed_up and review.state in OPEN_STATES,
        notes=sum(f.get("severity") == "info" for f in review.check.get("findings", ())),
    )


def matches(row: QueueRow, tier: str, words: str) -> bool:
    """Whether a row stays under the tier filter (`all` or a tier) and every word of the search."""
    hay = f"{row.name} {row.intent} {row.mood} {row.snippet} {row.state} {row.held}".casefold()
    return tier in ("all", row.tier) and all(word in hay for word in words.casefold().split())


def queue_html(rows: Iterable[QueueRow], selected: str | None, *, filtered: bool, state: str) -> str:
    """The list, grouped by tier while open; one list, newest first, of what is decided (`state` is `done`)."""
    rows, done = list(rows), state == "done"
    if not rows:
        if filtered:
            return empty("没有符合条件的咨询", "换个分级或清空搜索词，再看看。")
        if state == "second":
            return empty("没有等您复核的", "同事先批准、还要再看一遍的，或者升级上来的，会出现在这里。")
        if done:
            return empty("还没有处理过的咨询", "批准、退回或升级之后，会留在这里备查。")
        return empty("都处理完了", "点上面的“粘贴客户消息”，把客户刚发来的话贴进来，就会有一份草稿。")
    if done:
        return f'<div class="rd-queue">{"".join(_row(r, selected) for r in rows)}</div>'
    groups = []
    for tier in TIERS:
        of_tier = [r for r in rows if r.tier == tier]
        if of_tier:
            groups.append(f'<h4 class="rd-group">{tier_badge(tier)}<span>{len(of_tier)} 位</span></h4>')
            groups.extend(_row(r, selected) for r in of_tier)
    return f'<div class="rd-queue">{"".join(groups)}</div>'


def _row(row: QueueRow, selected: str | None) -> str:
    current = row.id == selected
    said = {"block": f"需改 {row.findings}", "warn": f"提醒 {row.findings}"}.get(row.verdict, "无命中")
    kind, icon = row.verdict, ICONS.get(row.verdict, "✕")
    if row.verdict == "pass" and row.notes:
        said, kind, icon = f"参考 {row.notes}", "info", ICONS["info"]
    right = row.state
    if row.open:
        right = "刚刚收到" if row.waited == "刚刚" else f"等了 {row.waited}"
    right += f" · {row.held}在处理" if row.held else ""
    mood = f" · {row.mood}" if row.mood else ""
    second = badge("two", "待复核", icon="②") if row.second else ""
    second += badge("warm", "升级", icon="↑") if row.passed_up else ""
    return (
        f'<button type="button" class="rd-row rd-edge-{esc(row.tier)}{" is-current" if current else ""}" '
        f'data-act="open" data-id="{esc(row.id)}"{" aria-current=true" if current else ""}>'
        f'<span class="rd-row-head"><b>{esc(row.name)}</b><span>{esc(row.intent)}{esc(mood)}</span></span>'
        f'<span class="rd-row-said">{esc(row.snippet)}</span>'
        f'<span class="rd-row-foot"><span>{esc(right)}</span>{second}'
        f"{badge(kind, said, icon=icon)}</span></button>"
    )
