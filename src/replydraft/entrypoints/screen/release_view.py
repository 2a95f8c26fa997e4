"""放行 on a finding's card, and over the decision of who let one go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from replydraft.compliance.releasing import releasable
from replydraft.entrypoints.screen.labels import moment
from replydraft.entrypoints.screen.markup import button, esc
from replydraft.entrypoints.screen.review_actions import Opened

Mode = str
"""`may`: compliance, on the text as it is saved; `save`: compliance, on an edit; `ask`: anybody else; empty: no review."""


def mode_of(opened: Opened) -> Mode:
    """What this person may be offered for a finding that blocks."""
    if not opened.open or opened.review.erased:
        return ""
    if not opened.stands.may_release:
        return "ask"
    return "save" if opened.unsaved else "may"


def release_html(f: Mapping[str, Any], mode: Mode) -> str:
    """Who let it go and why; else how it can be. Empty for what does not block, or may never be let go."""
    let_go = f.get("released")
    if let_go:
        said = f"✓ {let_go['by']} 已放行（{moment(datetime.fromisoformat(let_go['at']))}）：{let_go['reason']}"
        return f'<div class="rd-dismissed rd-released"><span>{esc(said)}</span></div>'
    if not mode or not releasable(f):
        return ""
    if mode == "ask":
        return '<p class="rd-note rd-may-ask">确认是误拦？可请合规放行。</p>'
    if mode == "save":
        return '<p class="rd-note rd-may-ask">先保存修改，才能放行；放行只对保存下来的这段文字有效。</p>'
    fid = str(f.get("id"))
    return (
        f'<div class="rd-answer rd-release"><input type="text" maxlength="200" placeholder="为什么是误拦？" '
        f'aria-label="说明放行原因" data-reason="{esc(fid)}">{button("let_go", "放行", kind="rd-small", finding=fid)}</div>'
    )


def own_release(opened: Opened) -> bool:
    """Whether this person let a finding of exactly the text on the screen go."""
    return opened.open and opened.stands.let_go and opened.text == opened.review.text


def own_release_words(opened: Opened) -> tuple[str, str, bool]:
    """(said, note as HTML, whether there is a countdown) for who let a finding go and may not simply approve."""
    wait, others = opened.stands.release_wait_s, opened.stands.deciders
    said = "这段文字里有一条是您放行的，由另一位同事批准"
    if others:
        return said, esc(f"可以批准的同事：{'、'.join(others[:4])}。"), False
    if wait is None:
        return said, "现在没有别的同事可以批准；请管理员添加一位。", False
    if wait > 0:
        return said, f'没有其他同事可以批准。请重读一遍，<b data-wait="{wait}">{wait}</b> 秒后可以单独确认。', True
    return said, "没有其他同事可以批准。请重读一遍，勾选下面一行再批准；留痕会写明是一个人确认的。", False
