"""Small HTML pieces. Everything that comes from outside goes through `esc`: drafts are untrusted text."""

from __future__ import annotations

from html import escape
from typing import Any

from replydraft.entrypoints.screen.labels import ICONS, SEVERITIES, TIERS, known


def esc(value: Any) -> str:
    """Escaped for text and for attributes."""
    return escape(str(value), quote=True)


def lines(value: Any) -> str:
    """Escaped, with line ends kept."""
    return esc(value).replace("\r\n", "\n").replace("\n", "<br>")


def badge(kind: str, text: str, *, icon: str = "", title: str = "") -> str:
    """A small label: `kind` picks the colour; an icon or word always stands beside it."""
    head = f'<span aria-hidden="true">{esc(icon)}</span> ' if icon else ""
    tip = f' title="{esc(title)}"' if title else ""
    return f'<span class="rd-badge rd-{esc(kind)}"{tip}>{head}{esc(text)}</span>'


def tier_badge(tier: str) -> str:
    mark = {"urgent": "●", "senior": "◐", "routine": "○"}.get(tier, "○")
    return badge(f"tier-{tier}", known(TIERS, tier), icon=mark)


def severity_badge(severity: str) -> str:
    return badge(severity, known(SEVERITIES, severity), icon=ICONS.get(severity, "✕"))


def button(act: str, text: str, *, kind: str = "", title: str = "", **data: Any) -> str:
    """A button whose press reaches the server as the event `act` with its data."""
    attributes = "".join(f' data-{key}="{esc(value)}"' for key, value in data.items())
    attributes += f' title="{esc(title)}"' if title else ""
    return f'<button type="button" class="rd-button {esc(kind)}" data-act="{esc(act)}"{attributes}>{esc(text)}</button>'


def section(title: str, body: str, *, note: str = "", kind: str = "") -> str:
    aside = f'<span class="rd-note">{esc(note)}</span>' if note else ""
    return f'<section class="rd-card {esc(kind)}"><h3>{esc(title)}{aside}</h3>{body}</section>'


def empty(title: str, text: str) -> str:
    """A state with nothing to show, in words that say what to do next."""
    return f'<div class="rd-empty"><strong>{esc(title)}</strong><p>{esc(text)}</p></div>'


def notice(kind: str, text: str, *, event: str = "", more: str = "") -> str:
    """A sentence over the desk: `ok`, `warn` or `block`; with the id of an event where somebody may be asked about it.

    `more` is HTML: a button.
    """
    icon = {"ok": "✓", "warn": "⚠", "block": "✕"}.get(kind, "ℹ")
    tail = f'<span class="rd-note">事件编号 {esc(event)}</span>' if event else ""
    role = "alert" if kind == "block" else "status"
    return f'<div class="rd-notice rd-{esc(kind)}" role="{role}"><span aria-hidden="true">{icon}</span> {esc(text)}{tail}{more}</div>'
