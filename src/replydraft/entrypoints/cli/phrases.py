"""`replydraft cost --phrase`: the readings of a price phrase for a person, in Chinese."""

from __future__ import annotations

from typing import Any

import typer

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
_BASES = {"balance": "没还的本金", "original": "借款全额"}
_BOUNDS = {"min": "起", "max": "封顶"}
_RELATIONS = {
    "alternatives": "下面几种意思都有可能，问清楚之前不要当成定数：",
    "components": "下面几项要一起算：",
    "sequence": "前后阶段价格不同：",
    "conflict": "下面几个数互相对不上：",
}


def show_phrase(out: dict[str, Any]) -> None:
    """What the phrase can mean, a reading a line, its cost together, and the question to ask. The terminal breaks lines."""
    if not out["readings"]:
        typer.echo("这句话没有说价格。")
        return
    if opening := _RELATIONS.get(out["relation"]):
        typer.echo(opening)
    for n, r in enumerate(out["readings"], start=1):
        typer.echo(f"{n}. {_reading(r)}")
        if r["assumes"]:
            typer.echo(f"   算法：{'；'.join(r['assumes'])}")
    if total := out.get("total"):
        typer.echo(f"合起来：{_rates(total)}")
    for note in out["notes"]:
        typer.echo(note)
    if out["ask"]:
        typer.echo(f"要问清楚：{out['ask']}")


def _reading(r: dict[str, Any]) -> str:
    """利息，每月 1%，按没还的本金算：年化（单利）12.00% · 年化（复利 IRR）12.68%."""
    base = f"，按{_BASES[r['base']]}算" if r["base"] else ""
    return f"{_KINDS[r['kind']]}，{_PERS[r['per']]} {amount(r)}{base}：{_rates(r)}"


def _rates(of: dict[str, Any]) -> str:
    nominal, effective = of["annualised_nominal"], of["annualised_effective"]
    if nominal is None and effective is None:
        return "还算不出年化"
    return f"年化（单利）{percent(nominal)} · 年化（复利 IRR）{percent(effective)}"


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
