"""`replydraft cost`: what a loan costs, by numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import typer

from replydraft.entrypoints.cli.lines import emit, guarded
from replydraft.entrypoints.cli.options import AsJson, Rules, settings
from replydraft.entrypoints.cli.phrases import show_phrase
from replydraft.entrypoints.days import today

_DEFAULTS = (("method", "annuity"), ("unit", "month"))
"""What stands there without anybody saying so."""


def register(app: typer.Typer) -> None:
    app.command("cost")(cost)


def cost(
    principal: Annotated[str | None, typer.Option(help="Amount borrowed, in yuan.")] = None,
    periods: Annotated[int | None, typer.Option(help="How many instalments.")] = None,
    method: Annotated[str, typer.Option(help="flat, annuity, equal_principal, interest_only or bullet.")] = "annuity",
    rate: Annotated[str | None, typer.Option(help="Interest a year: 4.5% or 0.045.")] = None,
    fee_per_period: Annotated[str | None, typer.Option(help="Fee each period, of the principal: 0.6%.")] = None,
    upfront_fee: Annotated[str | None, typer.Option(help="Fee at disbursement, of the principal: 3%.")] = None,
    unit: Annotated[str, typer.Option(help="Length of one period: month, day or year.")] = "month",
    lender_type: Annotated[str | None, typer.Option(help="bank, consumer_finance, small_loan, private …")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day whose ceilings apply.")] = None,
    phrase: Annotated[str | None, typer.Option(help="What somebody says a loan costs: 月息一分.")] = None,
    as_json: AsJson = False,
    rules: Rules = None,
) -> None:
    """Annualised cost, total cost and schedule of a loan; or, with --phrase, what a price phrase can mean."""

    if phrase is None and (principal is None or periods is None):
        raise typer.BadParameter("give --principal and --periods, or --phrase")

    def body() -> int:
        from replydraft.bootstrap import quote_cost, read_price

        asked = {
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
        given = {k: v for k, v in asked.items() if v is not None}
        if phrase is not None:
            said = {k: v for k, v in given.items() if (k, v) not in _DEFAULTS} | {"phrase": phrase}
            read = read_price(settings(rules=rules), said, today())
            emit(read) if as_json else show_phrase(read)
            return 0
        out = quote_cost(settings(rules=rules), given, today())
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
