"""The rule book for people: a line a rule, a page a rule, and the pages of docs/rules/."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from replydraft.compliance.built_in import BuiltIn
from replydraft.compliance.likelihood import NEVER
from replydraft.compliance.overlay_pages import overlay_page, tightened_by, touching
from replydraft.compliance.overlays import Overlay
from replydraft.compliance.rulebook import RuleBook
from replydraft.compliance.rules import DisclosureSet, Example, Rule
from replydraft.domain.finding import Family
from replydraft.errors import InputError

_FAMILY_ZH = {
    Family.OVER_PROMISE: "过度承诺", Family.MISLEADING_COST: "息费误导", Family.MISSING_DISCLOSURE: "风险揭示缺失",
    Family.PRIVACY_LEAK: "隐私泄露", Family.ILLEGAL_INTERMEDIATION: "不法中介", Family.CREDIT_REPAIR: "征信修复",
    Family.COLLECTION_CONDUCT: "不当催收", Family.PRESSURE: "施压催促", Family.INJECTION: "越界与注入", Family.TONE: "语气不当",
    Family.UNGROUNDED: "无依据",
}  # fmt: skip
_SEVERITY_ZH = {"block": "拦截", "warn": "提醒", "info": "提示"}


def rule_lines(book: RuleBook, day: date, overlays: Sequence[Overlay] = ()) -> Iterator[dict[str, Any]]:
    """One JSON-ready object for each rule and disclosure set in force on a day under these overlays, and each built-in check
    (`built_in`: true, no version of its own), by id."""
    current = book.under(overlays).as_of(day)
    for item in sorted((*current.items, *book.built_in), key=lambda i: i.id):
        own = None if isinstance(item, BuiltIn) else item
        yield {
            "id": item.id,
            "name": item.name,
            "family": _family(item).value,
            "severity": _severity(item),
            "broad": book.support is not None and item.id in book.support.broad,
            "built_in": own is None,
            "status": own.status if own else "stable",
            "version": own.version if own else None,
            "message": item.message,
            "overlays": touching(own, overlays) if own else [],
        }


def rule_page(book: RuleBook, rule_id: str, overlays: Sequence[Overlay] = ()) -> str:
    """The Markdown page of one rule or built-in check, as it is under these overlays; of an overlay's own rule without naming it too.

    Raises InputError for an id (or name) the book lacks.
    """
    wanted = rule_id.strip()
    own = [item for o in book.overlays for item in o.items]
    for item in (*book.under(overlays).items, *own, *book.built_in):
        if wanted.upper() == item.id or wanted == item.name:
            return _page(book, item)
    raise InputError("no rule has this id", field="rule", code="no_such_rule")


def write_docs(book: RuleBook, into: Path) -> int:
    """Write a page a rule and an index; pages of rules that are gone are removed. The number of pages written."""
    into.mkdir(parents=True, exist_ok=True)
    own = [item for o in book.overlays for item in o.items]
    items = sorted((*book.items, *own, *book.built_in), key=lambda i: i.id)
    for old in (*into.glob("R[DX]*.md"), *into.glob("overlay-*.md")):
        old.unlink()
    index = ["# 规则", "", "由规则文件生成，请勿手改；改规则后运行 `make docs`。", ""]
    for family in Family:
        rows = [i for i in items if _family(i) is family]
        if rows:
            index += [
                f"## {_FAMILY_ZH[family]}（`{family}`）",
                "",
                "| 规则 | 名称 | 级别 | 说明 |",
                "| --- | --- | --- | --- |",
            ]
            index += [
                f"| [{i.id}]({i.id}.md) | `{i.name}` | {_SEVERITY_ZH[_severity(i)]} | {_cell(i.message)} |"
                for i in rows
            ]
            index.append("")
    if book.overlays:
        index += ["## 分店和机构的附加规则", "", *(f"- [{o.name}](overlay-{o.id}.md)" for o in book.overlays), ""]
    for overlay in book.overlays:
        (into / f"overlay-{overlay.id}.md").write_text(overlay_page(overlay), encoding="utf-8")
    if book.citations:
        index += ["## 法律依据", "", "[每条依据核对到什么程度](citations.md)", ""]
        (into / "citations.md").write_text(citations_page(book), encoding="utf-8")
    (into / "README.md").write_text("\n".join(index), encoding="utf-8")
    for item in items:
        (into / f"{item.id}.md").write_text(_page(book, item), encoding="utf-8")
    return len(items)


def _family(item: Rule | DisclosureSet | BuiltIn) -> Family:
    return Family.MISSING_DISCLOSURE if isinstance(item, DisclosureSet) else item.family


def _severity(item: Rule | DisclosureSet | BuiltIn) -> str:
    if not isinstance(item, DisclosureSet):
        return item.severity.value
    return "block" if any(r.severity.value == "block" for r in item.requires) else "warn"


_DOUBTED = "存疑：从这条规则、整段话和客户的话一起看，不像在违规时，拦截降为提醒或提示、提醒降为提示（`guardrails/support.yaml` 的 `likelihood`，权重在 `likelihood.tsv` 和 `trees.tsv`）"
_BROAD = "旁证：这条宽规则只认话题，一起看也像在违规时才作提醒（`warn`），否则不提；太短的话不算"


def _doubted(book: RuleBook, item: Rule | DisclosureSet) -> bool:
    support = book.support
    if support is None or support.likelihood is None or item.id in support.certain | support.broad:
        return False
    return item.id in support.likelihood.weights and _family(item) not in NEVER


def _page(book: RuleBook, item: Rule | DisclosureSet | BuiltIn) -> str:
    lines = [
        f"# {item.id} {item.name}",
        "",
        item.message,
        "",
        f"- 类别：{_FAMILY_ZH[_family(item)]}（`{_family(item).value}`）",
        f"- 级别：{_SEVERITY_ZH[_severity(item)]}（`{_severity(item)}`）",
        *(f"- {note}" for note in (item.about if isinstance(item, BuiltIn) else _standing(book, item))),
        "",
        "## 建议写法",
        "",
    ]
    if isinstance(item, DisclosureSet):
        lines += [f"- `{r.element}`（{_SEVERITY_ZH[r.severity.value]}）：{r.suggestion}" for r in item.requires]
    else:
        lines += [item.suggestion or "按发现的内容给出，见审核页上的提示。"]
    lines += ["", *([] if isinstance(item, BuiltIn) and not item.citations else ["## 依据", ""])]
    for key in item.citations:
        law = book.citations[key]
        on = f"，{law.checked_on} 核对" if law.checked_on else ""
        lines.append(f"- {law.law}{law.shown().article or ''}（核对程度 {law.level}{on}）")
        lines += [f"  - {law.checked_how}。出处：{law.source}"] if law.source else []
    if item.must_flag:
        lines += ["", "## 会命中的说法", "", *map(_example, item.must_flag)]
        lines += ["", "## 不会命中的说法", "", *map(_example, item.must_pass)]
    return "\n".join([*lines, "", *([] if isinstance(item, BuiltIn) else tightened_by(item, book.overlays))])


def _standing(book: RuleBook, item: Rule | DisclosureSet) -> Iterator[str]:
    until = f" 至 {item.effective_to}" if item.effective_to else " 起"
    period = f"{item.effective_from}{until}" if item.effective_from else "不限"
    yield f"状态：`{item.status}` · 版本 {item.version} · 生效：{period} · 负责：{item.owner}"
    if _doubted(book, item):
        yield _DOUBTED
    if book.support and item.id in book.support.broad:
        yield _BROAD


_LEVEL_ZH = {"A": "读到该条原文", "B": "只核到名称、日期或转述，不写条号", "C": "凭记忆，不写条号"}


def citations_page(book: RuleBook) -> str:
    """What each citation was checked against, and how far."""
    laws = list(book.citations.values())
    lines = [
        "# 法律依据的核对",
        "",
        "由 `guardrails/citations.yaml` 生成，请勿手改。不是法律意见；发布前由律师对照官方文本签字。",
        "",
    ]
    for level, meaning in _LEVEL_ZH.items():
        lines.append(f"- {level}（{meaning}）：{sum(law.level == level for law in laws)} 条")
    lines += ["", "| 键 | 依据 | 程度 | 施行 | 核对 | 怎么核对、出处 |", "| --- | --- | --- | --- | --- | --- |"]
    for law in laws:
        how = "；".join(filter(None, (law.checked_how, law.source, law.confirmed_by)))
        cells = (law.key, law.law + (law.shown().article or ""), law.level, law.effective_from, law.checked_on, how)
        lines.append(f"| {' | '.join(_cell(str(c or '')) for c in cells)} |")
    return "\n".join([*lines, ""])


def _example(example: Example) -> str:
    asked = dict(example.context).get("customer")
    draft = " ".join(example.draft.split())
    said = f"- 客户：{' '.join(str(asked).split())} ／ 回复：{draft}" if asked else f"- {draft}"
    return said + _agreed(dict(example.context).get("consents"))


def _agreed(consents: Any) -> str:
    """The ledger an example stands in, where it has one."""
    if consents is None:
        return ""
    ends = {"withdrawn_at": "已撤回", "until": "已到期"}
    told = [
        f"{'、'.join(c['data'])} → {'、'.join(c['recipients'])}{next((f'，{w}' for k, w in ends.items() if c.get(k)), '')}"
        for c in consents
    ]
    return f"（授权台账：{'；'.join(told) or '空'}）"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "｜")
