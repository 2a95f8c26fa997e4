"""Overlays for people: a page each, and what a rule's page says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replydraft.compliance.overlays import Overlay, Tightening
from replydraft.compliance.rules import DisclosureSet, Rule

_SEVERITY_ZH = {"block": "拦截", "warn": "提醒", "info": "提示"}


def for_whom(overlay: Overlay) -> str:
    """Whom it is for, in Chinese."""
    kind, names = ("分店", overlay.branches) if overlay.branches else ("贷款机构", overlay.lenders)
    return f"{kind}：{'、'.join(sorted(names))}"


def overlay_page(overlay: Overlay) -> str:
    """The Markdown page of one overlay."""
    lines = [
        f"# {overlay.id} {overlay.name}",
        "",
        f"- {for_whom(overlay)}",
        f"- 版本 {overlay.version} · 负责：{overlay.owner}",
        "- 附加规则只能更严，不能放宽；通用规则照常生效。",
        "",
    ]
    if overlay.tightenings:
        lines += ["## 收紧的通用规则", "", *(f"- [{t.of}]({t.of}.md)：{_what(t)}" for t in overlay.tightenings), ""]
    if overlay.items:
        lines += ["## 自己的规则", "", *(f"- [{i.id}]({i.id}.md) `{i.name}`：{i.message}" for i in overlay.items), ""]
    return "\n".join(lines)


def tightened_by(item: Rule | DisclosureSet, overlays: Iterable[Overlay]) -> Iterator[str]:
    """Lines of a rule's page: which overlays tighten it, and how."""
    found = [(o, t) for o in overlays for t in o.tightenings if t.of == item.id]
    if found:
        yield from ("## 分店和机构的收紧", "")
        yield from (f"- {o.name}（{for_whom(o)}，`{o.mark}`）：{_what(t)}" for o, t in found)
        yield ""


def touching(item: Rule | DisclosureSet, overlays: Iterable[Overlay]) -> list[str]:
    """Marks of the overlays that a rule is from or tightened by."""
    return [
        o.mark
        for o in overlays
        if any(own.id == item.id for own in o.items) or any(t.of == item.id for t in o.tightenings)
    ]


def _what(t: Tightening) -> str:
    parts = [t.why.rstrip("。")]
    if t.severity is not None:
        parts.append(f"改为{_SEVERITY_ZH[t.severity.value]}")
    parts += [f"`{element}` 改为{_SEVERITY_ZH[severity.value]}" for element, severity in t.elements.items()]
    if t.match:
        parts.append(f"多认 {sum(len(e.any_of) for e in t.match)} 种说法")
    if dropped := len(t.drop_unless) + len(t.drop_without):
        parts.append(f"取消 {dropped} 项例外")
    if t.requires:
        parts.append("另需说明 " + "、".join(f"`{q.element}`" for q in t.requires))
    return "；".join(parts)
