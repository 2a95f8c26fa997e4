"""The card as HTML: self-contained, no script, no font or image from elsewhere, everything escaped, fit to print."""

from __future__ import annotations

from html import escape

from replydraft.costs.card_rows import COLUMNS, card_rows
from replydraft.costs.sheet import CostSheet

_FONTS = '"Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","WenQuanYi Micro Hei",sans-serif'
CARD_CSS = (
    f".rd-sheet{{font:14px/1.6 {_FONTS};color:#1c2733;background:#fff;border:1px solid #d5dce4;border-radius:10px;padding:18px 20px;max-width:760px;box-sizing:border-box}}"
    ".rd-sheet h2{font-size:18px;margin:0;color:#1c2733}.rd-sheet p{margin:0}"
    ".rd-sheet .sub{color:#5b6877;font-size:12.5px;margin-bottom:12px}"
    ".rd-sheet .key{display:flex;flex-wrap:wrap;gap:8px;margin-bottom:10px}"
    ".rd-sheet .key div{flex:1 1 150px;background:#eef2f6;border-radius:8px;padding:8px 12px}"
    ".rd-sheet .key span{display:block;color:#5b6877;font-size:12px}.rd-sheet .key b{font-size:17px;color:#1d4f91}"
    ".rd-sheet dl{display:grid;grid-template-columns:max-content 1fr;gap:3px 14px;margin:0 0 10px}"
    ".rd-sheet dt{color:#5b6877}.rd-sheet dd{margin:0}"
    ".rd-sheet .wide{overflow-x:auto}.rd-sheet table{border-collapse:collapse;width:100%;font-size:13px;margin-bottom:10px}"
    ".rd-sheet caption{text-align:left;font-weight:650;padding:2px 0 4px}"
    ".rd-sheet th,.rd-sheet td{border:1px solid #d5dce4;padding:5px 8px;text-align:left;vertical-align:top;color:#1c2733}"
    ".rd-sheet th{background:#eef2f6;color:#5b6877;font-weight:600;white-space:nowrap}.rd-sheet td:first-child{white-space:nowrap}"
    ".rd-sheet .gaps{background:#fff5e0;color:#8a5300;border-radius:6px;padding:6px 10px;margin-bottom:10px;font-size:13px}"
    ".rd-sheet .notes{color:#5b6877;font-size:12px}"
)
_PRINT = "@media print{body{margin:0;background:#fff}.rd-sheet{border:0;max-width:none;padding:0}.rd-sheet tr,.rd-sheet .key{break-inside:avoid}}@page{margin:14mm}"


def card_html(sheet: CostSheet) -> str:
    """The card alone, to stand in a page that has `CARD_CSS`."""
    c = card_rows(sheet)
    key = "".join(f"<div><span>{escape(f.label)}</span><b>{escape(f.words)}</b></div>" for f in c.key)
    facts = "".join(f"<dt>{escape(f.label)}</dt><dd>{escape(f.words)}</dd>" for f in c.facts)
    gaps = "".join(f"<p>请先问清 · {escape(g)}</p>" for g in c.gaps)
    return (
        f'<article class="rd-sheet" lang="zh-CN"><h2>{escape(c.title)}</h2><p class="sub">{escape(c.subtitle)}</p>'
        f'<div class="key">{key}</div><dl>{facts}</dl>{_table("正常还款时的全部息费", COLUMNS, c.fees)}'
        f"{_table('只在发生时才有的费用', ('情形', '标准', '收取方'), c.contingent) if c.contingent else ''}"
        f"{f'<div class=gaps>{gaps}</div>' if gaps else ''}"
        f'<div class="notes">{"".join(f"<p>{escape(n)}</p>" for n in c.notes)}</div></article>'
    )


def _table(caption: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    head = "".join(f"<th scope=col>{escape(h)}</th>" for h in columns)
    cells = [
        [f'<td data-label="{escape(h)}">{escape(c)}</td>' for h, c in zip(columns, row, strict=True)] for row in rows
    ]
    body = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def card_page(sheet: CostSheet) -> str:
    """A whole page, to open, send or print."""
    title = escape(f"{sheet.product} {card_rows(sheet).title}")
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>body{{margin:16px;background:#f4f6f8}}{CARD_CSS}{_PRINT}</style></head>"
        f"<body>{card_html(sheet)}</body></html>\n"
    )
