"""依据与核对, lower half: figures with their source, passages, products, and how the draft came to be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from replydraft.entrypoints.screen.labels import FIGURE_KINDS, FIGURE_SOURCES, FITS, fact_name, known
from replydraft.entrypoints.screen.markup import badge, esc, lines, section

_OTHER_MATTERS = ("complaint", "emergency", "fraud_report", "privacy", "injection", "off_topic", "smalltalk", "overdue")
_OUR_TEXTS = ("passage", "law")
VERSIONS = {
    "program": "程序", "rules": "规则", "knowledge": "知识", "operator": "机构资料", "prompt": "提示词", "calculator": "计算器",
    "model": "模型",
}  # fmt: skip
PHONE = "电话"
_NUMBER_TO_CALL = re.compile(r"1\d{2}|1[02-9]\d{3}|9[56]\d{3,4}|[48]00-?\d{3}-?\d{4}|0\d{2,3}-?\d{7,8}|1[3-9]\d{9}")
_CALLING = re.compile(r"打|拨|电话|热线|专线|客服|报警|求助|反映|号码")
_FIT_MARKS = {"fits": ("pass", "✓"), "might_fit": ("chip", "?"), "does_not_fit": ("muted", "✕")}


def drafter_words(draft: Mapping[str, Any]) -> str:
    """Who wrote the draft, as an advisor says it."""
    drafter = str(draft.get("drafter", ""))
    who = f"大模型 {drafter.removeprefix('openai:')}" if drafter.startswith("openai:") else "本地话术"
    revisions = draft.get("revisions") or 1
    return f"{who} · 第 {revisions} 稿" if revisions > 1 else who


def evidence_html(draft: Mapping[str, Any], text: str) -> str:
    """Everything under the findings; `text` is the reply as it stands now."""
    return (
        _figures(draft.get("figures") or (), text)
        + _citations(draft.get("citations") or (), draft.get("figures") or ())
        + _products(draft.get("products") or (), str(draft.get("intent")))
        + _origin(draft)
    )


def _figures(figures: Sequence[Mapping[str, Any]], text: str) -> str:
    if not figures:
        return section("数字", '<p class="rd-note">草稿里没有需要核对的数字。</p>')
    rows = []
    for f in figures:
        here = str(f.get("text", "")) in text
        detail = str(f.get("detail") or "")
        detail = fact_name(detail) if f.get("source") == "profile" else detail
        tail = f'<span class="rd-note">{lines(detail)}</span>' if detail else ""
        mark = badge("pass", known(FIGURE_SOURCES, f.get("source")), icon="✓") if here else badge("changed", "已改掉")
        kind = PHONE if is_phone(f, text) else known(FIGURE_KINDS, f.get("kind"))
        rows.append(f'<li><b>{esc(f.get("text", ""))}</b><span class="rd-note">{esc(kind)}</span>{mark}{tail}</li>')
    return section("数字与出处", f'<ul class="rd-figures">{"".join(rows)}</ul>')


def is_phone(figure: Mapping[str, Any], text: str) -> bool:
    """Whether a bare number is one to call: it has the shape, and the words around it or its source's speak of calling."""
    number = str(figure.get("text", ""))
    if figure.get("kind") != "count" or not _NUMBER_TO_CALL.fullmatch(number):
        return False
    around = [text[max(0, m.start() - 10) : m.end() + 6] for m in re.finditer(re.escape(number), text)]
    return any(_CALLING.search(words) for words in (*around, str(figure.get("detail") or "")))


def _citations(citations: Sequence[Mapping[str, Any]], figures: Sequence[Mapping[str, Any]]) -> str:
    """Each document once, with every piece of it that the draft rests on."""
    if not citations:
        said = "这份草稿没有引用知识片段；涉及具体事项时请先核实。"
        if any(f.get("source") in _OUR_TEXTS for f in figures):
            said = "除了上面列出的数字，这份草稿没有引用知识片段；涉及具体事项时请先核实。"
        return section("来源", f'<p class="rd-note">{said}</p>')
    documents: dict[tuple[Any, Any], list[Mapping[str, Any]]] = {}
    for c in citations:
        documents.setdefault((c.get("doc_id"), c.get("version")), []).append(c)
    rows = "".join(_document(n, pieces) for n, pieces in enumerate(documents.values(), 1))
    return section("来源", rows, note="点开看原文")


def _document(number: int, pieces: Sequence[Mapping[str, Any]]) -> str:
    first = pieces[0]
    more = f" 等 {len(pieces)} 处" if len(pieces) > 1 else ""
    quotes = "".join(
        f"<blockquote>{lines(c.get('quote', ''))}</blockquote>"
        f'<p class="rd-note">{esc(c.get("doc_id", ""))} · 存档指纹 {esc(str(c.get("sha256", ""))[:12])}</p>'
        for c in pieces
    )
    return (
        f'<details class="rd-source"><summary><b>[{number}]</b> {esc(first.get("title", ""))}'
        f'<span class="rd-note">{esc(_version(first.get("version")))} · {esc(_begins(first.get("quote")))}{more}</span></summary>'
        f"{quotes}</details>"
    )


def _begins(quote: object) -> str:
    words = " ".join(str(quote or "").split())
    return words if len(words) <= 14 else words[:14] + "…"


def _version(version: object) -> str:
    text = str(version or "")
    return text if text.startswith(("v", "第")) or not text else f"v{text}"


def _products(products: Sequence[Mapping[str, Any]], intent: str) -> str:
    """The matches; folded away where the customer is about something else altogether."""
    if not products:
        return section("产品匹配", '<p class="rd-note">这次咨询没有做产品匹配。</p>', note="只给顾问看")
    order = {"fits": 0, "might_fit": 1, "does_not_fit": 2}
    ranked = sorted(products, key=lambda p: order.get(str(p.get("fit")), 2))
    tally = " · ".join(
        f"{sum(p.get('fit') == fit for p in products)} {word}"
        for fit, word in FITS.items()
        if any(p.get("fit") == fit for p in products)
    )
    good = [p for p in ranked if p.get("fit") != "does_not_fit"]
    rest = [p for p in ranked if p.get("fit") == "does_not_fit"]
    body = "".join(_product(p) for p in good[:4])
    more = [*good[4:], *rest]
    if more:
        body += (
            f'<details class="rd-more"><summary>其余 {len(more)} 个</summary>{"".join(map(_product, more))}</details>'
        )
    if intent in _OTHER_MATTERS:
        folded = (
            f"<details class=rd-more><summary>这次先处理客户的事；需要时点开（{esc(tally)}）</summary>{body}</details>"
        )
        return section("产品匹配", folded, note="只给顾问看")
    return section("产品匹配", f'<p class="rd-note">{esc(tally)}；以贷款机构审批为准</p>{body}', note="只给顾问看")


def _product(p: Mapping[str, Any]) -> str:
    fit = str(p.get("fit"))
    kind, icon = _FIT_MARKS.get(fit, ("muted", "✕"))
    why = "".join(f"<li class=rd-yes>✓ {esc(w)}</li>" for w in p.get("why") or ())
    not_ = "".join(
        f"<li class=rd-no>{'？' if fit == 'might_fit' else '✕'} {esc(w)}</li>" for w in p.get("why_not") or ()
    )
    return (
        f'<details class="rd-product"><summary>{badge(kind, known(FITS, fit), icon=icon)}<b>{esc(p.get("name", ""))}</b>'
        f"</summary><ul>{why}{not_}</ul></details>"
    )


def _made_with(part: str, version: str) -> str:
    if part != "model":
        return version[:16]
    return "没有用大模型" if version == "embedded" else version.removeprefix("openai:")[:40]


def _origin(draft: Mapping[str, Any]) -> str:
    versions = draft.get("versions") or {}
    rows = "".join(
        f"<li><span>{esc(VERSIONS.get(k, k))}</span><code>{esc(_made_with(k, str(v)))}</code></li>"
        for k, v in versions.items()
    )
    wrote = f"<li><span>起草</span>{esc(drafter_words(draft))}，用时 {esc(draft.get('latency_ms', '—'))} 毫秒</li>"
    return f'<details class="rd-card rd-origin"><summary>这份草稿怎么来的</summary><ul>{wrote}{rows}</ul></details>'
