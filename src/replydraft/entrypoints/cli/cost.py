"""`replydraft cost`: what a loan costs, by numbers or by a phrase; many of them with --jsonl."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Any

import typer

from replydraft.entrypoints.cli.lines import emit, guarded, one_text, run_lines
from replydraft.entrypoints.cli.options import AsJson, Knowledge, Lines, Operator, Rules, settings
from replydraft.entrypoints.cli.phrases import show_phrase
from replydraft.entrypoints.cli.sheets import Font, Lender, OfProduct, Out, Sheet, names, write_sheet
from replydraft.entrypoints.days import today
from replydraft.errors import InputError

_DEAR = 0.36
"""A rate per year above it is rarely one that is offered."""


def register(app: typer.Typer) -> None:
    app.command("cost")(cost)


def cost(
    phrase_or_file: Annotated[
        str | None, typer.Argument(help="A price phrase; with --jsonl a file of requests (default: standard input).")
    ] = None,
    lines: Lines = False,
    principal: Annotated[str | None, typer.Option(help="Amount borrowed, in yuan.")] = None,
    periods: Annotated[int | None, typer.Option(help="How many instalments.")] = None,
    method: Annotated[
        str | None, typer.Option(help="flat, annuity (default), equal_principal, interest_only or bullet.")
    ] = None,
    rate: Annotated[str | None, typer.Option(help="Interest a year: 4.5% or 0.045.")] = None,
    instalment: Annotated[str | None, typer.Option(help="Yuan each period, instead of --rate.")] = None,
    fee_per_period: Annotated[
        str | None, typer.Option(help="Fee each period, of the principal: 0.6%; or 300元.")
    ] = None,
    upfront_fee: Annotated[
        str | None, typer.Option(help="Fee at disbursement, of the principal: 3%; or 1000元.")
    ] = None,
    upfront_separate: Annotated[
        bool, typer.Option("--upfront-separate", help="The upfront fee is paid beside the loan, not taken out of it.")
    ] = False,
    closing_fee: Annotated[str | None, typer.Option(help="Fee with the last payment: 1% or 500元.")] = None,
    fee: Annotated[
        list[str] | None,
        typer.Option(
            help="One more fee, by name: 担保费=2%@upfront@某担保公司 (upfront, each_period, closing; payee)."
        ),
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Length of one period: month (default), day or year.")] = None,
    start: Annotated[
        str | None, typer.Option(help="The day the money is received: 2026-12-01.", metavar="DATE")
    ] = None,
    flow: Annotated[
        list[str] | None,
        typer.Option(help="A payment on a day, instead of periods: 2026-12-31=5000.", metavar="DATE=YUAN"),
    ] = None,
    early_after: Annotated[int | None, typer.Option(help="Everything is repaid with this instalment.")] = None,
    early_fee: Annotated[str | None, typer.Option(help="Fee for that, of what is then owed: 1%; or 500元.")] = None,
    lender_type: Annotated[str | None, typer.Option(help="bank, consumer_finance, small_loan, private …")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="The day whose ceilings apply.")] = None,
    phrase: Annotated[
        str | None, typer.Option(help="The same as the argument: what somebody says a loan costs, 月息一分.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Show every period of a long schedule.")] = False,
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
    """Annualised cost, total cost and schedule of a loan; with --phrase what a price phrase means, with --sheet its 成本明示表."""

    def body() -> int:
        from replydraft.bootstrap import cost_answers

        at = settings(knowledge=knowledge, rules=rules, operator=operator)
        given: dict[str, Any] = {
            "principal": principal,
            "periods": periods,
            "method": method,
            "rate": rate,
            "instalment": instalment,
            "fee_per_period": fee_per_period,
            "upfront_fee": upfront_fee,
            "upfront_deducted": False if upfront_separate else None,
            "closing_fee": closing_fee,
            "fees": [_fee(text) for text in fee or ()] or None,
            "unit": unit,
            "start": start,
            "flows": [_flow(text) for text in flow or ()] or None,
            "early_after": early_after,
            "early_fee": early_fee,
            "lender_type": lender_type,
            "as_of": as_of,
        }
        asked = {k: v for k, v in given.items() if v is not None}
        if lines:
            if asked or phrase is not None or any((sheet, product, lender, out_file, font)):
                raise typer.BadParameter("with --jsonl each line says what is asked: no other options")
            answer = cost_answers(at)
            return run_lines(phrase_or_file, lambda value: _named(value) | answer(value, today()))
        said = phrase if phrase_or_file is None else one_text(phrase_or_file)
        if said is not None:
            if phrase is not None and phrase_or_file is not None:
                raise typer.BadParameter("two phrases; one at a time, or many with --jsonl")
            read = cost_answers(at)(asked | {"phrase": said}, today())
            emit(read) if as_json else show_phrase(read)
            return 0
        _warn_of_bare(rate)
        if sheet or product:
            form = sheet or ("json" if as_json else "text")
            return write_sheet(at, asked | names(product, lender), form, out_file, font)
        out = cost_answers(at)(asked, today())
        if as_json:
            emit(out)
        else:
            from replydraft.entrypoints.cli.cost_shown import show

            show(out, asked, full=full)
        return 0

    guarded(body)


def _named(value: Any) -> dict[str, Any]:
    """The id of a line, for its answer, as an error would give it back."""
    has_id = isinstance(value, dict) and isinstance(value.get("id"), str | int)
    return {"id": str(value["id"])} if has_id else {}


def _warn_of_bare(rate: str | None) -> None:
    """A rate without its sign that few loans have was perhaps meant as a percentage."""
    with suppress(ValueError):
        if rate is not None and _DEAR < float(rate) <= 1:
            typer.echo(f"replydraft: --rate {rate} has no %: taken as {float(rate):.0%} a year", err=True)


def _flow(text: str) -> dict[str, str]:
    day, found, amount = text.partition("=")
    if not found:
        raise InputError("must be a date and yuan like 2026-12-31=5000", field="flow")
    return {"date": day.strip(), "amount": amount.strip()}


def _fee(text: str) -> dict[str, str]:
    name, found, rest = text.partition("=")
    price, *where = rest.split("@")
    if not found or not 1 <= len(where) <= 2:
        raise InputError("must be like 担保费=2%@upfront or 担保费=500元@upfront@某担保公司", field="fee")
    price = price.strip()
    in_yuan = price.endswith("元")
    asked = {"name": name, "when": where[0].strip(), "amount" if in_yuan else "fraction": price.removesuffix("元")}
    return asked | ({"payee": where[1]} if len(where) == 2 else {})
