"""依据与核对, upper half: the verdict, and each finding with its law and its fix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from replydraft.entrypoints.screen.labels import (
    DISCLOSURES,
    FAMILIES,
    FINDING_SOURCES,
    ICONS,
    VERDICTS,
    known,
)
from replydraft.entrypoints.screen.markup import button, esc, lines, severity_badge

_ORDER = {"block": 0, "warn": 1, "info": 2}


def counts(check: Mapping[str, Any], dismissed: Mapping[str, str] | None = None) -> tuple[int, int]:
    """(must change, reminders) that still stand: one that was dismissed or let go does not."""
    gone = dismissed or {}
    standing = [f for f in check.get("findings", ()) if not f.get("released") and not gone.get(str(f.get("id")))]
    blocks = sum(f.get("severity") not in ("warn", "info") for f in standing)
    return blocks, sum(f.get("severity") == "warn" for f in standing)


def may_dismiss(finding: Mapping[str, Any]) -> bool:
    """A figure nobody could trace may be answered for with a reason; nothing else that blocks may."""
    return finding.get("family") == "ungrounded" and finding.get("severity") == "block"


def findings_html(
    check: Mapping[str, Any],
    dismissed: Mapping[str, str],
    *,
    editable: bool,
    label: str = "",
    release: Callable[[Mapping[str, Any]], str] = lambda _: "",
) -> str:
    """Verdict line, the whole rewrite where there is one, and a card for each finding, worst first.

    `release`: what a card says of letting its finding go.
    """
    blocks, warns = counts(check, dismissed)
    findings = sorted(check.get("findings", ()), key=lambda f: _ORDER.get(str(f.get("severity")), 0))
    rewrite = ""
    if editable and check.get("rewrite") and findings:
        rewrite = button("rewrite", "一键改写全文", kind="rd-primary", title="按建议改好整段，改后自动再检查")
    if not findings:
        label = label or "没有命中任何规则，数字都能找到出处。"
    head = _verdict(str(check.get("verdict", "block")), blocks, warns, len(findings), label)
    cards = "".join(_card(f, dismissed.get(str(f["id"]), ""), editable, release(f)) for f in findings)
    return f'<section class="rd-card rd-verdict-card">{head}{rewrite}</section>{cards}'


def _verdict(verdict: str, blocks: int, warns: int, all_: int, label: str) -> str:
    if verdict == "block" and not blocks:
        verdict = "warn"
    parts = [f"必须修改 {blocks} 处"] * bool(blocks) + [f"提醒 {warns} 处"] * bool(warns)
    word = known(VERDICTS, verdict)
    if verdict == "pass" and all_:
        word, parts = "没有要改的", [f"供参考 {all_} 条"]
    return (
        f'<div class="rd-verdict rd-{esc(verdict)}"><span aria-hidden="true">{ICONS.get(verdict, "✕")}</span>'
        f"<b>{esc(word)}</b><span>{esc(' · '.join(parts))}</span></div>"
        + (f'<p class="rd-note">{esc(label)}</p>' if label else "")
    )


def _card(f: Mapping[str, Any], reason: str, editable: bool, release: str) -> str:
    editable = editable and not f.get("released")
    severity, fid = str(f.get("severity", "block")), str(f.get("id"))
    missing = f.get("missing")
    what = f"缺少：{known(DISCLOSURES, missing)}" if missing else known(FAMILIES, f.get("family"))
    quote = f'<blockquote data-jump-text="{esc(fid)}">{lines(f["text"])}</blockquote>' if f.get("text") else ""
    suggestion, fix = str(f.get("suggestion") or ""), ""
    if suggestion:
        word = "补一句" if missing else "删去这句" if f.get("source") == "grounding" else "改为"
        press = button("apply", word, kind="rd-small", finding=fid) if editable and severity != "info" else ""
        fix = f'<div class="rd-fix"><span><i>{"补充" if missing else "建议"}</i>{lines(suggestion)}</span>{press}</div>'
    return (
        f'<article class="rd-finding rd-edge-{esc(severity)}" id="finding-{esc(fid)}" data-finding="{esc(fid)}">'
        f"<header>{severity_badge(severity)}<b>{esc(what)}</b>"
        f'<code title="{esc(f.get("rule_name", ""))} {esc(f.get("rule_version", ""))}">{esc(f.get("rule", ""))}</code></header>'
        f"{quote}<p>{lines(f.get('message', ''))}</p>{fix}{_laws(f)}{_dismissal(f, reason, editable)}{release}</article>"
    )


def _laws(f: Mapping[str, Any]) -> str:
    rows = []
    for c in f.get("citations") or ():
        article = esc(c.get("article") or "（核对到法规，条款待核）")
        since = f"{c['effective_from']} 起" if c.get("effective_from") else ""
        until = f"至 {c['effective_to']}" if c.get("effective_to") else ""
        rows.append(f"<li>{esc(c.get('law', ''))} {article}<span class=rd-note>{esc(since)} {esc(until)}</span></li>")
    origin = known(FINDING_SOURCES, f.get("source"))
    if not rows:
        return f'<p class="rd-note">来自{esc(origin)}</p>'
    return f'<details class="rd-law"><summary>依据 {len(rows)} 条 · 来自{esc(origin)}</summary><ul>{"".join(rows)}</ul></details>'


def _dismissal(f: Mapping[str, Any], reason: str, editable: bool) -> str:
    fid = str(f.get("id"))
    if reason:
        undo = button("undismiss", "撤回", kind="rd-small rd-quiet", finding=fid) if editable else ""
        return f'<div class="rd-dismissed"><span>✓ 已说明出处：{esc(reason)}</span>{undo}</div>'
    if not (editable and may_dismiss(f)):
        return ""
    return (
        f'<div class="rd-answer"><input type="text" maxlength="200" placeholder="从哪来？如：机构 3 月报价单" '
        f'aria-label="说明数字出处" data-reason="{esc(fid)}">'
        f"{button('dismiss', '我来说明', kind='rd-small', finding=fid)}</div>"
    )
