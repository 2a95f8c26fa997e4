"""`replydraft cost`: what a loan costs, by numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import typer

from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, Knowledge, Operator, Rules, settings
from replydraft.entrypoints.cli.sheets import Font, Lender, OfProduct, Out, Sheet, names, write_sheet
from replydraft.entrypoints.days import today


def register(app: typer.Typer) -> None:
    app.command("cost")(cost)


def cost(
    principal: Annotated[str, typer.Option(help="Amount borrowed, in yuan.")],
    periods: Annotated[int, typer.Option(help="How many instalments.")],
    method: Annotated[
        str | None, typer.Option(help="flat, annuity, equal_principal, interest_only or bullet. [default: annuity]")
    ] = None,
    rate: Annotated[str | None, typer.Option(help="Interest a year: 4.5% or 0.045.")] = None,
    fee_per_period: Annotated[str | None, typer.Option(help="Fee each period, of the principal: 0.6%.")] = None,
    upfront_fee: Annotated[str | None, typer.Option(help="Fee at disbursement, of the principal: 3%.")] = None,
    unit: Annotated[str | None, typer.Option(help="Length of one period: month, day or year. [default: month]")] = None,
    lender_type: Annotated[str | None, typer.Option(help="bank, consumer_finance, small_loan, private …")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day whose ceilings apply.")] = None,
    as_json: AsJson = False,
    rules: Rules = None,
    sheet: Sheet = None,
    product: OfProduct = None,
    lender: Lender = None,
    out_file: Out = None,
    font: Font = None,
    knowledge: Knowledge = None,
    operator: Operator = None,
) -> None:
    """Annualised cost, total cost and schedule of a loan; with --sheet its 成本明示表."""

    def body() -> int:
        from replydraft.bootstrap import quote_cost

        asked: dict[str, Any] = {
            "principal": principal,
            "periods": periods,
            "method": method,
            "rate": rate,
            "fee_per_period": fee_per_period,
            "upfront_fee": upfront_fee,
            "unit": unit,
            "lender_type": lender_type,
            "as_of": as_of,
        }
        asked = {k: v for k, v in asked.items() if v is not None}
        if sheet or product:
            given = settings(knowledge=knowledge, rules=rules, operator=operator)
            form = sheet or ("json" if as_json else "text")
            return write_sheet(given, asked | names(product, lender), form, out_file, font)
        out = quote_cost(settings(rules=rules), asked, today())
        emit(out) if as_json else show(out)
        return 0

    guarded(body)


def show(out: dict[str, Any]) -> None:
    """The same for a person, in Chinese."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    nominal, effective = Decimal(str(out["annualised_nominal"])), Decimal(str(out["annualised_effective"]))
    console.print(
        f"年化（单利）{nominal:.2%} · 年化（复利 IRR）{effective:.2%} · 利息和费用合计 {out['total_cost']} 元"
    )
    console.print(f"[dim]{out['basis']}[/]")
    if out["ceiling"]:
        c = out["ceiling"]
        word = "[red]已超过[/]" if c["exceeded"] else "未超过"
        checked = "" if c["verified"] else "（数值尚未核实）"
        console.print(f"参考上限 {Decimal(str(c['value'])):.2%}，{word}{checked} [dim]{c['basis']}[/]")
    table = Table("期", "本金", "利息", "费用", "还款", "余额")
    for row in out["schedule"]:
        table.add_row(str(row["period"]), row["principal"], row["interest"], row["fee"], row["payment"], row["balance"])
    console.print(table)
