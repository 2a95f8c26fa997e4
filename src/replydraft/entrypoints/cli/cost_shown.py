"""A priced loan on the terminal, in Chinese: what it costs both ways, what is paid to whom and when, the ceiling."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_METHODS = {
    "flat": "等本等息",
    "annuity": "等额本息",
    "equal_principal": "等额本金",
    "interest_only": "先息后本",
    "bullet": "到期还本付息",
}
_UNITS = {"month": "月", "day": "天", "year": "年"}
_WHEN = {"upfront": "放款时", "each_period": "每期", "closing": "最后一期"}
_LONGEST, _FIRST, _LAST = 36, 12, 3


def show(out: Mapping[str, Any], asked: Mapping[str, Any], *, full: bool = False) -> None:
    """The contract's cost object `out` of the request `asked`; a long schedule is cut in the middle unless `full`."""
    console = Console(highlight=False)
    rows = out["schedule"]
    how = "按日期还款" if "flows" in asked else _METHODS[asked.get("method", "annuity")]
    length = "" if "flows" in asked else f"（每{_UNITS[asked.get('unit', 'month')]}一期）"
    console.print(
        f"借 [bold]{_yuan(asked['principal'])}[/] 元，{how}，{len(rows)}期{length}，到手 {_yuan(out['received'])} 元"
    )
    console.print(
        f"年化（单利）[bold]{_rate(out['annualised_nominal'])}[/] · 年化（复利 IRR）[bold]{_rate(out['annualised_effective'])}[/]"
    )
    console.print(f"利息和费用合计 [bold]{_yuan(out['total_cost'])}[/] 元，连本金一共付 {_yuan(out['total_paid'])} 元")
    _items(console, out)
    _early(console, out["early"])
    _ceiling(console, out)
    console.print(_schedule(rows, full=full))
    if len(rows) > _LONGEST and not full:
        console.print("[dim]中间各期加 --full 看。[/]")
    console.print(f"[dim]{escape(out['basis'])}[/]")


def _items(console: Console, out: Mapping[str, Any]) -> None:
    if Decimal(out["interest"]):
        console.print(f"  利息 {_yuan(out['interest'])} 元")
    for fee in out["fees"]:
        each = f"每期 {_yuan(fee['amount'])} 元×{fee['times']}" if fee["times"] > 1 else _WHEN[fee["when"]]
        kept = {True: "，从放款里扣", False: "，另付"}.get(fee["deducted"], "")
        payee = f"收款方：{fee['payee']}" if fee["payee"] else "收款方没有说明"
        console.print(f"  {escape(fee['name'])} {_yuan(fee['total'])} 元（{each}{kept}；{escape(payee)}）")


def _early(console: Console, early: Mapping[str, Any] | None) -> None:
    if early is None:
        return
    day = f"（{early['date']}）" if early["date"] else ""
    interest = f"、未付利息 {_yuan(early['interest'])} 元" if Decimal(early["interest"]) else ""
    fee = f"、提前还款费 {_yuan(early['fee'])} 元" if Decimal(early["fee"]) else ""
    console.print(
        f"还完第{early['after']}期{day}就结清：剩余本金 {_yuan(early['owed'])} 元{interest}{fee}，"
        f"当天一次付 {_yuan(early['paid_then'])} 元；实际成本 {_yuan(early['total_cost'])} 元，"
        f"年化（单利）{_rate(early['annualised_nominal'])} · 年化（复利 IRR）{_rate(early['annualised_effective'])}"
        "（以后各期的利息和费用按不再收算，以合同为准）"
    )


def _ceiling(console: Console, out: Mapping[str, Any]) -> None:
    ceiling = out["ceiling"]
    if ceiling is None:
        if out["ceiling_note"]:
            console.print(f"上限：{escape(out['ceiling_note'])}")
        return
    word = "[red]已超过[/]" if ceiling["exceeded"] else "未超过"
    checked = "" if ceiling["verified"] else "[yellow]（未核实，不要当结论用）[/]"
    console.print(f"上限：年化 {_rate(ceiling['value'])}，按单利比{word}{checked} [dim]{escape(ceiling['basis'])}[/]")


def _schedule(rows: list[dict[str, Any]], *, full: bool) -> Table:
    table = Table()
    dated = rows[0]["date"] is not None
    for name in ("期", *(["日期"] if dated else []), "还款", "本金", "利息", "费用", "余额"):
        table.add_column(name, justify="left" if name == "日期" else "right")
    skipped = range(_FIRST, len(rows) - _LAST) if len(rows) > _LONGEST and not full else range(0)
    for n, row in enumerate(rows):
        if n in skipped:
            if n == skipped.start:
                table.add_row(*["…"] * len(table.columns))
            continue
        money = [_yuan(row[key]) for key in ("payment", "principal", "interest", "fee", "balance")]
        table.add_row(str(row["period"]), *([row["date"]] if dated else []), *money)
    return table


def _yuan(amount: object) -> str:
    return f"{Decimal(str(amount)):,.2f}"


def _rate(value: object) -> str:
    return f"{Decimal(str(value)):.2%}"
