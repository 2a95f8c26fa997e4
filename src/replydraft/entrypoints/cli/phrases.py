"""`replydraft cost --phrase`: the readings of a price phrase for a person, in Chinese."""

from __future__ import annotations

from typing import Any

_KINDS = {
    "rate": "利息",
    "fee": "费用",
    "instalment": "还款",
    "discount": "打折或先扣",
    "penalty": "违约或提前还款才收",
    "range": "利率区间",
    "spread": "加减点",
    "multiple": "倍数",
    "amount": "金额",
}
_PERS = {"day": "每天", "month": "每月", "year": "每年", "period": "每期", "once": "一次"}
_BASES = {"balance": "没还的本金", "original": "借款全额", None: "—"}
_BOUNDS = {"min": "起", "max": "封顶"}
_RELATIONS = {
    "alternatives": "下面几种意思都有可能，问清楚之前不要当成定数：",
    "components": "下面几项要一起算：",
    "sequence": "前后阶段价格不同：",
    "conflict": "下面几个数互相对不上：",
}


def show_phrase(out: dict[str, Any]) -> None:
    """A table of what the phrase can mean, its cost together, and the question to ask."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not out["readings"]:
        console.print("这句话没有说价格。")
        return
    if opening := _RELATIONS.get(out["relation"]):
        console.print(opening)
    table = Table("含义", "怎么收", "数额", "按什么算", "年化（单利）", "年化（复利 IRR）", "算法")
    for r in out["readings"]:
        rates = (percent(r["annualised_nominal"]), percent(r["annualised_effective"]))
        table.add_row(_KINDS[r["kind"]], _PERS[r["per"]], amount(r), _BASES[r["base"]], *rates, "；".join(r["assumes"]))
    console.print(table)
    if total := out.get("total"):
        nominal, effective = percent(total["annualised_nominal"]), percent(total["annualised_effective"])
        console.print(f"合起来：年化（单利）{nominal} · 年化（复利 IRR）{effective}")
    for note in out["notes"]:
        console.print(f"[dim]{note}[/]")
    if out["ask"]:
        console.print(f"要问清楚：{out['ask']}")


def percent(rate: float | None) -> str:
    """A fraction as a percentage; a dash where it cannot be computed."""
    return "—" if rate is None else f"{rate:.2%}"


def amount(r: dict[str, Any]) -> str:
    """The value of a reading as people write it."""
    if r.get("unit") == "yuan":
        text = f"{r['value']:g}元"
    elif r["kind"] == "multiple":
        text = f"{r['value']:g}倍"
    elif "factor" in r:
        text = f"{r['factor'] * 10:g}折"
    else:
        text = f"{r['value'] * 100:.4g}%"
    return ("约" if r.get("approx") else "") + text + _BOUNDS.get(r.get("bound", ""), "")
