"""规则, and what the tabs to look things up in have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import gradio as gr

from replydraft.entrypoints.days import today
from replydraft.entrypoints.screen.labels import (
    FAMILIES,
    RULE_STATUSES,
    known,
)
from replydraft.entrypoints.screen.markup import empty, esc, lines, severity_badge
from replydraft.entrypoints.screen.parts import plain
from replydraft.entrypoints.screen.trouble import report
from replydraft.entrypoints.screen.visits import Updates, Visit, visiting

if TYPE_CHECKING:
    from replydraft.bootstrap import House

FIRST = 15
"""Rows a phone begins with."""


def table(
    name: str, headers: Sequence[str], rows: Iterable[Sequence[str]], *, search: str, folded: Sequence[str] = ()
) -> str:
    """A table of cells that are HTML already, with a box that filters its rows in the browser.

    On a phone it begins with the first rows, more on request, and the `folded` columns of a row wait until it is opened.
    """
    head = "".join(f"<th scope=col>{esc(h)}</th>" for h in headers)
    named = [(esc(h), " class=rd-folded" * (h in folded)) for h in headers]
    shown = [
        "".join(f'<td data-label="{h}"{kind}>{cell}</td>' for (h, kind), cell in zip(named, row, strict=True))
        for row in rows
    ]
    if not shown:
        return empty("还没有内容", "有了记录就会出现在这里。")
    body = "".join(f"<tr{' data-later' * (n >= FIRST)}>{cells}</tr>" for n, cells in enumerate(shown))
    left = len(shown) - FIRST
    return (
        f'<input type="search" class="rd-filter" data-filter="{esc(name)}" placeholder="{esc(search)}" '
        f'aria-label="{esc(search)}"><div class="rd-scroll"><table id="{esc(name)}" class="rd-table" data-first="{FIRST}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f'<button type="button" class="rd-button rd-later" data-later-of="{esc(name)}"{" hidden" * (left <= 0)}>'
        f"显示更多（还有 {left} 条）</button>"
        f'<div class="rd-empty" data-none="{esc(name)}" role="status" hidden><strong>没有找到</strong><p>换个说法，或者少写几个字再搜。</p></div>'
    )


_UNFOLD = '<button type="button" class="rd-button rd-small rd-unfold" data-unfold aria-expanded="false">可以怎么说、依据</button>'


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
            lines(message) + _UNFOLD,
            lines(suggestion),
            f'<span class="rd-note">{esc(law)}</span>',
        )
        for i, family, level, state, message, suggestion, law in sorted(rows)
    ]
    count = f"共 {len(rows)} 条规则，另有 {len(book.disclosures)} 组风险揭示要求；版本 {esc(book.version[:12])}。"
    headers = ["编号", "类别", "级别", "状态", "哪里不行、为什么", "可以怎么说", "依据"]
    return f"<h2>规则</h2><p class=rd-note>{count}一条规则一个文件，改动由合规负责人确认。</p>" + table(
        "rd-rules", headers, shown, search="搜索编号、类别、说法…", folded=["可以怎么说", "依据"]
    )


def looked_up(house: House, tab: Any, box: Any, html: Callable[[], str], version: Callable[[], str]) -> None:
    """Fill a tab when somebody turns to it: anew where its content or the day has changed since, else it stays as it is."""
    seen = gr.State(None)

    def look(_: Visit, before: tuple[str, date] | None) -> Updates:
        now = (version(), today())
        return {box: gr.skip(), seen: before} if before == now else {box: html(), seen: now}

    run = visiting(house, look, failed=lambda e: {box: report(e)})
    tab.select(run, seen, [box, seen], api_visibility="private", show_progress="hidden")


def rules_tab(house: House, tab: Any) -> None:
    with gr.Column(elem_classes="rd-page"):
        box = plain(elem_id="rd-rules-page")
    looked_up(house, tab, box, lambda: rules_html(house, today()), lambda: house.rulebook.version)
